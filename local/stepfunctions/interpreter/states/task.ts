/** Task: work done outside. What is asked for, and until when it is awaited, stands in the frame. */
import type { QueryLanguage, TaskState } from '../../../../lib/asl/language';
import type { Json, JsonObject } from '../../../../lib/units';
import type { Expression } from '../../expression';
import { exceedsDataLimit, isObject, nestsTooDeep } from '../../json';
import { compileJsonataTemplate } from '../../jsonata/template';
import { ExpressionError } from '../../paths/scanner';
import { dataLimitExceeded, TIMEOUT } from '../../state-error';
import { compileTemplate } from '../../template';
import { encodeTaskToken } from '../../tokens/task-token';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow } from '../data-flow';
import { complete } from '../exit';
import { compileGuards, failed, type Guards, type Origin } from '../failure';
import { ASKED, type Failure } from '../frame';
import { cancelJob } from '../job';
import type { Where } from '../machine';
import type { Entered, Step } from '../step';
import { type TaskEvents, taskEventsOf, taskLimits } from '../task-events';
import { isSubmitted, parseTaskResource, type TaskResource } from '../task-resource';
import { compileTaskSeconds, type Seconds } from '../task-seconds';
import { guarded } from '../walk';
import { forgetTimers, NO_TIMES, setTimers, type TaskPhase, timesOf } from './task-progress';

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
  /** The role that the task takes, in another account. */
  readonly credentials: Expression | undefined;
}

export function compileTask(name: string, state: TaskState, { language }: Where): CompiledTask {
  const resource = parseTaskResource(state.Resource);
  if (resource === undefined)
    throw new ExpressionError(`Resource '${state.Resource}' is not an ARN that a task can use`);
  return {
    type: 'Task',
    name,
    next: state.Next,
    flow: compileDataFlow(state, language, 'result'),
    guards: compileGuards(state, language),
    resource,
    events: taskEventsOf(resource),
    timeoutSeconds: compileTaskSeconds(state, 'TimeoutSeconds', language),
    heartbeatSeconds: compileTaskSeconds(state, 'HeartbeatSeconds', language),
    credentials: compileCredentials(state.Credentials, language),
  };
}

function compileCredentials(credentials: JsonObject | undefined, language: QueryLanguage): Expression | undefined {
  if (credentials === undefined) return undefined;
  return language === 'JSONata'
    ? compileJsonataTemplate(credentials, 'Credentials')
    : compileTemplate(credentials, 'Credentials');
}

const roleOf = (credentials: Json) =>
  isObject(credentials) && typeof credentials.RoleArn === 'string'
    ? { taskCredentials: { roleArn: credentials.RoleArn } }
    : {};

export function enterTask(entered: Entered<CompiledTask>): Step {
  const { place, state, branch } = entered;
  const { turn, address } = place;
  const scope = scopeOf(entered, branch.input, tokenOf(entered));
  const parameters = state.flow.work(scope);
  const timeoutInSeconds = state.timeoutSeconds(scope);
  const heartbeatInSeconds = state.heartbeatSeconds(scope);
  const limits = taskLimits(timeoutInSeconds, heartbeatInSeconds);
  const scheduling = state.credentials === undefined ? limits : { ...limits, ...roleOf(state.credentials(scope)) };
  const ticket = state.events.scheduled(turn, branch.lastEventId, turn.dataText(parameters, state.name), scheduling);
  turn.ask({ kind: 'perform', at: address, ticket, task: { resource: state.resource, parameters } });
  // An activity starts, and its time runs, once a worker takes it up.
  const starts = state.resource.kind !== 'activity';
  const lastEventId = starts ? state.events.started(turn, ticket) : ticket;
  const { timeoutAt, heartbeatAt } = starts ? timesOf(limits, turn.now) : NO_TIMES;
  const phase: TaskPhase = { kind: 'task', ticket, parameters, stage: ASKED, limits, timeoutAt, heartbeatAt };
  setTimers(place, ticket, phase);
  return { kind: 'blocked', branch: { ...branch, lastEventId, phase } };
}

/** Every attempt has a token of its own: the ticket it is made of is the id of the event that comes next. */
function tokenOf({ place: { turn, address }, state }: Entered<CompiledTask>): string | undefined {
  if (!isSubmitted(state.resource)) return undefined;
  const { executionArn, startTime } = turn.run.execution;
  return encodeTaskToken({ executionArn, startTime, at: address, ticket: turn.lastEventId + 1 });
}

export function succeedTask(entered: Entered<CompiledTask>, phase: TaskPhase, output: Json, text: string): Step {
  const { place, state, branch } = entered;
  if (exceedsDataLimit(text) || nestsTooDeep(text)) {
    const { error, cause } = dataLimitExceeded(state.events.subject);
    return failTask(entered, phase, { error, cause });
  }
  forgetTimers(place, phase);
  const lastEventId = state.events.succeeded(place.turn, branch.lastEventId, text);
  return guarded(entered, lastEventId, () => complete(entered, state.flow, lastEventId, output, state.next));
}

export function failTask(entered: Entered<CompiledTask>, phase: TaskPhase, failure: Failure): Step {
  forgetTimers(entered.place, phase);
  const lastEventId = entered.state.events.failed(entered.place.turn, entered.branch.lastEventId, failure);
  return guarded(entered, lastEventId, () => failed(entered, failure, { lastEventId, origin: 'work' }));
}

export function timeOutTask(entered: Entered<CompiledTask>, phase: TaskPhase, origin: Origin): Step {
  const failure: Failure = { error: TIMEOUT, cause: null };
  entered.place.turn.forget(phase.ticket);
  cancelJob(entered.place.turn, entered.state.resource, phase);
  const lastEventId = entered.state.events.timedOut(entered.place.turn, entered.branch.lastEventId, failure);
  return guarded(entered, lastEventId, () => failed(entered, failure, { lastEventId, origin }));
}
