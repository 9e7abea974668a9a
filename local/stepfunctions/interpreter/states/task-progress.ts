/** What is heard of a task before its end, and the time that it has. */
import { type EpochMillis, epochMillis } from '../../../../lib/units';
import type { TaskLimits } from '../../history/event';
import { failed } from '../failure';
import type { Branch, Failure, Phase } from '../frame';
import type { Entered, Place, Step } from '../step';
import { guarded } from '../walk';
import type { CompiledTask } from './task';

export type TaskPhase = Extract<Phase, { kind: 'task' }>;
type Times = Pick<TaskPhase, 'timeoutAt' | 'heartbeatAt'>;

/** The call was made; the task ends by its token, or with the job that the call began. */
export function submitTask(entered: Entered<CompiledTask>, phase: TaskPhase, text: string, job: string | null): Step {
  const { place, state, branch } = entered;
  const { turn, address } = place;
  const lastEventId = state.events.submitted(turn, branch.lastEventId, text);
  if (job !== null) turn.ask({ kind: 'await', at: address, ticket: phase.ticket, resource: state.resource, job });
  return blocked({ ...branch, lastEventId, phase: { ...phase, stage: { kind: 'submitted', job } } });
}

export function failToSubmit(entered: Entered<CompiledTask>, phase: TaskPhase, failure: Failure): Step {
  forgetTimers(entered.place, phase);
  const lastEventId = entered.state.events.submitFailed(entered.place.turn, entered.branch.lastEventId, failure);
  return guarded(entered, lastEventId, () => failed(entered, failure, { lastEventId, origin: 'work' }));
}

/** "For activities, the count begins when GetActivityTask receives a token": Developer Guide, "Task workflow state". */
export function startTask(entered: Entered<CompiledTask>, phase: TaskPhase, workerName: string | null): Step {
  const { place, state, branch } = entered;
  const lastEventId = state.events.started(place.turn, branch.lastEventId, workerName);
  const { timeoutAt, heartbeatAt } = timesOf(phase.limits, place.turn.now);
  setTimers(place, phase.ticket, { timeoutAt, heartbeatAt });
  return blocked({ ...branch, lastEventId, phase: { ...phase, timeoutAt, heartbeatAt, stage: { kind: 'started' } } });
}

/** "SendTaskHeartbeat … resets the HeartbeatSeconds clock"; the time for the task as a whole runs on. */
export function hearFromTask({ place, branch }: Entered<CompiledTask>, phase: TaskPhase): Step {
  if (phase.heartbeatAt === null) return blocked(branch);
  const { heartbeatAt } = timesOf(phase.limits, place.turn.now);
  place.turn.forget(phase.ticket);
  setTimers(place, phase.ticket, { timeoutAt: phase.timeoutAt, heartbeatAt });
  return blocked({ ...branch, phase: { ...phase, heartbeatAt } });
}

export const NO_TIMES: Times = { timeoutAt: null, heartbeatAt: null };

const blocked = (branch: Branch): Step => ({ kind: 'blocked', branch });

export function timesOf({ timeoutInSeconds, heartbeatInSeconds }: TaskLimits, now: EpochMillis): Times {
  return { timeoutAt: after(now, timeoutInSeconds), heartbeatAt: after(now, heartbeatInSeconds) };
}

const after = (now: EpochMillis, seconds: number | undefined) =>
  seconds === undefined ? null : epochMillis(now + seconds * 1000);

export function setTimers({ turn, address: at }: Place, ticket: number, { timeoutAt, heartbeatAt }: Times): void {
  if (timeoutAt !== null) turn.ask({ kind: 'wake', at, ticket, reason: 'timeout', time: timeoutAt });
  if (heartbeatAt !== null) turn.ask({ kind: 'wake', at, ticket, reason: 'heartbeat', time: heartbeatAt });
}

export function forgetTimers({ turn }: Place, { ticket, timeoutAt, heartbeatAt }: TaskPhase): void {
  if (timeoutAt !== null || heartbeatAt !== null) turn.forget(ticket);
}
