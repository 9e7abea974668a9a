/** Map, inline: the same states once for every item, so many at a time. */
import type { MapState } from '../../../../lib/asl/language';
import type { Json } from '../../../../lib/units';
import { type Expression, within } from '../../expression';
import { abortAround, abortThreads, childPlace, outputsOf, standing, type Threads, withChildren } from '../children';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow } from '../data-flow';
import { compileDistribution, type Distribution } from '../distribution';
import { complete } from '../exit';
import { compileGuards, failed, type Guards } from '../failure';
import type { Branch, Child } from '../frame';
import { compileStates, type States, type Where } from '../machine';
import { compileItemSelector, compileItems, compileMapNumber, type Items, type MapNumber } from '../map-fields';
import type { Entered, Failed, Step } from '../step';
import { enter, guarded, type Node } from '../walk';
import { enterDistributedMap } from './distributed-map';

/** "Inline mode … concurrency limit of 40". */
const MAX_INLINE_CONCURRENCY = 40;

export interface CompiledMap {
  readonly type: 'Map';
  readonly name: string;
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly guards: Guards;
  readonly states: States;
  /** Nothing of an inline Map state. */
  readonly distribution: Distribution | undefined;
  readonly items: Items;
  readonly repeatable: boolean;
  readonly selector: Expression | undefined;
  readonly maxConcurrency: MapNumber;
  threads(entered: Entered): Threads;
}

const EMPTY = { StartAt: '', States: {} };

export function compileMap(name: string, state: MapState, { language, machineLanguage, at }: Where): CompiledMap {
  const processor = state.ItemProcessor ?? state.Iterator ?? EMPTY;
  const field = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
  const states = compileStates(processor, machineLanguage, `${at}/${field}`);
  const mode = state.ItemProcessor?.ProcessorConfig?.Mode ?? state.Iterator?.ProcessorConfig?.Mode ?? 'INLINE';
  const { Parameters: _former, ...fields } = state;
  const compiled: CompiledMap = {
    type: 'Map',
    name,
    next: state.Next,
    flow: compileDataFlow(fields, language, 'result'),
    guards: compileGuards(state, language),
    states,
    distribution: mode === 'DISTRIBUTED' ? compileDistribution(name, state, language) : undefined,
    ...compileItems(state, language, mode),
    selector: compileItemSelector(state, language),
    maxConcurrency: compileMapNumber(state, 'MaxConcurrency', language),
    threads: (entered) => {
      const items = itemsOf(compiled, entered);
      return { statesOf: () => states, itemOf: (index) => ({ index, value: items[index] ?? null }) };
    },
  };
  return compiled;
}

/** Those that the frame holds, or those that the state's own input and variables give, the same each time. */
function itemsOf(state: CompiledMap, entered: Entered): readonly Json[] {
  const { phase } = entered.branch;
  if (phase.kind === 'children' && phase.items !== null) return phase.items;
  const scope = scopeOf(entered);
  return state.items(within(scope, state.flow.input(scope)));
}

export function enterMap(entered: Entered<CompiledMap>): Step {
  const { place, state, branch } = entered;
  if (state.distribution !== undefined) return enterDistributedMap(entered, state.distribution);
  const items = itemsOf(state, entered);
  const { length } = items;
  const startedId = place.turn.emit('MapStateStarted', branch.lastEventId, { mapStateStartedEventDetails: { length } });
  const children = Array.from({ length }, (): Child => ({ kind: 'unstarted' }));
  const phase = { kind: 'children', children, items: state.repeatable ? null : items } as const;
  const ready = { ...entered, branch: { ...branch, phase } };
  return guarded(ready, startedId, () => startMore(ready, children, { previous: startedId, end: startedId }));
}

/** `previous`: what the next iteration links to; `end`: what the end of the state links to. */
interface Links {
  readonly previous: number;
  readonly end: number;
}

export function mapChildChanged(
  entered: Entered<CompiledMap>,
  before: readonly Child[],
  index: number,
  node: Node,
): Step {
  if (node.kind === 'failed') return failMap(entered, before, index, node);
  const children = before.with(index, node);
  if (node.kind === 'active') return blocked(entered, children);
  const links = iterationSucceeded(entered, index, node.lastEventId);
  return guarded(entered, links.previous, () => startMore(entered, children, links));
}

/** Only the iterations that had not finished begin again. */
export function redriveMap(
  entered: Entered<CompiledMap>,
  before: readonly Child[],
  redrivenId: number,
  again: (entered: Entered<CompiledMap>, index: number, child: Branch) => Node,
): Step {
  const children = [...before];
  let links: Links = { previous: redrivenId, end: redrivenId };
  for (const [index, child] of before.entries()) {
    if (child.kind !== 'active') continue;
    const node = again(entered, index, child);
    if (node.kind === 'failed') {
      return failMap(entered, children.slice(0, index), index, node, before.slice(index + 1));
    }
    children[index] = node;
    if (node.kind === 'finished') links = iterationSucceeded(entered, index, node.lastEventId);
  }
  return startMore(entered, children, links);
}

function iterationSucceeded({ place, state }: Entered<CompiledMap>, index: number, previous: number): Links {
  const details = { name: state.name, index };
  const end = place.turn.emit('MapIterationSucceeded', previous, { mapIterationSucceededEventDetails: details });
  return { previous, end };
}

const blocked = ({ branch }: Entered, children: readonly Child[]): Step => ({
  kind: 'blocked',
  branch: withChildren(branch, children),
});

/** Begins iterations while there is room; those that await nothing end at once and make room. */
function startMore(entered: Entered<CompiledMap>, before: readonly Child[], from: Links): Step {
  const { place, state } = entered;
  const scope = scopeOf(entered);
  const input = state.flow.input(scope);
  const threads = state.threads(entered);
  const room = concurrencyOf(state.maxConcurrency(within(scope, input)));
  const children = [...before];
  let running = children.filter(({ kind }) => kind === 'active').length;
  let links = from;
  const next = children.findIndex(isUnstarted);
  // Iterations begin in the order of their items: after the first that has not begun, none has.
  for (let index = next < 0 ? children.length : next; index < children.length && running < room; index++) {
    const itemInput = inputOf(entered, input, index, threads, children);
    const details = { name: state.name, index };
    const startedId = place.turn.emit('MapIterationStarted', links.previous, {
      mapIterationStartedEventDetails: details,
    });
    const below = childPlace(entered, index, threads);
    const node = enter(below, state.states.startAt, itemInput, startedId);
    if (node.kind === 'failed') return failMap(entered, children, index, node);
    children[index] = node;
    if (node.kind === 'active') running++;
    else links = iterationSucceeded(entered, index, node.lastEventId);
  }
  if (children.some(({ kind }) => kind !== 'finished')) return blocked(entered, children);
  const stood = { ...entered, branch: withChildren(entered.branch, children) };
  return guarded(stood, links.end, () => {
    place.turn.emit('MapStateSucceeded', links.end);
    return complete(entered, state.flow, links.end, outputsOf(children), state.next);
  });
}

const isUnstarted = ({ kind }: Child) => kind === 'unstarted';

const concurrencyOf = (value: number | undefined): number =>
  value !== undefined && value > 0 ? Math.min(value, MAX_INLINE_CONCURRENCY) : MAX_INLINE_CONCURRENCY;

/** An ItemSelector that fails ends the iterations that run. */
function inputOf(
  entered: Entered<CompiledMap>,
  input: Json,
  index: number,
  threads: Threads,
  children: readonly Child[],
): Json {
  const item = threads.itemOf(index);
  const { selector } = entered.state;
  if (selector === undefined) return item?.value ?? null;
  try {
    return selector(within(scopeOf({ ...entered, place: { ...entered.place, item } }), input));
  } catch (error) {
    abortThreads(entered, children, threads);
    throw error;
  }
}

function failMap(
  entered: Entered<CompiledMap>,
  children: readonly Child[],
  index: number,
  node: Failed,
  /** Iterations after the failed one, where `children` does not hold them. */
  unstarted: readonly Child[] = [],
): Step {
  const { place, state } = entered;
  const { failure, lastEventId } = node;
  abortAround(entered, children, index, node, state.threads(entered));
  const details = { name: state.name, index };
  place.turn.emit('MapIterationFailed', lastEventId, { mapIterationFailedEventDetails: details });
  const stood = standing(entered, children, index, node, unstarted);
  return guarded(stood, lastEventId, () =>
    failed(stood, failure, {
      lastEventId,
      origin: 'work',
      giveUp: (previous) => place.turn.emit('MapStateFailed', previous),
    }),
  );
}
