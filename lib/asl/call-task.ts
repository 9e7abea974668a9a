/** One call of one function of a saga: what every Task of the generated machine has in common. */
import type { RetryPolicy, SagaDefinition, Step } from '../saga/definition';
import { PERMANENT_ERROR_NAMES } from '../saga/errors';
import type { Intent } from '../saga/request';
import type { Retrier, TaskState } from './language';

export interface Call {
  readonly step: Step;
  readonly functionName: string;
  readonly intent: Intent;
  readonly timeoutSeconds: number;
}

/**
 * The resource is the function's ARN itself, not `lambda:invoke`, so that a result is the bare answer. It is a
 * definition substitution under the function's name; `Parameters` is a `StepRequest` (lib/saga/request.ts).
 */
export function callTask(saga: SagaDefinition, { step, functionName, intent, timeoutSeconds }: Call) {
  return {
    Type: 'Task',
    Resource: `\${${functionName}}`,
    Parameters: {
      saga: saga.name,
      'sagaId.$': '$$.Execution.Name',
      step: step.name,
      intent,
      'attempt.$': '$$.State.RetryCount',
      'state.$': '$',
    },
    TimeoutSeconds: timeoutSeconds,
  } satisfies TaskState;
}

/**
 * Rows match in order: a final answer ends the tries, anything else is tried again. The second row has no list of
 * transient names to fall out of date: throttling, service errors, time-outs and crashes are all in `States.ALL`.
 */
export function retriers(policy: RetryPolicy, finalAnswers: readonly string[] = []): readonly Retrier[] {
  return [
    { ErrorEquals: [...finalAnswers, ...PERMANENT_ERROR_NAMES], MaxAttempts: 0 },
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: policy.intervalSeconds,
      MaxAttempts: policy.attempts - 1,
      BackoffRate: policy.backoffRate,
      MaxDelaySeconds: policy.maxDelaySeconds,
      JitterStrategy: policy.jitter,
    },
  ];
}
