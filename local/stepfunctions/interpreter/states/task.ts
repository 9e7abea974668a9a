/** Task: work done outside. What is asked for, and until when it is awaited, stands in the frame. */
import type { TaskState } from '../../../../lib/asl/language';
import { type EpochMillis, epochMillis, type Json } from '../../../../lib/units';
import type { Scope } from '../../expression';
import { exceedsDataLimit, textOf } from '../../json';
import { compileSelectingPath } from '../../paths/compile-path';
import { ExpressionError } from '../../paths/scanner';
import { dataLimitExceeded, runtimeError, TIMEOUT } from '../../state-error';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow, effectiveInput } from '../data-flow';
import { complete } from '../exit';
import { compileGuards, failed, type Guards, type Origin } from '../failure';
import type { Failure, Phase } from '../frame';
import type { Entered, Step } from '../step';
import { type TaskEvents, taskEventsOf, taskLimits } from '../task-events';
import { parseTaskResource, type TaskResource } from '../task-resource';
import { guarded } from '../walk';

type Seconds = (scope: Scope) => number | undefined;

export interface CompiledTask {
  readonly type: 'Task';
  readonly name: string;
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly guards: Guards;
  readonly resource: TaskResource;
  readonly events: TaskEvents;
  readonly timeoutSeconds: Seconds;
  readonly heartbeatSeconds: Seconds;
}

export type TaskPhase = Extract<Phase, { kind: 'task' }>;

export function compileTask(name: string, state: TaskState): CompiledTask {
  const resource = parseTaskResource(state.Resource);
  if (resource === undefined)
    throw new ExpressionError(`Resource '${state.Resource}' is not an ARN that a task can use`);
  return {
    type: 'Task',
    name,
    next: state.Next,
    flow: compileDataFlow(state),
    guards: compileGuards(state),
    resource,
    events: taskEventsOf(resource),
    timeoutSeconds: compileSeconds(state.TimeoutSeconds, state.TimeoutSecondsPath, 'TimeoutSecondsPath'),
    heartbeatSeconds: compileSeconds(state.HeartbeatSeconds, state.HeartbeatSecondsPath, 'HeartbeatSecondsPath'),
  };
}

function compileSeconds(literal: number | string | undefined, path: string | undefined, field: string): Seconds {
  if (path === undefined) return () => (literal === undefined ? undefined : Number(literal));
  const select = compileSelectingPath(path, field);
  return (scope) => {
    const value = select(scope);
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    throw runtimeError(`The ${field} parameter does not reference a positive integer: ${path} == ${textOf(value)}`);
  };
}

export function enterTask(entered: Entered<CompiledTask>): Step {
  const { place, state, branch } = entered;
  const { turn, address } = place;
  const scope = scopeOf(entered);
  const parameters = effectiveInput(state.flow, scope);
  const timeoutInSeconds = state.timeoutSeconds(scope);
  const heartbeatInSeconds = state.heartbeatSeconds(scope);
  const limits = taskLimits(timeoutInSeconds, heartbeatInSeconds);
  const ticket = state.events.scheduled(turn, branch.lastEventId, turn.dataText(parameters, state.name), limits);
  const lastEventId = state.events.started(turn, ticket);
  const phase: TaskPhase = {
    kind: 'task',
    ticket,
    parameters,
    timeoutAt: after(turn.now, timeoutInSeconds),
    heartbeatAt: after(turn.now, heartbeatInSeconds),
  };
  turn.ask({ kind: 'perform', at: address, ticket, task: { resource: state.resource, parameters } });
  if (phase.timeoutAt !== null) {
    turn.ask({ kind: 'wake', at: address, ticket, reason: 'timeout', time: phase.timeoutAt });
  }
  if (phase.heartbeatAt !== null) {
    turn.ask({ kind: 'wake', at: address, ticket, reason: 'heartbeat', time: phase.heartbeatAt });
  }
  return { kind: 'blocked', branch: { ...branch, lastEventId, phase } };
}

const after = (now: EpochMillis, seconds: number | undefined) =>
  seconds === undefined ? null : epochMillis(now + seconds * 1000);

export function succeedTask(entered: Entered<CompiledTask>, phase: TaskPhase, output: Json, text: string): Step {
  const { place, state, branch } = entered;
  if (exceedsDataLimit(text)) {
    const { error, cause } = dataLimitExceeded(state.events.subject);
    return failTask(entered, phase, { error, cause });
  }
  forgetTimers(entered, phase);
  const lastEventId = state.events.succeeded(place.turn, branch.lastEventId, text);
  return guarded(entered, lastEventId, () => complete(entered, state.flow, lastEventId, output, state.next));
}

export function failTask(entered: Entered<CompiledTask>, phase: TaskPhase, failure: Failure): Step {
  forgetTimers(entered, phase);
  const lastEventId = entered.state.events.failed(entered.place.turn, entered.branch.lastEventId, failure);
  return guarded(entered, lastEventId, () => failed(entered, failure, { lastEventId, origin: 'work' }));
}

export function timeOutTask(entered: Entered<CompiledTask>, phase: TaskPhase, origin: Origin): Step {
  const failure: Failure = { error: TIMEOUT, cause: null };
  entered.place.turn.forget(phase.ticket);
  const lastEventId = entered.state.events.timedOut(entered.place.turn, entered.branch.lastEventId, failure);
  return guarded(entered, lastEventId, () => failed(entered, failure, { lastEventId, origin }));
}

function forgetTimers({ place }: Entered, { ticket, timeoutAt, heartbeatAt }: TaskPhase): void {
  if (timeoutAt !== null || heartbeatAt !== null) place.turn.forget(ticket);
}
