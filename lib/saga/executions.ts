/**
 * The executions that drive a saga: its own, named as the saga, and its recoveries, named `<sagaId>-r<n>`. A run is 0 for
 * the former, `n` for the latter. Names make every start harmless to repeat.
 */
import type { EpochMillis, Json, JsonObject } from '../units';
import type { Way } from './ledger';
import type { SagaId } from './rule';

/** Recoveries of one saga, ever: three digits of a name. */
export const MAX_RECOVERIES = 999;

/** 80 characters of an execution's name, less `-r999`. */
export const MAX_SAGA_ID_LENGTH = 75;

export const runName = (saga: SagaId, run: number): string => (run === 0 ? saga : `${saga}-r${run}`);

/** What its door asks of a saga's executions. */
export interface SagaStarter {
  /**
   * Starts the saga's own execution, unless its name is taken.
   * @throws MachineGone where there is no machine to start
   */
  start(saga: SagaId, input: string): Promise<void>;
  /** The ARN of the saga's own execution, whether or not it was started. */
  arnOf(saga: SagaId): string;
}

export interface SagaExecutions extends SagaStarter {
  describe(saga: SagaId, run: number): Promise<ExecutionStatus>;
  history(saga: SagaId, run: number): Promise<History>;
  /** Stops it, unless it has ended. Whatever it was doing may still be done. */
  stop(saga: SagaId, run: number, why: { readonly error: string; readonly cause: string }): Promise<void>;
  redrive(saga: SagaId, run: number): Promise<Redrive>;
  /**
   * Starts recovery `run`, unless its name is taken.
   * @throws MachineGone where there is no machine to start
   */
  startRecovery(saga: SagaId, run: number, input: RecoveryInput): Promise<void>;
}

export type ExecutionStatus =
  /** There is no such execution: it was never started, or it is forgotten. */
  { readonly kind: 'absent' } | { readonly kind: 'running' } | Ending;

/** How an execution ended, whoever tells it. */
export type Ending =
  /** `output` is undefined where whoever tells it left it out. */
  | { readonly kind: 'succeeded'; readonly at: EpochMillis; readonly output: Json | undefined }
  | { readonly kind: 'failed'; readonly at: EpochMillis; readonly error: string; readonly cause: string };

/** What the history says of where the execution was last. */
export type History =
  | {
      readonly kind: 'read';
      /** The last state that was entered. */
      readonly entered: string;
      /** The data of the execution then: `SagaState`, and in a recovery also what it was begun with. */
      readonly state: JsonObject;
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

export type Redrive =
  | { readonly kind: 'redriven' }
  /** In the service's own words. */
  | { readonly kind: 'refused'; readonly reason: string };

/** What the recovery machine of a saga is started with (lib/asl/recovery.ts). */
export interface RecoveryInput {
  readonly sagaId: SagaId;
  readonly input: Json;
  readonly results: JsonObject;
  /** By step `{ outcome }`: what need not be undone again. */
  readonly undone: JsonObject;
  readonly failure: { readonly Error: string; readonly Cause: string };
  readonly way: Way;
}
