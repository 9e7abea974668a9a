/**
 * What one `TransactWriteItems` takes ("Service, account, and table quotas in Amazon DynamoDB"), and what the bus takes of
 * each event, checked before the call: what does not fit never will, so its refusal says what to do.
 */
import type { OutboxRecord } from '../saga/outbox';
import type { Transaction } from '../saga/participant';
import type { Json, JsonObject } from '../units';
import { MAX_ENTRY_BYTES, mostEntryBytes } from './event-entry';
import type { TransactionItem } from './transaction-items';

export const MAX_ACTIONS = 100;
export const MAX_ITEM_BYTES = 400 * 1024;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
/** JSON takes at most six bytes for one of DynamoDB's (a control character), so a row of so few surely fits the bus. */
const SURELY_PUBLISHABLE_BYTES = 40_000;

/** @throws RangeError what is too large, by how much, and what to do */
export function checkFits({ key, writes, outbox, message }: Transaction, items: readonly TransactionItem[]): void {
  const refuse = (sentence: string): never => {
    throw new RangeError(`step '${key.step}' of saga '${key.sagaId}': ${sentence}`);
  };
  if (items.length > MAX_ACTIONS) {
    refuse(
      `its fence, ${writes.length} writes and ${outbox.length} events${message === undefined ? '' : ', and the event it answers,'} ` +
        `are ${items.length} actions; ` +
        `a transaction takes ${MAX_ACTIONS}, so write fewer rows`,
    );
  }
  let total = 0;
  for (const [index, item] of items.entries()) {
    const bytes = bytesOf(item);
    const event = outbox[index - writes.length - 1];
    if (event !== undefined && bytes > SURELY_PUBLISHABLE_BYTES) checkPublishable(event, refuse);
    if (bytes > MAX_ITEM_BYTES) {
      const { pk, sk } = keyOf(item);
      refuse(`row ${pk} ${sk} takes ${bytes} bytes; a row takes ${MAX_ITEM_BYTES}, so split it or keep a reference`);
    }
    total += bytes;
  }
  if (total > MAX_TRANSACTION_BYTES) {
    refuse(`it writes ${total} bytes; a transaction takes ${MAX_TRANSACTION_BYTES}, so write less`);
  }
  for (const write of writes) {
    for (const [field, by] of write.kind === 'change' ? Object.entries(write.add ?? {}) : []) {
      if (!Number.isSafeInteger(by)) refuse(`it adds ${by} to '${field}'; only whole numbers add exactly`);
    }
  }
}

function checkPublishable(event: OutboxRecord, refuse: (sentence: string) => never): void {
  const bytes = mostEntryBytes(event);
  if (bytes > MAX_ENTRY_BYTES) {
    refuse(
      `its event '${event.type}' takes ${bytes} bytes; the bus takes ${MAX_ENTRY_BYTES}, so tell less or keep a reference`,
    );
  }
}

/** Of a new row its size; of a change at least what it brings, since what is there already cannot be known here. */
function bytesOf({ Put, Update }: TransactionItem): number {
  return fieldsSize((Put?.Item ?? Update?.ExpressionAttributeValues ?? {}) as JsonObject);
}

function keyOf({ Put, Update, ConditionCheck }: TransactionItem): { readonly pk?: unknown; readonly sk?: unknown } {
  return Put?.Item ?? Update?.Key ?? ConditionCheck?.Key ?? {};
}

/** "DynamoDB item sizes and formats": UTF-8 bytes of text, 1 for two digits and 1 more, 3 a list or map, 1 an element. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (typeof value === 'boolean' || value === null) return 1;
  if (isList(value)) return value.reduce((bytes: number, element) => bytes + 1 + sizeOf(element), 3);
  return 3 + Object.keys(value).length + fieldsSize(value);
}

function fieldsSize(fields: JsonObject): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(fields)) bytes += Buffer.byteLength(name) + sizeOf(value);
  return bytes;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
