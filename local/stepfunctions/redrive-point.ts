/**
 * What an execution that ended without success keeps so that it can be redriven, in few bytes: inputs and outputs
 * stand in the history, so event ids are enough to find them again.
 */
import { epochMillis, type Json, type JsonObject } from '../../lib/units';
import type { HistoryEvent } from './history/event';
import type { Branch, Child, FinishedBranch, Phase } from './interpreter/frame';
import { parseJson } from './json';

/** What the history tells, or a redrive begins anew. */
type Derived =
  | 'kind'
  | 'state'
  | 'input'
  | 'enteredEventId'
  | 'precedingEventId'
  | 'enteredAt'
  | 'lastEventId'
  | 'attempts'
  | 'variables'
  | 'phase';

export interface RedrivePoint extends Omit<Branch, Derived> {
  /** The event that entered the state. */
  readonly at: number;
  /** Absent: none. */
  readonly variables?: JsonObject;
  /** The threads of a Parallel or Map state. */
  readonly threads?: readonly Thread[];
  /** Of a Map state whose items come from an expression. */
  readonly items?: readonly Json[];
  /** Of a distributed Map state that has begun its run. */
  readonly run?: Omit<MapRunPhase, 'kind' | 'ticket' | 'reader'>;
}
type MapRunPhase = Extract<Phase, { kind: 'mapRun' }>;

/** A thread that stands somewhere, one that has finished, or 0 for one that has not begun. */
type Thread = RedrivePoint | Finished | 0;
interface Finished extends Omit<FinishedBranch, 'kind' | 'output' | 'lastEventId'> {
  /** The event that left its last state. */
  readonly left: number;
}

export function redrivePointOf(branch: Branch): RedrivePoint {
  const {
    kind,
    state,
    input,
    enteredEventId: at,
    precedingEventId,
    enteredAt,
    lastEventId,
    attempts,
    variables,
    phase,
    ...more
  } = branch;
  const assigned = Object.keys(variables).length > 0 ? { variables } : {};
  return { at, ...more, ...assigned, ...kept(phase) };
}

function kept(phase: Phase): Pick<RedrivePoint, 'threads' | 'items' | 'run'> {
  if (phase.kind === 'children') {
    const threads = phase.children.map(threadOf);
    return phase.items === null ? { threads } : { threads, items: phase.items };
  }
  if (phase.kind !== 'mapRun' || phase.reader !== null) return {};
  const { mapRunArn, limits, redriveCount } = phase;
  return { run: { mapRunArn, limits, redriveCount } };
}

function threadOf(child: Child): Thread {
  switch (child.kind) {
    case 'active':
      return redrivePointOf(child);
    case 'finished': {
      const { kind, output, lastEventId: left, ...more } = child;
      return { left, ...more };
    }
    case 'unstarted':
      return 0;
  }
}

/** `history` is whole, so the event `id` is at `id - 1`. */
export function standingAt(point: RedrivePoint, history: readonly HistoryEvent[]): Branch {
  const { at, variables = {}, threads, items, run, ...more } = point;
  const event = history[at - 1];
  const entered = event?.stateEnteredEventDetails;
  if (event === undefined || entered === undefined) throw new Error(`the event ${at} enters no state`);
  return {
    kind: 'active',
    ...more,
    state: entered.name,
    input: parseJson(entered.input),
    enteredEventId: at,
    precedingEventId: event.previousEventId,
    enteredAt: epochMillis(event.timestamp),
    lastEventId: at,
    attempts: [],
    variables,
    phase: phaseAt({ threads, items, run }, history),
  };
}

function phaseAt(
  { threads, items, run }: Pick<RedrivePoint, 'threads' | 'items' | 'run'>,
  history: readonly HistoryEvent[],
): Phase {
  if (run !== undefined) return { kind: 'mapRun', ticket: 0, ...run, reader: null };
  if (threads === undefined) return { kind: 'entered' };
  return { kind: 'children', children: threads.map((thread) => childAt(thread, history)), items: items ?? null };
}

function childAt(thread: Thread, history: readonly HistoryEvent[]): Child {
  if (thread === 0) return { kind: 'unstarted' };
  if ('at' in thread) return standingAt(thread, history);
  const { left, ...more } = thread;
  const exited = history[left - 1]?.stateExitedEventDetails;
  if (exited === undefined) throw new Error(`the event ${left} leaves no state`);
  return { kind: 'finished', ...more, output: parseJson(exited.output), lastEventId: left };
}
