/**
 * DynamoDB's transactions, streams and TTL as AWS documents them, as plainly as can be: slow, in memory, without a line
 * of the model. Each rule stands beside the sentence that it comes from.
 *
 * [T] Developer Guide, "Amazon DynamoDB Transactions: How it works"   [W] API Reference, TransactWriteItems
 * [S] Developer Guide, "Change data capture for DynamoDB Streams"     [L] Developer Guide, "Using time to live (TTL)"
 */
import { type Action, type Condition, type ItemKey, idOf, type Row } from './actions';

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

export type Reason =
  | { readonly code: 'None' }
  | { readonly code: 'ConditionalCheckFailed'; readonly item: Row | undefined };
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'conditionFailed'; readonly item: Row | undefined }
  | { readonly kind: 'canceled'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'refused'; readonly code: 'ValidationException' | 'IdempotentParameterMismatchException' };

export interface Change {
  readonly key: ItemKey;
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  readonly byService: boolean;
}
interface Token {
  readonly token: string;
  readonly request: string;
  readonly atMillis: number;
}

const DONE: Outcome = { kind: 'done' };
const TOKEN_LIFETIME_MILLIS = 10 * 60 * 1000;
const MAX_TTL_AGE_SECONDS = 5 * 365 * 24 * 60 * 60;

export class Specification {
  private items = new Map<string, Row>();
  private tokens: readonly Token[] = [];
  /** Every change, in the order of the changes. [S] "a time-ordered sequence of item-level modifications" */
  readonly changes: Change[] = [];

  row(key: ItemKey): Row | undefined {
    return this.items.get(idOf(key));
  }

  write(action: Action): Outcome {
    const before = this.row(action.key);
    if (!isMet(action.condition, before)) {
      return { kind: 'conditionFailed', item: action.showOld ? before : undefined };
    }
    this.perform(action);
    return DONE;
  }

  transactWrite(actions: readonly Action[], token: string | undefined, nowMillis: number): Outcome {
    // [T] "You can't target the same item with multiple operations within the same transaction."
    if (new Set(actions.map(({ key }) => idOf(key))).size < actions.length) {
      return { kind: 'refused', code: 'ValidationException' };
    }
    const request = JSON.stringify(actions);
    const known = this.tokens.find((each) => each.token === token && nowMillis - each.atMillis < TOKEN_LIFETIME_MILLIS);
    if (token !== undefined && known !== undefined) {
      // [W] "multiple identical calls have the same effect as one single call";
      // "If you submit a request with the same client token but a change in other parameters within the 10-minute
      // idempotency window, DynamoDB returns an IdempotentParameterMismatch exception."
      return known.request === request ? DONE : { kind: 'refused', code: 'IdempotentParameterMismatchException' };
    }
    // [T] "a single all-or-nothing operation": every condition is looked at before anything is written.
    const reasons = actions.map((action): Reason => {
      const before = this.row(action.key);
      if (isMet(action.condition, before)) return { code: 'None' };
      return { code: 'ConditionalCheckFailed', item: action.showOld ? before : undefined };
    });
    // [W] CancellationReasons: in the order of the actions, `None` for those that would have passed.
    if (reasons.some(({ code }) => code !== 'None')) return { kind: 'canceled', reasons };
    for (const action of actions) this.perform(action);
    if (token !== undefined) this.tokens = [...this.tokens, { token, request, atMillis: nowMillis }];
    return DONE;
  }

  /** [T] "TransactGetItems": the items as they are at one instant. */
  transactGet(keys: readonly ItemKey[]): readonly (Row | undefined)[] {
    return keys.map((key) => this.row(key));
  }

  /**
   * [L] Items whose TTL attribute, a Number of epoch seconds, lies in the past are deleted, if not by more than five
   * years; when, the service decides, and until then they are read and written as any other.
   */
  isExpired(key: ItemKey, nowSeconds: number): boolean {
    const ttl = this.row(key)?.ttl;
    return ttl !== undefined && ttl <= nowSeconds && ttl > nowSeconds - MAX_TTL_AGE_SECONDS;
  }

  /** The service deletes an item that has expired, and is named as who did it. */
  expire(key: ItemKey): void {
    this.set(key, undefined, true);
  }

  /** The tables, as the fold of their changes must give them. */
  rows(): ReadonlyMap<string, Row> {
    return this.items;
  }

  private perform(action: Action): void {
    const before = this.row(action.key);
    switch (action.kind) {
      case 'put':
        this.set(action.key, action.row, false);
        break;
      case 'add':
        this.set(action.key, { ...before, n: (before?.n ?? 0) + action.amount }, false);
        break;
      case 'delete':
        this.set(action.key, undefined, false);
        break;
      case 'check':
        break;
    }
  }

  private set(key: ItemKey, after: Row | undefined, byService: boolean): void {
    const before = this.row(key);
    if (after === undefined) this.items.delete(idOf(key));
    else this.items.set(idOf(key), after);
    // [S] "If you perform a PutItem or UpdateItem operation that does not change any data in an item, DynamoDB Streams
    // does not write a stream record for that operation."
    if (before?.n === after?.n && before?.ttl === after?.ttl) return;
    const event = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
    this.changes.push({ key, event, before, after, byService });
  }
}

/** [S] "StreamViewType": what is written of a change. */
export const imagesOf = (view: StreamView, { before, after }: Change) => ({
  OldImage: view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? before : undefined,
  NewImage: view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? after : undefined,
});

function isMet(condition: Condition, row: Row | undefined): boolean {
  switch (condition.kind) {
    case 'none':
      return true;
    case 'exists':
      return row !== undefined;
    case 'absent':
      return row === undefined;
    case 'below':
      return row !== undefined && row.n < condition.limit;
  }
}
