/** The sagas of this project as they are deployed: the order in both styles. */

import { placeOrder } from '../lib/order/place-order';
import { choreographyStackName, stackName } from '../lib/order/stages';
import type { JsonObject } from '../lib/units';
import type { Request, Subject } from './scenario';

const order = {
  definition: placeOrder,
  door: 'PlaceOrder',
  tables: { orders: 'OrdersTableName', payments: 'PaymentsTableName', inventory: 'InventoryTableName' },
  ledger: 'SagasTableName',
  reactions: { mails: 'MailsTableName', sales: 'SalesTableName' },
  idField: 'orderId',
  seed: ({ shelf }, names) => ({
    inventory: Object.entries(shelf).map(([article, available]) => {
      const sku = names(article);
      return { pk: `stock#${sku}`, sk: 'stock', sku, available, reserved: 0 };
    }),
  }),
  request: ({ id, payload }: Request, names) => ({
    ...payload,
    orderId: names(id),
    lines: (payload.lines as readonly JsonObject[]).map((line) => ({ ...line, sku: names(String(line.sku)) })),
  }),
} as const satisfies Omit<Subject, 'name' | 'style' | 'stack'>;

export const orchestratedOrder: Subject = {
  ...order,
  name: 'order',
  style: 'orchestrated',
  stack: stackName('dev'),
};

export const choreographedOrder: Subject = {
  ...order,
  name: 'order-events',
  style: 'choreographed',
  stack: choreographyStackName('dev'),
};
