import { compensationHandler } from '../lib/aws/step-handler';
import { releaseInventory } from '../lib/order/inventory-service';
import { placeOrder } from '../lib/order/place-order';
import { participant } from './participant';

export const handler = compensationHandler(placeOrder, 'ReleaseInventory', releaseInventory, participant);
