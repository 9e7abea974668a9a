/** What an execution awaits, read from its frame (R1, R2). */
import { assertNever } from '../../../lib/units';
import type { Run } from './execution';
import type { Address, Branch, Frame, RunningFrame, TaskStage } from './frame';
import { ROOT } from './frame';
import type { States } from './machine';
import type { Command, Signal, TaskRequest } from './signal';

/** A signal that nothing awaits is late, and changes nothing (R2). */
export function isAwaited(frame: Frame, signal: Signal): boolean {
  if (frame.kind === 'new') return signal.kind === 'start';
  if (frame.kind === 'ended') return signal.kind === 'redrive' && frame.last !== null;
  switch (signal.kind) {
    case 'start':
    case 'redrive':
      return false;
    case 'stop':
      return true;
    case 'deadline':
      return frame.deadline !== null;
    default:
      return awaits(branchAt(frame, signal.at), signal);
  }
}

export function branchAt({ root }: RunningFrame, address: Address): Branch | undefined {
  let branch: Branch | undefined = root;
  for (const index of address) {
    const child: unknown = branch?.phase.kind === 'children' ? branch.phase.children[index] : undefined;
    branch = isActive(child) ? child : undefined;
  }
  return branch;
}

const isActive = (child: unknown): child is Branch =>
  typeof child === 'object' && child !== null && 'kind' in child && child.kind === 'active';

function awaits(branch: Branch | undefined, signal: Extract<Signal, { readonly ticket: number }>): boolean {
  if (branch === undefined) return false;
  const { phase } = branch;
  if (phase.kind === 'entered' || phase.kind === 'children' || phase.ticket !== signal.ticket) return false;
  switch (signal.kind) {
    case 'itemsRead':
      return phase.kind === 'mapRun' && phase.reader !== null;
    case 'mapRunSucceeded':
    case 'mapRunFailed':
      return phase.kind === 'mapRun';
  }
  if (signal.kind !== 'woken') return phase.kind === 'task' && awaitsNews(phase.stage, signal.kind);
  switch (signal.reason) {
    case 'wait':
      return phase.kind === 'waiting';
    case 'retry':
      return phase.kind === 'retrying';
    case 'timeout':
      return phase.kind === 'task' && phase.timeoutAt !== null;
    case 'heartbeat':
      return phase.kind === 'task' && phase.heartbeatAt !== null;
    default:
      return assertNever(signal.reason);
  }
}

type News = Exclude<Signal['kind'], 'woken' | 'itemsRead' | 'mapRunSucceeded' | 'mapRunFailed'>;

/** A task starts once, and is submitted once. */
const awaitsNews = (stage: TaskStage, news: News) =>
  stage.kind === 'asked' || (news !== 'taskStarted' && news !== 'taskSubmitted' && news !== 'taskSubmitFailed');

/** What an execution that is stored stands still for. */
export type Pending = Exclude<Command, { kind: 'forget' | 'cancel' | 'startMapRun' | 'redriveMapRun' }>;

/** Everything to set going again for a frame that was read from the store. */
export const pending = ({ machine }: Run, { root }: RunningFrame): readonly Pending[] => pendingOf(machine, root, ROOT);

function pendingOf(states: States, branch: Branch, at: Address): readonly Pending[] {
  const { phase } = branch;
  switch (phase.kind) {
    case 'entered':
      return [];
    case 'waiting':
      return [{ kind: 'wake', at, ticket: phase.ticket, reason: 'wait', time: phase.until }];
    case 'retrying':
      return [{ kind: 'wake', at, ticket: phase.ticket, reason: 'retry', time: phase.until }];
    case 'task':
      return pendingTask(states, branch, phase, at);
    case 'mapRun': {
      const { ticket, mapRunArn, reader } = phase;
      return reader === null
        ? [{ kind: 'followMapRun', at, ticket, mapRunArn }]
        : [{ kind: 'readItems', at, ticket, reader }];
    }
    case 'children':
      return phase.children.flatMap((child, index) =>
        child.kind === 'active' ? pendingOf(statesBelow(states, branch, index), child, [...at, index]) : [],
      );
  }
}

function pendingTask(
  states: States,
  branch: Branch,
  { ticket, parameters, stage, timeoutAt, heartbeatAt }: Extract<Branch['phase'], { kind: 'task' }>,
  at: Address,
): readonly Pending[] {
  const state = states.byName.get(branch.state);
  if (state?.type !== 'Task') throw new Error(`the state '${branch.state}' is no task`);
  return [
    ...pendingWork({ resource: state.resource, parameters }, stage, ticket, at),
    ...(timeoutAt === null ? [] : [{ kind: 'wake', at, ticket, reason: 'timeout', time: timeoutAt } as const]),
    ...(heartbeatAt === null ? [] : [{ kind: 'wake', at, ticket, reason: 'heartbeat', time: heartbeatAt } as const]),
  ];
}

/** What was asked for is asked for again; an activity that a worker has, or a token that is out, needs nothing. */
function pendingWork(task: TaskRequest, stage: TaskStage, ticket: number, at: Address): readonly Pending[] {
  if (stage.kind === 'asked') return [{ kind: 'perform', at, ticket, task }];
  if (stage.kind === 'started' || stage.job === null) return [];
  return [{ kind: 'await', at, ticket, resource: task.resource, job: stage.job }];
}

function statesBelow(states: States, branch: Branch, index: number): States {
  const state = states.byName.get(branch.state);
  const below = state?.type === 'Parallel' ? state.branches[index] : state?.type === 'Map' ? state.states : undefined;
  if (below === undefined) throw new Error(`the state '${branch.state}' has no thread ${index}`);
  return below;
}
