/** The few writes a rule may ask for, in the domain's words. An adapter turns them into the database's. */
import type { Json, JsonObject } from '../units';

/** A row's key in its service's table: `pk` groups what belongs together, `sk` orders it. */
export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

export type Condition =
  | { readonly field: string; readonly equals: Json }
  /** Also false where the row or the field is absent. */
  | { readonly field: string; readonly atLeast: number };

export type Write<Otherwise = unknown> =
  /** A new row; the condition is that the key is free. */
  | {
      readonly kind: 'insert';
      readonly key: RowKey;
      readonly row: JsonObject;
      readonly otherwise?: Otherwise;
    }
  /** A change of a row that meets every condition. `add` is exact integer arithmetic. */
  | {
      readonly kind: 'change';
      readonly key: RowKey;
      readonly set?: JsonObject;
      readonly add?: { readonly [field: string]: number };
      readonly when: readonly [Condition, ...Condition[]];
      /** What an unmet condition means; without it, an unmet condition is an error and nothing is written. */
      readonly otherwise?: Otherwise;
    };
