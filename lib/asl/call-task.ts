/** One call of one function of a saga: what every Task of the generated machines has in common. */
import type { CompensatableStep, RetryPolicy, SagaDefinition, Step } from '../saga/definition';
import { PERMANENT_ERROR_NAMES } from '../saga/errors';
import type { Intent } from '../saga/request';
import type { JsonObject } from '../units';
import type { Retrier, TaskState } from './language';

export interface Call {
  readonly step: Step;
  readonly functionName: string;
  readonly intent: Intent;
  readonly timeoutSeconds: number;
}

/** Where a machine keeps the saga's id, and what of its state it shows to a function. */
export interface Caller {
  readonly sagaIdPath: string;
  readonly shown: JsonObject;
}

/** The saga's own execution, which has the saga's id for its name. */
export const THE_SAGA: Caller = { sagaIdPath: '$$.Execution.Name', shown: { 'state.$': '$' } };

/**
 * The resource is the function's ARN itself, not `lambda:invoke`, so that a result is the bare answer. It is a
 * definition substitution under the function's name; `Parameters` is a `StepRequest` (lib/saga/request.ts).
 */
export function callTask(saga: SagaDefinition, { step, functionName, intent, timeoutSeconds }: Call, caller: Caller) {
  return {
    Type: 'Task',
    Resource: `\${${functionName}}`,
    Parameters: {
      saga: saga.name,
      'sagaId.$': caller.sagaIdPath,
      step: step.name,
      intent,
      'attempt.$': '$$.State.RetryCount',
      ...caller.shown,
    },
    TimeoutSeconds: timeoutSeconds,
  } satisfies TaskState;
}

/** A step's action, tried as its policy says. It leads nowhere yet. */
export function actionTask(saga: SagaDefinition, step: Step, caller: Caller) {
  const { name, timeoutSeconds, retry } = step;
  return {
    ...callTask(saga, { step, functionName: name, intent: 'act', timeoutSeconds }, caller),
    ResultPath: `$.results.${name}`,
    Retry: retriers(retry, step.kind === 'retriable' ? [] : step.rejects),
  } satisfies TaskState;
}

/** A step's compensation, which goes on to `next` even where it fails: the failure is noted, and the rest is undone. */
export function compensationTask(
  saga: SagaDefinition,
  step: CompensatableStep,
  next: string,
  caller: Caller,
): TaskState {
  const { name, timeoutSeconds, retry } = step.compensation;
  return {
    ...callTask(saga, { step, functionName: name, intent: 'undo', timeoutSeconds }, caller),
    ResultPath: `$.undone.${step.name}`,
    Retry: retriers(retry),
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: `$.notUndone.${step.name}`, Next: next }],
    Next: next,
  };
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
