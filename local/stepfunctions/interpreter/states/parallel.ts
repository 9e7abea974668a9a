/** Parallel: every branch is given the same input; one failure ends them all. */
import type { ParallelState } from '../../../../lib/asl/language';
import { abortAround, childPlace, outputsOf, standing, type Threads, UNSTARTED, withChildren } from '../children';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow } from '../data-flow';
import { complete } from '../exit';
import { compileGuards, failed, type Guards } from '../failure';
import type { Branch, Child } from '../frame';
import { compileStates, type States, type Where } from '../machine';
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

export function compileParallel(name: string, state: ParallelState, where: Where): CompiledParallel {
  const { language, machineLanguage, at } = where;
  const branches = state.Branches.map((branch, index) =>
    compileStates(branch, machineLanguage, `${at}/Branches[${index}]`),
  );
  return {
    type: 'Parallel',
    name,
    next: state.Next,
    flow: compileDataFlow(state, language, 'result'),
    guards: compileGuards(state, language),
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
  const input = state.flow.work(scopeOf(entered));
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

/** Only the branches that had not finished begin again. */
export function redriveParallel(
  entered: Entered<CompiledParallel>,
  before: readonly Child[],
  redrivenId: number,
  again: (entered: Entered<CompiledParallel>, index: number, child: Branch) => Node,
): Step {
  const { state } = entered;
  const input = state.flow.work(scopeOf(entered));
  const threads = state.threads(entered);
  const children: Child[] = [];
  for (const [index, states] of state.branches.entries()) {
    const child = before[index] ?? UNSTARTED;
    if (child.kind === 'finished') {
      children.push(child);
      continue;
    }
    const node =
      child.kind === 'active'
        ? again(entered, index, child)
        : enter(childPlace(entered, index, threads), states.startAt, input, redrivenId);
    if (node.kind === 'failed') return failParallel(entered, children, index, node, before.slice(index + 1));
    children.push(node);
  }
  return settle(entered, children, lastOf(children, redrivenId));
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
  const stood = withChildren(branch, children);
  if (children.some(({ kind }) => kind !== 'finished')) return { kind: 'blocked', branch: stood };
  return guarded({ ...entered, branch: stood }, lastEventId, () => {
    place.turn.emit('ParallelStateSucceeded', lastEventId);
    return complete(entered, state.flow, lastEventId, outputsOf(children), state.next);
  });
}

function failParallel(
  entered: Entered<CompiledParallel>,
  children: readonly Child[],
  index: number,
  node: Failed,
  /** Branches after the failed one, where `children` does not hold them. */
  unstarted: readonly Child[] = [],
): Step {
  const { turn } = entered.place;
  const { failure, lastEventId } = node;
  abortAround(entered, children, index, node, entered.state.threads(entered));
  const stood = standing(entered, children, index, node, unstarted);
  return guarded(stood, lastEventId, () =>
    failed(stood, failure, {
      lastEventId,
      origin: 'work',
      giveUp: (previous) => turn.emit('ParallelStateFailed', previous),
    }),
  );
}
