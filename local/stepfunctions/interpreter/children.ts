/** What Parallel and Map have in common: threads of control below a state. */
import { assertNever, type Json } from '../../../lib/units';
import type { EventType } from '../history/event';
import type { Branch, Child } from './frame';
import { cancelJob } from './job';
import type { CompiledState, States } from './machine';
import type { CompiledMap } from './states/map';
import type { CompiledParallel } from './states/parallel';
import type { Entered, Failed, MapItem, Place } from './step';
import { visibleVariables } from './variables';

export type Parent = CompiledParallel | CompiledMap;

export interface Threads {
  statesOf(index: number): States;
  /** Of a Map state; a branch of a Parallel state sees the item of the Map state around it. */
  itemOf(index: number): MapItem | undefined;
}

export function childPlace({ place, state, branch }: Entered<Parent>, index: number, threads: Threads): Place {
  return {
    turn: place.turn,
    states: threads.statesOf(index),
    address: [...place.address, index],
    item: state.type === 'Map' ? threads.itemOf(index) : place.item,
    outer: visibleVariables({ place, branch }),
  };
}

export const outputsOf = (children: readonly Child[]): readonly Json[] =>
  children.flatMap((child) => (child.kind === 'finished' ? [child.output] : []));

const ABORTED: { readonly [T in CompiledState['type']]: EventType | undefined } = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
  Pass: undefined,
  Choice: undefined,
  Succeed: undefined,
  Fail: undefined,
};

/** Ends a thread that still runs, innermost states first: nothing of it is awaited any more. */
export function abort(place: Place, branch: Branch): void {
  const { phase } = branch;
  switch (phase.kind) {
    case 'entered':
      break;
    case 'children':
      abortAll(place, branch, phase.children);
      break;
    case 'mapRun':
      place.turn.forget(phase.ticket);
      place.turn.emit('MapRunAborted', branch.lastEventId);
      break;
    case 'task':
    case 'waiting':
    case 'retrying':
      place.turn.forget(phase.ticket);
      break;
    default:
      assertNever(phase);
  }
  const state = place.states.byName.get(branch.state);
  if (state?.type === 'Task') cancelJob(place.turn, state.resource, phase);
  const type = state === undefined ? undefined : ABORTED[state.type];
  if (type !== undefined) place.turn.emit(type, branch.lastEventId);
}

function abortAll(place: Place, branch: Branch, children: readonly Child[]): void {
  const state = place.states.byName.get(branch.state);
  if (state === undefined || (state.type !== 'Parallel' && state.type !== 'Map')) return;
  const entered: Entered<Parent> = { place, state, branch };
  const threads = state.threads(entered);
  abortThreads(entered, children, threads);
}

export function abortThreads(entered: Entered<Parent>, children: readonly Child[], threads: Threads): void {
  const { place, state } = entered;
  for (const [index, child] of children.entries()) {
    if (child.kind !== 'active') continue;
    abort(childPlace(entered, index, threads), child);
    if (state.type !== 'Map') continue;
    const details = { name: state.name, index };
    place.turn.emit('MapIterationAborted', child.lastEventId, { mapIterationAbortedEventDetails: details });
  }
}

/** The state that failed is aborted first, then its siblings in their order. */
export function abortAround(
  entered: Entered<Parent>,
  children: readonly Child[],
  failedAt: number,
  failure: Failed,
  threads: Threads,
): void {
  abort(childPlace(entered, failedAt, threads), { ...failure.branch, lastEventId: failure.lastEventId, phase: DONE });
  const siblings = children.map((child, index): Child => (index === failedAt ? UNSTARTED : child));
  abortThreads(entered, siblings, threads);
}

const DONE = { kind: 'entered' } as const;
export const UNSTARTED = { kind: 'unstarted' } as const;

/** A state with a failed thread as it stands, for a redrive: the threads that had finished need not run again. */
export function standing<S extends Parent>(
  entered: Entered<S>,
  children: readonly Child[],
  failedAt: number,
  { branch }: Failed,
  unstarted: readonly Child[],
): Entered<S> {
  const before = Array.from({ length: failedAt }, (_, index) => children[index] ?? UNSTARTED);
  const threads = [...before, branch, ...children.slice(failedAt + 1), ...unstarted];
  return { ...entered, branch: withChildren(entered.branch, threads) };
}

export function withChildren(branch: Branch, children: readonly Child[]): Branch {
  const { phase } = branch;
  return { ...branch, phase: { kind: 'children', children, items: phase.kind === 'children' ? phase.items : null } };
}
