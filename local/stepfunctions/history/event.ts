/**
 * History events as GetExecutionHistory answers them, except that times are milliseconds here and seconds on the wire.
 * Source: Step Functions API Reference, "HistoryEvent".
 */
import type { EpochMillis } from '../../../lib/units';

export interface DataDetails {
  readonly truncated: false;
}
/** Nothing is ever cut off: the history is whole. */
export const WHOLE: DataDetails = { truncated: false };

/** Left out where AWS leaves it out. */
export interface ErrorDetails {
  readonly error?: string;
  readonly cause?: string;
}
interface TaskDetails {
  readonly resourceType: string;
  readonly resource: string;
}
interface Output {
  readonly output: string;
  readonly outputDetails: DataDetails;
}
interface Input {
  readonly input: string;
  readonly inputDetails: DataDetails;
}
/** How a task is asked for, beside what it is given. */
export interface Scheduling extends TaskLimits {
  readonly taskCredentials?: { readonly roleArn: string };
}
export interface TaskLimits {
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}
/** The version and the alias that the execution was started by. */
export interface StartedBy {
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
}
interface Iteration {
  readonly name: string;
  readonly index: number;
}

/** The details field of each kind of event; a type that is listed with none has no details. */
export interface EventDetails {
  readonly executionStartedEventDetails?: Input & StartedBy & { readonly roleArn: string };
  readonly executionSucceededEventDetails?: Output;
  readonly executionFailedEventDetails?: ErrorDetails;
  readonly executionAbortedEventDetails?: ErrorDetails;
  readonly executionTimedOutEventDetails?: ErrorDetails;
  readonly executionRedrivenEventDetails?: { readonly redriveCount: number };
  readonly stateEnteredEventDetails?: Input & { readonly name: string };
  readonly stateExitedEventDetails?: Output & {
    readonly name: string;
    /** The text of each variable that the state gave a new value. */
    readonly assignedVariables?: { readonly [name: string]: string };
    readonly assignedVariablesDetails?: DataDetails;
  };
  readonly evaluationFailedEventDetails?: ErrorDetails & { readonly location: string; readonly state: string };
  readonly taskScheduledEventDetails?: TaskDetails &
    Scheduling & { readonly region: string; readonly parameters: string };
  readonly taskStartedEventDetails?: TaskDetails;
  readonly taskSubmittedEventDetails?: TaskDetails & Output;
  readonly taskSubmitFailedEventDetails?: TaskDetails & ErrorDetails;
  readonly taskSucceededEventDetails?: TaskDetails & Output;
  readonly taskFailedEventDetails?: TaskDetails & ErrorDetails;
  readonly taskTimedOutEventDetails?: TaskDetails & ErrorDetails;
  readonly lambdaFunctionScheduledEventDetails?: Input & Scheduling & { readonly resource: string };
  readonly lambdaFunctionSucceededEventDetails?: Output;
  readonly lambdaFunctionFailedEventDetails?: ErrorDetails;
  readonly lambdaFunctionTimedOutEventDetails?: ErrorDetails;
  readonly activityScheduledEventDetails?: Input & TaskLimits & { readonly resource: string };
  readonly activityStartedEventDetails?: { readonly workerName?: string };
  readonly activitySucceededEventDetails?: Output;
  readonly activityFailedEventDetails?: ErrorDetails;
  readonly activityTimedOutEventDetails?: ErrorDetails;
  readonly mapRunStartedEventDetails?: { readonly mapRunArn: string };
  readonly mapRunRedrivenEventDetails?: { readonly mapRunArn: string; readonly redriveCount: number };
  readonly mapRunFailedEventDetails?: ErrorDetails;
  readonly mapStateStartedEventDetails?: { readonly length: number };
  readonly mapIterationStartedEventDetails?: Iteration;
  readonly mapIterationSucceededEventDetails?: Iteration;
  readonly mapIterationFailedEventDetails?: Iteration;
  readonly mapIterationAbortedEventDetails?: Iteration;
}

export type EventType =
  | `Execution${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'TimedOut' | 'Redriven'}`
  | `${'Task' | 'Pass' | 'Choice' | 'Wait' | 'Parallel' | 'Map' | 'Succeed' | 'Fail'}State${'Entered' | 'Exited'}`
  | `${'Task' | 'Wait' | 'Parallel' | 'Map'}StateAborted`
  | `${'Parallel' | 'Map'}State${'Started' | 'Succeeded' | 'Failed'}`
  | 'EvaluationFailed'
  | `MapRun${'Started' | 'Redriven' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `${'Task' | 'LambdaFunction' | 'Activity'}${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `TaskSubmit${'ted' | 'Failed'}`;

export interface HistoryEvent extends EventDetails {
  readonly id: number;
  /** 0 for the first event, and for the state that the execution starts with. */
  readonly previousEventId: number;
  readonly timestamp: EpochMillis;
  readonly type: EventType;
}

/** Step Functions quotas, "Maximum execution event history size". */
export const MAX_EVENTS = 25_000;
