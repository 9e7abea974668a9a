/**
 * The interpreter: from where an execution stands and what has happened, where it stands next.
 *
 * Pure: no clock, no chance, no input or output but the arguments. Nothing that is given is changed.
 */
import type { EpochMillis } from '../../../lib/units';
import { epochMillis } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import { type HistoryEvent, MAX_EVENTS, WHOLE } from '../history/event';
import { RUNTIME, TIMEOUT } from '../state-error';
import { isAwaited } from './awaited';
import { childPlace } from './children';
import type { Run } from './execution';
import { type Branch, type Ending, type Frame, NEVER_REDRIVEN, type Redrives, ROOT, type RunningFrame } from './frame';
import { cancelJobs } from './job';
import { redriveExecution } from './redrive';
import type { Command, Signal } from './signal';
import { resumeMapRun } from './states/distributed-map';
import { mapChildChanged } from './states/map';
import { parallelChildChanged } from './states/parallel';
import { failTask, succeedTask, timeOutTask } from './states/task';
import { failToSubmit, hearFromTask, startTask, submitTask } from './states/task-progress';
import { resumeWait } from './states/wait';
import type { Entered, Place, Step } from './step';
import { errorDetails } from './task-events';
import { HistoryFull, Turn } from './turn';
import { NO_VARIABLES } from './variables';
import { begin, enter, guarded, type Node, stateNamed, walk } from './walk';

export interface Advance {
  readonly frame: Frame;
  readonly events: readonly HistoryEvent[];
  readonly commands: readonly Command[];
}

export function advance(run: Run, frame: Frame, signal: Signal, now: EpochMillis, chance: Entropy): Advance {
  if (!isAwaited(frame, signal)) return { frame, events: [], commands: [] };
  const turn = new Turn(run, now, chance, redrivesOf(frame, now), frame.kind === 'new' ? 0 : frame.lastEventId);
  try {
    return outcome(turn, frame, take(turn, frame, signal));
  } catch (error) {
    if (error instanceof HistoryFull) return overflow(turn, frame);
    throw error;
  }
}

function redrivesOf(frame: Frame, now: EpochMillis): Redrives {
  switch (frame.kind) {
    case 'new':
      return NEVER_REDRIVEN;
    case 'running':
      return frame.redrives;
    case 'ended':
      return { count: frame.redrives.count + 1, time: now };
  }
}

/** A failure, or an end from outside, with where the execution stood. */
type Taken = Node | Stopped;
interface Stopped {
  readonly kind: 'stopped';
  readonly ending: Unsuccessful;
  readonly root: Branch;
}
type Unsuccessful = Exclude<Ending, { kind: 'SUCCEEDED' }>;

function take(turn: Turn, frame: Frame, signal: Signal): Taken {
  const place: Place = { turn, states: turn.run.machine, address: ROOT, item: undefined, outer: NO_VARIABLES };
  if (frame.kind === 'new') return start(place);
  if (frame.kind === 'ended') return redriveExecution(place, frame);
  switch (signal.kind) {
    case 'stop':
      return stop(turn, frame, { kind: 'ABORTED', error: signal.error, cause: signal.cause });
    case 'deadline':
      return stop(turn, frame, { kind: 'TIMED_OUT', error: TIMEOUT, cause: null });
    default:
      return deliver(place, frame.root, signal, 0);
  }
}

function start(place: Place): Node {
  const { execution, machine } = place.turn.run;
  place.turn.emit('ExecutionStarted', 0, {
    executionStartedEventDetails: {
      input: execution.inputText,
      inputDetails: WHOLE,
      roleArn: execution.roleArn,
      ...execution.startedBy,
    },
  });
  return enter(place, machine.startAt, execution.input, 0, execution.inputText);
}

function stop(turn: Turn, frame: RunningFrame, ending: Unsuccessful): Stopped {
  const { root } = frame;
  cancelJobs(turn, frame);
  if (ending.kind === 'ABORTED') {
    turn.end('ExecutionAborted', root.lastEventId, { executionAbortedEventDetails: errorDetails(ending) });
  } else {
    turn.end('ExecutionTimedOut', root.lastEventId, { executionTimedOutEventDetails: errorDetails(ending) });
  }
  return { kind: 'stopped', ending, root };
}

type Addressed = Exclude<Signal, { kind: 'start' | 'redrive' | 'stop' | 'deadline' }>;

/** Down to the branch that awaits the signal, and up again with what became of it. */
function deliver(place: Place, branch: Branch, signal: Signal, depth: number): Node {
  if (!('at' in signal)) throw new Error(`a running execution takes no '${signal.kind}'`);
  const state = stateNamed(place, branch.state);
  const index = signal.at[depth];
  if (index === undefined) return walk(place, resume({ place, state, branch }, signal));
  if ((state.type !== 'Parallel' && state.type !== 'Map') || branch.phase.kind !== 'children') {
    throw new Error(`the state '${state.name}' has no threads`);
  }
  const { children } = branch.phase;
  const child = children[index];
  if (child?.kind !== 'active') throw new Error(`the thread ${index} of '${state.name}' does not run`);
  const entered = { place, state, branch };
  const below = childPlace(entered, index, state.threads(entered));
  const node = deliver(below, child, signal, depth + 1);
  return walk(
    place,
    state.type === 'Parallel'
      ? parallelChildChanged({ place, state, branch }, children, index, node)
      : mapChildChanged({ place, state, branch }, children, index, node),
  );
}

function resume(entered: Entered, signal: Addressed): Step {
  const { place, state, branch } = entered;
  const { phase } = branch;
  if (phase.kind === 'retrying') return begin(entered);
  if (phase.kind === 'waiting' && state.type === 'Wait') {
    return guarded(entered, branch.lastEventId, () => resumeWait({ place, state, branch }));
  }
  if (phase.kind === 'mapRun' && state.type === 'Map') return resumeMapRun({ place, state, branch }, phase, signal);
  if (phase.kind !== 'task' || state.type !== 'Task') throw new Error(`the state '${state.name}' awaits nothing`);
  const task = { place, state, branch };
  switch (signal.kind) {
    case 'taskSucceeded':
      return succeedTask(task, phase, signal.output, signal.text);
    case 'taskFailed':
      return failTask(task, phase, { error: signal.error, cause: signal.cause });
    case 'taskSubmitted':
      return submitTask(task, phase, signal.text, signal.job);
    case 'taskSubmitFailed':
      return failToSubmit(task, phase, { error: signal.error, cause: signal.cause });
    case 'taskStarted':
      return startTask(task, phase, signal.workerName);
    case 'taskHeartbeat':
      return hearFromTask(task, phase);
    case 'woken':
      return timeOutTask(task, phase, signal.reason === 'heartbeat' ? 'heartbeat' : 'work');
    default:
      throw new Error(`a task takes no '${signal.kind}'`);
  }
}

function outcome(turn: Turn, before: Frame, taken: Taken): Advance {
  const { events, commands } = turn;
  switch (taken.kind) {
    case 'active': {
      const running: RunningFrame = {
        kind: 'running',
        lastEventId: turn.lastEventId,
        redrives: turn.redrives,
        deadline: before.kind === 'running' ? before.deadline : deadlineOf(turn),
        root: taken,
      };
      return { frame: running, events, commands };
    }
    case 'finished': {
      const output = turn.textOf(taken.output);
      turn.end('ExecutionSucceeded', taken.lastEventId, {
        executionSucceededEventDetails: { output, outputDetails: WHOLE },
      });
      return ended(turn, { kind: 'SUCCEEDED', output }, null);
    }
    case 'failed':
      turn.end('ExecutionFailed', taken.lastEventId, { executionFailedEventDetails: errorDetails(taken.failure) });
      return ended(turn, { kind: 'FAILED', ...taken.failure }, taken.branch);
    case 'stopped':
      return ended(turn, taken.ending, taken.root);
  }
}

function ended(turn: Turn, ending: Ending, stoodAt: Branch | null): Advance {
  const { lastEventId, redrives, events, commands } = turn;
  const last = lastEventId < MAX_EVENTS - 1 ? stoodAt : null;
  return { frame: { kind: 'ended', lastEventId, redrives, ending, last }, events, commands };
}

function overflow(turn: Turn, before: Frame): Advance {
  cancelJobs(turn, before);
  const cause = `The execution reached the maximum number of history events (${MAX_EVENTS}).`;
  const failure = { error: RUNTIME, cause };
  turn.end('ExecutionFailed', turn.lastEventId, { executionFailedEventDetails: failure });
  return ended(turn, { kind: 'FAILED', ...failure }, null);
}

/** "When you redrive an execution, the state machine level timeout, if defined, is reset to 0." */
function deadlineOf({ run: { machine, execution }, redrives }: Turn): EpochMillis | null {
  const seconds = Math.min(
    machine.timeoutSeconds ?? Number.POSITIVE_INFINITY,
    execution.maxSeconds ?? Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(seconds) ? epochMillis((redrives.time ?? execution.startTime) + seconds * 1000) : null;
}
