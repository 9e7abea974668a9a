import { recordEventsHandler } from '../lib/aws/record-events-handler';
import { factsOf } from '../lib/order/event-facts';
import { placeOrder } from '../lib/order/place-order';
import { container } from './container';
import { ledger } from './ledger';

export const handler = recordEventsHandler(placeOrder, factsOf, { ...container, ledger });
