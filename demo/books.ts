/** What the three services' tables say: of one order, and all together. Money and stock must add up. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { OrderRequest } from '../lib/order/order';

export interface ServiceTables {
  readonly orders: string;
  readonly payments: string;
  readonly inventory: string;
}

export interface ReactionTables {
  readonly mails: string;
  readonly sales: string;
}

/** What happened beside the sagas. */
export interface Reactions {
  /** Confirmations, one a completed order. */
  readonly mails: number;
  readonly sales: readonly { readonly day: string; readonly sku: string; readonly quantity: number }[];
}

export interface OrderBooks {
  /** `none` where there is no such row. */
  readonly order: string;
  readonly payment: string;
  readonly reservation: string;
  /** Minor units; 0 without an order. */
  readonly total: number;
  /** Of the articles that the order names. */
  readonly stock: readonly { readonly sku: string; readonly available: number; readonly reserved: number }[];
}

type Row = { readonly [attribute: string]: unknown };

export async function booksOf(
  documents: DynamoDBDocumentClient,
  tables: ServiceTables,
  { orderId, lines }: OrderRequest,
): Promise<OrderBooks> {
  const read = async (table: string, pk: string, sk: string): Promise<Row | undefined> =>
    (await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }))).Item;
  const order = await read(tables.orders, `order#${orderId}`, 'order');
  const payment = await read(tables.payments, `payment#${orderId}.ProcessPayment`, 'payment');
  const reservation = await read(tables.inventory, `reservation#${orderId}.ReserveInventory`, 'reservation');
  const stock = [];
  for (const { sku } of lines) {
    const row = await read(tables.inventory, `stock#${sku}`, 'stock');
    stock.push({ sku, available: number(row?.available), reserved: number(row?.reserved) });
  }
  return {
    order: text(order?.status),
    payment: text(payment?.status),
    reservation: reservation?.status === 'RELEASED' ? 'none' : text(reservation?.status),
    total: typeof order?.total === 'number' ? order.total : 0,
    stock,
  };
}

export interface ClosingCheck {
  readonly completedTotal: number;
  readonly chargedTotal: number;
  /** Charged orders that were not completed: each must belong to a saga that said it could not be undone. */
  readonly chargedWithoutOrder: readonly { readonly orderId: string; readonly amount: number }[];
  readonly stock: readonly StockLine[];
}
export interface StockLine {
  readonly sku: string;
  readonly opening: number;
  readonly available: number;
  readonly reserved: number;
  /** What the reservations that are held add up to. */
  readonly held: number;
}

/** @param prefix what the ids of the orders in question begin with */
export async function closeBooks(
  documents: DynamoDBDocumentClient,
  tables: ServiceTables,
  opening: { readonly [sku: string]: number },
  prefix: string,
): Promise<ClosingCheck> {
  const ours = (row: Row) => text(row.orderId).startsWith(prefix);
  const orders = (await rows(documents, tables.orders, 'order')).filter(ours);
  const payments = (await rows(documents, tables.payments, 'payment')).filter(
    (row) => ours(row) && row.status === 'CHARGED',
  );
  const stock = await rows(documents, tables.inventory, 'stock');
  const held = heldBySku(await rows(documents, tables.inventory, 'reservation'));
  const completed = new Map(
    orders.filter((row) => row.status === 'COMPLETED').map((row) => [row.orderId, number(row.total)]),
  );
  return {
    completedTotal: [...completed.values()].reduce((sum, total) => sum + total, 0),
    chargedTotal: payments.reduce((sum, row) => sum + number(row.amount), 0),
    chargedWithoutOrder: payments
      .filter((row) => !completed.has(row.orderId))
      .map((row) => ({ orderId: text(row.orderId), amount: number(row.amount) })),
    stock: stock
      .filter((row) => opening[text(row.sku)] !== undefined)
      .map((row) => ({
        sku: text(row.sku),
        opening: opening[text(row.sku)] ?? 0,
        available: number(row.available),
        reserved: number(row.reserved),
        held: held.get(text(row.sku)) ?? 0,
      })),
  };
}

/** The sentences that say what does not add up; none when all does. `excused`: orders known not to be undone. */
export function discrepancies(check: ClosingCheck, excused: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  const excusedAmount = check.chargedWithoutOrder
    .filter(({ orderId }) => excused.has(orderId))
    .reduce((sum, { amount }) => sum + amount, 0);
  if (check.chargedTotal !== check.completedTotal + excusedAmount) {
    found.push(`charged ${check.chargedTotal} but completed orders come to ${check.completedTotal + excusedAmount}`);
  }
  for (const { orderId } of check.chargedWithoutOrder) {
    if (!excused.has(orderId)) found.push(`order '${orderId}' is charged but not completed`);
  }
  for (const { sku, opening, available, reserved, held } of check.stock) {
    if (available + reserved !== opening || available < 0) {
      found.push(`stock of '${sku}': ${available} available and ${reserved} reserved, of ${opening} at the opening`);
    }
    if (reserved !== held) found.push(`stock of '${sku}': ${reserved} reserved, but reservations hold ${held}`);
  }
  return found;
}

export async function reactionsOf(
  documents: DynamoDBDocumentClient,
  { mails, sales }: ReactionTables,
  prefix: string,
): Promise<Reactions> {
  const written = await rows(documents, mails, 'mail#');
  const sold = await rows(documents, sales, 'sku#');
  return {
    mails: written.filter(({ about }) => text(about).startsWith(prefix)).length,
    sales: sold
      .filter(({ sku }) => text(sku).startsWith(prefix))
      .map(({ day, sku, quantity }) => ({ day: text(day), sku: text(sku), quantity: number(quantity) })),
  };
}

/** Rows whose sort key is `sk`, or begins with it where it ends in `#`. */
async function rows(documents: DynamoDBDocumentClient, table: string, sk: string): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const page of paginateScan({ client: documents }, { TableName: table, ConsistentRead: true })) {
    const wanted = (row: Row) => (sk.endsWith('#') ? text(row.sk).startsWith(sk) : row.sk === sk);
    found.push(...(page.Items ?? []).filter(wanted));
  }
  return found;
}

function heldBySku(reservations: readonly Row[]): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const { status, lines } of reservations) {
    if (status !== 'HELD' || !Array.isArray(lines)) continue;
    for (const line of lines as readonly Row[]) {
      held.set(text(line.sku), (held.get(text(line.sku)) ?? 0) + number(line.quantity));
    }
  }
  return held;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : 'none');
const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
