/**
 * How long a saga may take at the worst until there is no way back, and whether its deadline leaves it that time.
 *
 *   0 ──── tries and waits of each step up to the point of no return ────> what is left <──── deadlineSeconds
 *
 * A deadline that passes sooner would end sagas whose steps only needed their retries.
 */
import type { CallPolicy, SagaDefinition, Step } from './definition';

/** The longest that an execution may run: a year (Step Functions Developer Guide, "Service quotas"). */
const MAX_DEADLINE_SECONDS = 31_536_000;

export function checkDeadline(definition: SagaDefinition, refuse: (sentence: string) => void): void {
  const { deadlineSeconds } = definition;
  if (deadlineSeconds === undefined) return;
  if (!Number.isInteger(deadlineSeconds) || deadlineSeconds < 1 || deadlineSeconds > MAX_DEADLINE_SECONDS) {
    refuse(`deadlineSeconds ${deadlineSeconds} must be a whole number from 1 to ${MAX_DEADLINE_SECONDS}`);
  }
  const steps = stepsWithWayBack(definition);
  const needed = steps.reduce((sum, step) => sum + longestSeconds(step), 0);
  if (needed <= deadlineSeconds) return;
  const longest = steps.reduce((one, other) => (longestSeconds(other) > longestSeconds(one) ? other : one));
  refuse(
    `deadlineSeconds ${deadlineSeconds} is less than the ${needed} s that its steps may take up to ` +
      `'${steps.at(-1)?.name}'; step '${longest.name}' alone may take ${longestSeconds(longest)} s ` +
      `(${inWords(longest)}); raise deadlineSeconds to ${needed}, or lower the step's timeoutSeconds or retry.attempts`,
  );
}

/** Seconds of the tries and of the waits between them, where each wait is as long as it can be. */
export function longestSeconds({ timeoutSeconds, retry }: CallPolicy): number {
  return retry.attempts * timeoutSeconds + longestWaitSeconds({ retry });
}

function longestWaitSeconds({ retry }: Pick<CallPolicy, 'retry'>): number {
  const { attempts, intervalSeconds, backoffRate, maxDelaySeconds } = retry;
  let [sum, wait] = [0, intervalSeconds];
  for (let retries = 1; retries < attempts; retries++) {
    sum += Math.min(wait, maxDelaySeconds);
    wait *= backoffRate;
  }
  return Math.ceil(sum);
}

/** Those before the point of no return, and a pivot itself. Retriable steps have no bound that a saga could keep. */
function stepsWithWayBack({ steps }: SagaDefinition): readonly Step[] {
  return steps.filter(({ kind }) => kind !== 'retriable');
}

function inWords({ timeoutSeconds, retry }: CallPolicy): string {
  return `${retry.attempts} tries of ${timeoutSeconds} s and waits of ${longestWaitSeconds({ retry })} s`;
}
