/**
 * What the specification speaks of: writes to items that hold a counter `n` and, where TTL is watched, a time `ttl`.
 * Few actions, but every kind that the service has; and how each is written as a request.
 */
import type { JsonObject } from '../../../lib/units';

export interface ItemKey {
  readonly table: string;
  readonly pk: string;
}
export interface Row {
  readonly n: number;
  /** Epoch seconds. */
  readonly ttl?: number;
}

export type Condition =
  | { readonly kind: 'none' | 'exists' | 'absent' }
  /** The counter is there and below a number. */
  | { readonly kind: 'below'; readonly limit: number };

export type Action = {
  readonly key: ItemKey;
  readonly condition: Condition;
  /** Whether a refusal shows the item. */
  readonly showOld: boolean;
} & (
  | { readonly kind: 'put'; readonly row: Row }
  | { readonly kind: 'add'; readonly amount: number }
  | { readonly kind: 'delete' | 'check' }
);

export const idOf = ({ table, pk }: ItemKey): string => `${table}/${pk}`;
export const keyItem = ({ pk }: ItemKey): JsonObject => ({ pk: { S: pk } });
export const rowItem = (key: ItemKey, { n, ttl }: Row): JsonObject => ({
  ...keyItem(key),
  n: { N: String(n) },
  ...(ttl !== undefined && { ttl: { N: String(ttl) } }),
});

interface Written {
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem' | undefined;
  readonly transactItem: JsonObject;
}

/** As a request of its own, and as an action of a transaction. A condition check is no request of its own. */
export function written(action: Action): Written {
  const conditional = { ...conditionMembers(action), TableName: action.key.table };
  const Key = keyItem(action.key);
  switch (action.kind) {
    case 'put':
      return write('PutItem', 'Put', { ...conditional, Item: rowItem(action.key, action.row) });
    case 'delete':
      return write('DeleteItem', 'Delete', { ...conditional, Key });
    case 'check':
      return { operation: undefined, transactItem: { ConditionCheck: { ...conditional, Key } } };
    case 'add': {
      const values = { ...(conditional.ExpressionAttributeValues ?? {}), ':amount': { N: String(action.amount) } };
      const UpdateExpression = 'ADD n :amount';
      return write('UpdateItem', 'Update', {
        ...conditional,
        Key,
        UpdateExpression,
        ExpressionAttributeValues: values,
      });
    }
  }
}

const write = (operation: NonNullable<Written['operation']>, member: string, members: JsonObject): Written => ({
  operation,
  transactItem: { [member]: members },
});

function conditionMembers({ kind, condition, showOld }: Action): {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: JsonObject;
  readonly ReturnValuesOnConditionCheckFailure?: string;
} {
  const shown = showOld ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {};
  switch (condition.kind) {
    case 'none':
      // A check has a condition: this one is always met.
      return kind === 'check'
        ? { ConditionExpression: 'attribute_exists(pk) OR attribute_not_exists(pk)', ...shown }
        : shown;
    case 'exists':
      return { ConditionExpression: 'attribute_exists(pk)', ...shown };
    case 'absent':
      return { ConditionExpression: 'attribute_not_exists(pk)', ...shown };
    case 'below':
      return {
        ConditionExpression: 'n < :limit',
        ExpressionAttributeValues: { ':limit': { N: String(condition.limit) } },
        ...shown,
      };
  }
}
