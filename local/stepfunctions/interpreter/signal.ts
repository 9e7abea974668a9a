/** What the world tells an execution, and what it asks of the world. */
import type { EpochMillis, Json } from '../../../lib/units';
import type { Batch, MapRunLimits, ReadItems, WriteResults } from './distribution';
import type { Address, Failure } from './frame';
import type { TaskResource } from './task-resource';

export type Signal =
  | { readonly kind: 'start' }
  /** To an execution that has ended. */
  | { readonly kind: 'redrive' }
  | {
      readonly kind: 'taskSucceeded';
      readonly at: Address;
      readonly ticket: number;
      readonly output: Json;
      /** The output as JSON text, as it was answered. */
      readonly text: string;
    }
  | ({ readonly kind: 'taskFailed'; readonly at: Address; readonly ticket: number } & Failure)
  /** The call that begins the work went wrong. */
  | ({ readonly kind: 'taskSubmitFailed'; readonly at: Address; readonly ticket: number } & Failure)
  /** `text` is what the call answered; `job` names what the call began. */
  | {
      readonly kind: 'taskSubmitted';
      readonly at: Address;
      readonly ticket: number;
      readonly text: string;
      readonly job: string | null;
    }
  /** A worker took up the activity. */
  | {
      readonly kind: 'taskStarted';
      readonly at: Address;
      readonly ticket: number;
      readonly workerName: string | null;
    }
  | { readonly kind: 'taskHeartbeat'; readonly at: Address; readonly ticket: number }
  /** What the ItemReader of a distributed Map state found. */
  | { readonly kind: 'itemsRead'; readonly at: Address; readonly ticket: number; readonly items: readonly Json[] }
  | { readonly kind: 'mapRunSucceeded'; readonly at: Address; readonly ticket: number; readonly output: Json }
  | ({ readonly kind: 'mapRunFailed'; readonly at: Address; readonly ticket: number } & Failure)
  /** A timer that was set by `wake`. */
  | { readonly kind: 'woken'; readonly at: Address; readonly ticket: number; readonly reason: WakeReason }
  | ({ readonly kind: 'stop' } & Failure)
  | { readonly kind: 'deadline' };

export type WakeReason = 'wait' | 'retry' | 'timeout' | 'heartbeat';

export type Command =
  | { readonly kind: 'perform'; readonly at: Address; readonly ticket: number; readonly task: TaskRequest }
  | {
      readonly kind: 'wake';
      readonly at: Address;
      readonly ticket: number;
      readonly reason: WakeReason;
      readonly time: EpochMillis;
    }
  /** The task's work was submitted: what becomes of the job that this began? */
  | {
      readonly kind: 'await';
      readonly at: Address;
      readonly ticket: number;
      readonly resource: TaskResource;
      readonly job: string;
    }
  /** Nobody awaits the job any more: it need not go on. */
  | { readonly kind: 'cancel'; readonly resource: TaskResource; readonly job: string }
  | { readonly kind: 'readItems'; readonly at: Address; readonly ticket: number; readonly reader: ReadItems }
  /** Belongs into the commit of the transition that asks for it: the frame does not hold what the run is given. */
  | { readonly kind: 'startMapRun'; readonly at: Address; readonly ticket: number; readonly request: MapRunRequest }
  /** The children of the run that had no success go on. Belongs into the commit of the transition that asks for it. */
  | { readonly kind: 'redriveMapRun'; readonly at: Address; readonly ticket: number; readonly mapRunArn: string }
  /** A run that was under way when the frame was stored. */
  | { readonly kind: 'followMapRun'; readonly at: Address; readonly ticket: number; readonly mapRunArn: string }
  /** Whatever hangs on this ticket is awaited no more. */
  | { readonly kind: 'forget'; readonly ticket: number };

export interface TaskRequest {
  readonly resource: TaskResource;
  readonly parameters: Json;
}

export interface MapRunRequest extends MapRunLimits {
  readonly mapRunArn: string;
  readonly label: string;
  /** The Map state, whose states the child executions run. */
  readonly stateName: string;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly batches: readonly Batch[];
  readonly writer: WriteResults;
}
