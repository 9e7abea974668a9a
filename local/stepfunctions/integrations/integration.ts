/** How a task's work is done outside the interpreter. */
import type { Json } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import type { FunctionRunner } from '../../lambda/invocation';
import type { Failure } from '../interpreter/frame';
import type { TaskRequest } from '../interpreter/signal';

export type TaskOutcome =
  /** `text` is the output as JSON text. */
  | { readonly kind: 'succeeded'; readonly output: Json; readonly text: string }
  | ({ readonly kind: 'failed' } & Failure);

export interface Surroundings {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly runFunction: FunctionRunner['invoke'];
  /** The machine that asks. */
  readonly stateMachineName: string;
}

/** Never rejects: what goes wrong is an outcome. */
export type Integration = (task: TaskRequest, around: Surroundings) => Promise<TaskOutcome>;
