/** What is verified, and what is asked of it: data only. */
import type { SagaDefinition } from '../lib/saga/definition';
import type { LedgerState } from '../lib/saga/ledger';
import type { SagaStyle } from '../lib/saga/outbox';
import type { JsonObject } from '../lib/units';

/** A saga as it is deployed: which stack, and which of its resources. Names are the templates' logical names. */
export interface Subject {
  /** For tokens and reports: `order`, `order-events`, `trip`. */
  readonly name: string;
  readonly style: SagaStyle;
  readonly definition: SagaDefinition;
  /** Of the stack in the assembly. */
  readonly stack: string;
  /** The function that takes requests, by its name in the stack (`PlaceOrder`). */
  readonly door: string;
  /** The participants' own tables, by service: the stack's outputs that name them (`orders: 'OrdersTableName'`). */
  readonly tables: { readonly [service: string]: string };
  /** The outputs that name the other tables: the ledger, and those of reactions. */
  readonly ledger: string;
  readonly reactions: { readonly [name: string]: string };
  /**
   * The rows that must be there before the requests, by service; `names` gives each article its name in this run, so that
   * runs that share a stage share no row.
   */
  seed(scenario: Scenario, names: Names): { readonly [service: string]: readonly JsonObject[] };
  /** A request's payload in this run. */
  request(request: Request, names: Names): JsonObject;
  /** The field of a payload that is the saga's id. */
  readonly idField: string;
}

/** Gives what belongs to one run a name of its own: `('order')` is `r12-order` in run 12. */
export type Names = (name: string) => string;

export interface Request {
  /** Of the saga, within the run. */
  readonly id: string;
  /** What is asked for; its articles are names within the run. */
  readonly payload: JsonObject;
  /** How often it is sent, at the same time. @default 1 */
  readonly times?: number;
  /** Sent once more under the same id with this payload, which must be refused. */
  readonly thenPayload?: JsonObject;
}

/** How a saga that meets no fault must end. */
export interface ExpectedEnd {
  readonly state: LedgerState;
  /** The step that refuses, where one does. */
  readonly refused?: string;
}

export interface Scenario {
  readonly name: string;
  /** In a few words. */
  readonly title: string;
  readonly subject: Subject;
  /** All are sent at once. */
  readonly requests: readonly Request[];
  /** What is on the shelves before: pieces by article. */
  readonly shelf: { readonly [article: string]: number };
  /** By request; absent where any order of the sagas is right (a race), and the invariants alone decide. */
  readonly ends: { readonly [requestId: string]: ExpectedEnd };
}
