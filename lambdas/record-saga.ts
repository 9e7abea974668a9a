import { recordSagaHandler } from '../lib/aws/record-saga-handler';
import { placeOrder } from '../lib/order/place-order';
import { container } from './container';
import { ledger } from './ledger';

export const handler = recordSagaHandler(placeOrder, { ...container, ledger });
