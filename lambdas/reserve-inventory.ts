import { actionHandler } from '../lib/aws/step-handler';
import { reserveInventory } from '../lib/order/inventory-service';
import { placeOrder } from '../lib/order/place-order';
import { participant } from './participant';

export const handler = actionHandler(placeOrder, 'ReserveInventory', reserveInventory, participant);
