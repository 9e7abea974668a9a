/** What a task's history looks like: functions and activities have events of their own, every service shares one set. */
import { assertNever } from '../../../lib/units';
import { type ErrorDetails, type Scheduling, type TaskLimits, WHOLE } from '../history/event';
import type { Failure } from './frame';
import type { TaskResource } from './task-resource';
import type { Turn } from './turn';

/** Each emits one event and answers its id. */
export interface TaskEvents {
  /** How messages name the task. */
  readonly subject: string;
  scheduled(turn: Turn, previousEventId: number, parameters: string, scheduling: Scheduling): number;
  started(turn: Turn, previousEventId: number, workerName?: string | null): number;
  submitted(turn: Turn, previousEventId: number, output: string): number;
  submitFailed(turn: Turn, previousEventId: number, failure: Failure): number;
  succeeded(turn: Turn, previousEventId: number, output: string): number;
  failed(turn: Turn, previousEventId: number, failure: Failure): number;
  timedOut(turn: Turn, previousEventId: number, failure: Failure): number;
}

export function taskEventsOf(resource: TaskResource): TaskEvents {
  switch (resource.kind) {
    case 'service':
      return serviceEvents(resource.service, resource.action);
    case 'lambdaFunction':
      return functionEvents(resource.arn);
    case 'activity':
      return activityEvents(resource.arn);
    default:
      return assertNever(resource);
  }
}

/** What is unknown is left out. */
export const errorDetails = ({ error, cause }: Failure): ErrorDetails => ({
  ...(error === null ? {} : { error }),
  ...(cause === null ? {} : { cause }),
});

export const NO_LIMITS: TaskLimits = {};

export function taskLimits(timeoutInSeconds: number | undefined, heartbeatInSeconds: number | undefined): TaskLimits {
  if (heartbeatInSeconds === undefined) return timeoutInSeconds === undefined ? NO_LIMITS : { timeoutInSeconds };
  return timeoutInSeconds === undefined ? { heartbeatInSeconds } : { timeoutInSeconds, heartbeatInSeconds };
}

function serviceEvents(resourceType: string, resource: string): TaskEvents {
  const task = { resourceType, resource };
  return {
    subject: resourceType,
    scheduled: (turn, previous, parameters, limits) => {
      const { region } = turn.run.execution;
      const details = { resourceType, resource, region, parameters, ...limits };
      return turn.emit('TaskScheduled', previous, { taskScheduledEventDetails: details });
    },
    started: (turn, previous) => turn.emit('TaskStarted', previous, { taskStartedEventDetails: task }),
    submitted: (turn, previous, output) =>
      turn.emit('TaskSubmitted', previous, {
        taskSubmittedEventDetails: { resourceType, resource, output, outputDetails: WHOLE },
      }),
    submitFailed: (turn, previous, failure) =>
      turn.emit('TaskSubmitFailed', previous, { taskSubmitFailedEventDetails: { ...task, ...errorDetails(failure) } }),
    succeeded: (turn, previous, output) =>
      turn.emit('TaskSucceeded', previous, {
        taskSucceededEventDetails: { resourceType, resource, output, outputDetails: WHOLE },
      }),
    failed: (turn, previous, failure) =>
      turn.emit('TaskFailed', previous, { taskFailedEventDetails: { ...task, ...errorDetails(failure) } }),
    timedOut: (turn, previous, failure) =>
      turn.emit('TaskTimedOut', previous, { taskTimedOutEventDetails: { ...task, ...errorDetails(failure) } }),
  };
}

function functionEvents(arn: string): TaskEvents {
  return {
    subject: arn,
    scheduled: (turn, previous, parameters, limits) =>
      turn.emit('LambdaFunctionScheduled', previous, {
        lambdaFunctionScheduledEventDetails: { resource: arn, input: parameters, inputDetails: WHOLE, ...limits },
      }),
    started: (turn, previous) => turn.emit('LambdaFunctionStarted', previous),
    submitted: neverSubmitted,
    submitFailed: neverSubmitted,
    succeeded: (turn, previous, output) =>
      turn.emit('LambdaFunctionSucceeded', previous, {
        lambdaFunctionSucceededEventDetails: { output, outputDetails: WHOLE },
      }),
    failed: (turn, previous, failure) =>
      turn.emit('LambdaFunctionFailed', previous, { lambdaFunctionFailedEventDetails: errorDetails(failure) }),
    timedOut: (turn, previous, failure) =>
      turn.emit('LambdaFunctionTimedOut', previous, { lambdaFunctionTimedOutEventDetails: errorDetails(failure) }),
  };
}

function activityEvents(arn: string): TaskEvents {
  return {
    subject: arn,
    scheduled: (turn, previous, parameters, limits) =>
      turn.emit('ActivityScheduled', previous, {
        activityScheduledEventDetails: { resource: arn, input: parameters, inputDetails: WHOLE, ...limits },
      }),
    started: (turn, previous, workerName = null) =>
      turn.emit('ActivityStarted', previous, {
        activityStartedEventDetails: workerName === null ? {} : { workerName },
      }),
    submitted: neverSubmitted,
    submitFailed: neverSubmitted,
    succeeded: (turn, previous, output) =>
      turn.emit('ActivitySucceeded', previous, { activitySucceededEventDetails: { output, outputDetails: WHOLE } }),
    failed: (turn, previous, failure) =>
      turn.emit('ActivityFailed', previous, { activityFailedEventDetails: errorDetails(failure) }),
    timedOut: (turn, previous, failure) =>
      turn.emit('ActivityTimedOut', previous, { activityTimedOutEventDetails: errorDetails(failure) }),
  };
}

function neverSubmitted(): never {
  throw new Error('only the work of a service integration is submitted');
}
