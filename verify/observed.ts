/** What an invariant sees of a run once it has come to rest: this run's things only. */
import type { SagaRecord } from '../lib/saga/ledger';
import type { EpochMillis, JsonObject } from '../lib/units';
import type { Names, Scenario } from './scenario';
import type { CallPosition, Schedule } from './schedule';

/** A row as plain values, `pk` and `sk` among them. */
export type Item = JsonObject;

/** One record of a table's stream. */
export interface ItemChange {
  readonly sequence: string;
  readonly keys: JsonObject;
  /** `null` where there was, or is, no such item. */
  readonly before: Item | null;
  readonly after: Item | null;
}

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
  readonly [details: string]: unknown;
}

export interface ExecutionSeen {
  readonly arn: string;
  readonly name: string;
  /** In the stack. */
  readonly machine: string;
  readonly status: string;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly startedAt: EpochMillis;
  readonly history: readonly HistoryEvent[];
}

/** One call that was made in the run, in the order of their beginnings. */
export interface CallSeen {
  readonly at: CallPosition;
  readonly time: EpochMillis;
  /** Of an invocation: the event. */
  readonly input: JsonObject;
  /** `struck`: a fault of the schedule changed it. */
  readonly struck: boolean;
  /** What the caller was told; `pending` where nobody was told anything before the run's end. */
  readonly outcome: CallOutcome;
}

export type CallOutcome =
  | { readonly kind: 'answered'; readonly output: JsonObject }
  | { readonly kind: 'refused'; readonly error: string; readonly message: string }
  | { readonly kind: 'pending' };

/** An event that the bus took. */
export interface EventSeen {
  readonly bus: string;
  /** The envelope's id; the same in every publication of the same event. */
  readonly id: string;
  readonly type: string;
  readonly time: EpochMillis;
  readonly detail: JsonObject;
}

/** An event that reached a function: one invocation, well ended or not. */
export interface DeliverySeen {
  readonly function: string;
  readonly id: string;
  readonly type: string;
  readonly time: EpochMillis;
  readonly ended: 'well' | 'badly';
}

export interface DeadLetter {
  /** In the stack. */
  readonly queue: string;
  readonly body: string;
}

export interface Answer {
  readonly requestId: string;
  readonly payload: JsonObject;
  /** `refused`: the function failed with this error. */
  readonly kind: 'accepted' | 'refused';
  readonly body: JsonObject;
  /** Sent once, or one of several. */
  readonly sending: number;
}

export interface Observed {
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  readonly names: Names;
  /** What the door answered, in the order of the answers. */
  readonly answers: readonly Answer[];
  /** The ledger's records. */
  readonly sagas: readonly SagaRecord[];
  /** By service: business rows, fences, outbox rows and processed messages. */
  readonly tables: { readonly [service: string]: readonly Item[] };
  readonly reactions: { readonly [name: string]: readonly Item[] };
  /** By service, in their order. */
  readonly streams: { readonly [service: string]: readonly ItemChange[] };
  readonly executions: readonly ExecutionSeen[];
  readonly events: readonly EventSeen[];
  readonly deliveries: readonly DeliverySeen[];
  readonly deadLetters: readonly DeadLetter[];
  /** Every line that functions wrote. */
  readonly logs: readonly string[];
  readonly calls: readonly CallSeen[];
  /** How many commits the run made; how often the process was lost. */
  readonly commits: number;
  readonly crashes: number;
  /** Rounds of sweeping that it took after the faults had stopped. */
  readonly sweeps: number;
  /** Nothing is left to come. */
  readonly isQuiet: boolean;
  /** Virtual milliseconds from the first request to rest. */
  readonly millis: number;
  /** A hash of the durable state, and the same after recovery and sweepers ran once more. */
  readonly stateHash: string;
  readonly stateHashAgain: string;
}
