/** Parallel: every branch is given the same input; one failure ends them all. */
import type { ParallelState } from '../../../../lib/asl/language';
import { abortAround, childPlace, outputsOf, type Threads } from '../children';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow, effectiveInput } from '../data-flow';
import { complete } from '../exit';
import { compileGuards, failed, type Guards } from '../failure';
import type { Child } from '../frame';
import { compileStates, type States } from '../machine';
import type { Entered, Failed, Step } from '../step';
import { enter, guarded, type Node } from '../walk';

export interface CompiledParallel {
  readonly type: 'Parallel';
  readonly name: string;
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly guards: Guards;
  readonly branches: readonly States[];
  threads(entered: Entered): Threads;
}

export function compileParallel(name: string, state: ParallelState, at: string): CompiledParallel {
  const branches = state.Branches.map((branch, index) => compileStates(branch, `${at}/Branches[${index}]`));
  return {
    type: 'Parallel',
    name,
    next: state.Next,
    flow: compileDataFlow(state),
    guards: compileGuards(state),
    branches,
    threads: () => ({
      statesOf: (index) => branches[index] ?? missing(name, index),
      itemOf: () => undefined,
    }),
  };
}

function missing(name: string, index: number): never {
  throw new Error(`the state '${name}' has no branch ${index}`);
}

export function enterParallel(entered: Entered<CompiledParallel>): Step {
  const { place, state, branch } = entered;
  const input = effectiveInput(state.flow, scopeOf(entered));
  const startedId = place.turn.emit('ParallelStateStarted', branch.lastEventId);
  const threads = state.threads(entered);
  const children: Child[] = [];
  for (const [index, states] of state.branches.entries()) {
    const node = enter(childPlace(entered, index, threads), states.startAt, input, startedId);
    if (node.kind === 'failed') return failParallel(entered, children, index, node);
    children.push(node);
  }
  return settle(entered, children, lastOf(children, startedId));
}

/** The branch that ended last in the history is the one that the end of the state links to. */
const lastOf = (children: readonly Child[], startedId: number) =>
  children.reduce((last, child) => (child.kind === 'unstarted' ? last : Math.max(last, child.lastEventId)), startedId);

export function parallelChildChanged(
  entered: Entered<CompiledParallel>,
  before: readonly Child[],
  index: number,
  node: Node,
): Step {
  if (node.kind === 'failed') return failParallel(entered, before, index, node);
  return settle(entered, before.with(index, node), node.lastEventId);
}

function settle(entered: Entered<CompiledParallel>, children: readonly Child[], lastEventId: number): Step {
  const { place, state, branch } = entered;
  if (children.some(({ kind }) => kind !== 'finished')) {
    return { kind: 'blocked', branch: { ...branch, phase: { kind: 'children', children } } };
  }
  return guarded(entered, lastEventId, () => {
    place.turn.emit('ParallelStateSucceeded', lastEventId);
    return complete(entered, state.flow, lastEventId, outputsOf(children), state.next);
  });
}

function failParallel(
  entered: Entered<CompiledParallel>,
  children: readonly Child[],
  index: number,
  node: Failed,
): Step {
  const { turn } = entered.place;
  const { failure, lastEventId } = node;
  abortAround(entered, children, index, node, entered.state.threads(entered));
  return guarded(entered, lastEventId, () =>
    failed(entered, failure, {
      lastEventId,
      origin: 'work',
      giveUp: (previous) => turn.emit('ParallelStateFailed', previous),
    }),
  );
}
