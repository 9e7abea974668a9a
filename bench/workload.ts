/** The orders of the benchmarks: 70 % complete, 15 % are declined, 15 % find too little stock; 100 articles. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderRequest } from '../lib/order/order';
import type { Local } from '../local/start';

export const ARTICLES = 100;
/** Pieces of each article at the opening. */
export const STOCKED = 1_000_000_000;
/** Minor units. */
const PRICE = 15_00;
/** More than any payment may come to. */
const DECLINED_PRICE = 12_000_00;

export interface PlannedOrder {
  readonly request: OrderRequest;
  readonly end: 'COMPLETED' | 'CANCELLED';
}

/** @param fate and @param article from 0 to 1, as chance has them */
export function anOrder(orderId: string, fate: number, article: number): PlannedOrder {
  const declined = fate >= 0.7 && fate < 0.85;
  const outOfStock = fate >= 0.85;
  const line = {
    sku: outOfStock ? 'not-on-any-shelf' : `sku-${Math.floor(article * ARTICLES)}`,
    quantity: 1,
    unitPrice: declined ? DECLINED_PRICE : PRICE,
  };
  const request = { orderId, customerId: 'c-1', currency: 'EUR', lines: [line] };
  return { request, end: declined || outOfStock ? 'CANCELLED' : 'COMPLETED' };
}

export async function stockShelves(local: Local, stack: string): Promise<void> {
  const TableName = local.outputs[stack]?.InventoryTableName;
  for (let article = 0; article < ARTICLES; article++) {
    const sku = `sku-${article}`;
    const row = { pk: `stock#${sku}`, sk: 'stock', sku, available: STOCKED, reserved: 0 };
    await local.clients.documents.send(new PutCommand({ TableName, Item: row }));
  }
}
