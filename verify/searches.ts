/** The sets that are searches of explicit states, and what each comes to in the report. */
import { batchSpaces } from './batches/batches';
import { eventOrderSpaces } from './event-orders/event-orders';
import { effectsOf, reactionsOf } from './laws';
import { stepSpaces } from './one-step/one-step';
import type { Prepared } from './prepared';
import type { Scenario } from './scenario';
import type { Broken, NamedSpace, Searched } from './search';
import { type ReplayedWay, wayTokenOf } from './token';

export interface SearchSet {
  readonly name: string;
  /** One sentence, for the report. */
  readonly what: string;
  /** One of each beginning; its name begins with its scenario's, and a space where there is more. */
  spaces(prepared: Prepared, scenarios: readonly Scenario[]): AsyncIterable<NamedSpace>;
}

/** All searches of one set. */
export interface SetSearched {
  readonly name: string;
  readonly what: string;
  readonly states: number;
  readonly transitions: number;
  readonly orders: number;
  readonly complete: boolean;
  readonly broken: readonly (Broken & { readonly search: string; readonly replay: string })[];
}

const oneStep: SearchSet = {
  name: 'one-step interleavings',
  what: "a step's action, its retry, its late copy, its undoing and that again, in every order of what they ask their table",
  spaces: (prepared, scenarios) => stepSpaces(prepared, scenarios, effectsOf),
};

const eventOrders: SearchSet = {
  name: 'event orders',
  what: 'every event of a choreographed saga, heard twice by each who hears it, in every order that causes allow',
  spaces: (prepared, scenarios) =>
    eventOrderSpaces(prepared, scenarios, (one) => ({ effects: effectsOf(one), reactions: reactionsOf(one) })),
};

const pollerBatches: SearchSet = {
  name: 'poller batches',
  what: "every batch of a stream or a queue, with its function's requests struck, itself lost, its answer partial or unheard",
  spaces: (prepared, scenarios) => batchSpaces(prepared, scenarios, effectsOf),
};

export const SEARCH_SETS: readonly SearchSet[] = [oneStep, eventOrders, pollerBatches];

/** @param isOver asked again and again; what is left then is not searched */
export async function searchSets(
  prepared: Prepared,
  scenarios: readonly Scenario[],
  isOver: () => boolean,
): Promise<readonly SetSearched[]> {
  const told: SetSearched[] = [];
  for (const set of SEARCH_SETS) told.push(await searchSet(set, prepared, scenarios, isOver));
  return told;
}

export async function searchSet(
  { name, what, spaces }: SearchSet,
  prepared: Prepared,
  scenarios: readonly Scenario[],
  isOver: () => boolean = () => false,
): Promise<SetSearched> {
  const found: Searched[] = [];
  const broken: SetSearched['broken'][number][] = [];
  let isCut = false;
  for await (const space of spaces(prepared, scenarios)) {
    isCut = isOver();
    if (isCut) break;
    const searched = await space.search(isOver);
    found.push(searched);
    for (const one of searched.broken) {
      const replay = wayTokenOf({ set: name, search: space.name, path: one.path });
      broken.push({ ...one, search: space.name, replay });
    }
  }
  const sumOf = (count: (one: Searched) => number) => found.reduce((sum, one) => sum + count(one), 0);
  return {
    name,
    what,
    states: sumOf(({ states }) => states),
    transitions: sumOf(({ transitions }) => transitions),
    orders: sumOf(({ orders }) => orders),
    complete: !isCut && found.every(({ isComplete }) => isComplete),
    broken,
  };
}

/**
 * Goes once more the way that a violation was told with.
 * @throws Error where there is no such search, RangeError where the way is none any more
 */
export async function walkAgain(
  prepared: Prepared,
  scenarios: readonly Scenario[],
  { set, search, path }: ReplayedWay,
): Promise<Broken> {
  const its = scenarios.filter(({ name }) => search.split(' ')[0] === name);
  for await (const space of SEARCH_SETS.find(({ name }) => name === set)?.spaces(prepared, its) ?? []) {
    // Awaited here: what it walks on is closed with the spaces.
    if (space.name === search) return await space.walk(path);
  }
  throw new Error(`'${set}' searches no '${search}'`);
}

/** A violation for a person: what is broken, then the moves that lead there. */
export const tellWay = ({ sentences, story }: Broken): readonly string[] => [
  ...story.map((move, index) => `  ${String(index + 1).padStart(3)}  ${move}`),
  ...sentences,
];
