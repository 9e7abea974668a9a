/**
 * Where an execution stands, as plain JSON: it can be stored between any two steps, and the execution goes on from it.
 *
 * R1. What is awaited (tasks, timers) follows from the frame alone: see `pending`.
 * R2. Every awaited thing has a ticket, the id of the event that set it off; a signal with another ticket is late.
 */
import type { EpochMillis, Json, JsonObject } from '../../../lib/units';
import type { TaskLimits } from '../history/event';
import type { MapRunLimits, ReadItems } from './distribution';

export type Frame = NewFrame | RunningFrame | EndedFrame;

export interface NewFrame {
  readonly kind: 'new';
}
export const NEW_FRAME: NewFrame = { kind: 'new' };

export interface RunningFrame {
  readonly kind: 'running';
  readonly lastEventId: number;
  readonly redrives: Redrives;
  /** When the execution as a whole times out. */
  readonly deadline: EpochMillis | null;
  readonly root: Branch;
}

/** How often the execution was redriven, and when last. */
export interface Redrives {
  readonly count: number;
  readonly time: EpochMillis | null;
}
export const NEVER_REDRIVEN: Redrives = { count: 0, time: null };

export interface EndedFrame {
  readonly kind: 'ended';
  readonly lastEventId: number;
  readonly redrives: Redrives;
  readonly ending: Ending;
  /** Where it stood, for a redrive; `null` where none is possible. */
  readonly last: Branch | null;
}

export type Ending =
  | { readonly kind: 'SUCCEEDED'; readonly output: string }
  | ({ readonly kind: 'FAILED' | 'ABORTED' | 'TIMED_OUT' } & Failure);

/** `null` where a Fail state or a caller gave none. */
export interface Failure {
  readonly error: string | null;
  readonly cause: string | null;
}

/** One thread of control: the whole execution, a branch of a Parallel state, or an iteration of a Map state. */
export interface Branch {
  readonly kind: 'active';
  readonly state: string;
  readonly input: Json;
  readonly enteredEventId: number;
  /** The event that the entry links back to. */
  readonly precedingEventId: number;
  readonly enteredAt: EpochMillis;
  /** What the next event of this thread links back to. */
  readonly lastEventId: number;
  /** Retries made so far, by retrier. */
  readonly attempts: readonly number[];
  /** The thread's own variables, as they were when the state was entered. */
  readonly variables: JsonObject;
  readonly phase: Phase;
}

export interface FinishedBranch {
  readonly kind: 'finished';
  readonly output: Json;
  readonly lastEventId: number;
}

/** An iteration of a Map state that has not begun. */
export interface UnstartedBranch {
  readonly kind: 'unstarted';
}

export type Child = Branch | FinishedBranch | UnstartedBranch;

export type Phase =
  /** On its way: no stored branch stands here. */
  | { readonly kind: 'entered' }
  | {
      readonly kind: 'task';
      readonly ticket: number;
      readonly parameters: Json;
      readonly stage: TaskStage;
      /** In seconds, as the state gave them. */
      readonly limits: TaskLimits;
      readonly timeoutAt: EpochMillis | null;
      readonly heartbeatAt: EpochMillis | null;
    }
  | { readonly kind: 'waiting'; readonly ticket: number; readonly until: EpochMillis }
  | { readonly kind: 'retrying'; readonly ticket: number; readonly until: EpochMillis }
  /** A distributed Map state: its run, and what to read the items from while they are not known. */
  | {
      readonly kind: 'mapRun';
      readonly ticket: number;
      readonly mapRunArn: string;
      readonly limits: MapRunLimits;
      /** How often the run was redriven. */
      readonly redriveCount: number;
      readonly reader: ReadItems | null;
    }
  /** The branches of a Parallel state or the iterations of a Map state. */
  | {
      readonly kind: 'children';
      readonly children: readonly Child[];
      /** Of a Map state whose items come from an expression, which may give others when it is asked again. */
      readonly items: readonly Json[] | null;
    };

/** How far the work of a task is. */
export type TaskStage =
  | { readonly kind: 'asked' }
  /** A worker has taken up the activity. */
  | { readonly kind: 'started' }
  /** The call was made; what it began, or a token, says how the task ends. `job` names what was begun. */
  | { readonly kind: 'submitted'; readonly job: string | null };
export const ASKED: TaskStage = { kind: 'asked' };

/** Where a branch stands in the tree: the index of the child at each Parallel or Map state on the way. */
export type Address = readonly number[];
export const ROOT: Address = [];
