/** How a task's work is done outside the interpreter. */
import type { Json, JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import type { FunctionRunner } from '../../lambda/invocation';
import type { ServiceName } from '../../service';
import type { Failure } from '../interpreter/frame';
import type { TaskRequest } from '../interpreter/signal';
import type { ExecutionRecord } from '../records';

export type TaskOutcome =
  /** `text` is the output as JSON text. */
  | { readonly kind: 'succeeded'; readonly output: Json; readonly text: string }
  /** The call was made, and `text` is its answer; a token, or the job that it began, says how the task ends. */
  | { readonly kind: 'submitted'; readonly text: string; readonly job: string | null }
  | ({ readonly kind: 'failed' } & Failure)
  /** A worker that asks for it will say. */
  | { readonly kind: 'scheduled' };

export interface Surroundings {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly runFunction: FunctionRunner['invoke'];
  /** Calls a service of the model as this machine. Throws `AwsError`. */
  readonly callService: (service: ServiceName, operation: string, input: JsonObject) => Promise<JsonObject>;
  /** Resolves when the execution has ended; at once when nothing drives it. */
  readonly settled: (executionArn: string) => Promise<unknown>;
  readonly activities: ActivityTasks;
  /** What asks. */
  readonly execution: Pick<ExecutionRecord, 'executionArn' | 'stateMachineArn'>;
  readonly stateMachineName: string;
  /** Of this attempt. */
  readonly taskToken: () => string;
}

/** Where activities wait for their workers (GetActivityTask). */
export interface ActivityTasks {
  schedule(task: ActivityTask): void;
}
export interface ActivityTask {
  readonly activityArn: string;
  readonly taskToken: string;
  /** JSON text. */
  readonly input: string;
}

/** Never rejects: what goes wrong is an outcome. */
export type Integration = (task: TaskRequest, around: Surroundings) => Promise<TaskOutcome>;

/** What a `.sync` task waits for, by the job that its call began. */
export interface Jobs {
  settled(job: string, around: Surroundings): Promise<TaskOutcome>;
  cancel(job: string, around: Surroundings): Promise<void>;
}
