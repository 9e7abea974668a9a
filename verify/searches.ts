/** The sets that are searches of explicit states, and what each comes to in the report. */
import { searchEventOrders } from './event-orders/event-orders';
import { effectsOf, reactionsOf } from './laws';
import { searchSteps } from './one-step/one-step';
import type { Prepared } from './prepared';
import type { Scenario } from './scenario';
import type { Broken, Searched } from './search';

/** One beginning's search, under a name of its own. */
export interface NamedSearch extends Searched {
  readonly name: string;
}

export interface SearchSet {
  readonly name: string;
  /** One sentence, for the report. */
  readonly what: string;
  /** @param isOver asked again and again; what is left then is not searched */
  searches(prepared: Prepared, scenarios: readonly Scenario[], isOver: () => boolean): AsyncIterable<NamedSearch>;
}

/** All searches of one set. */
export interface SetSearched {
  readonly name: string;
  readonly what: string;
  readonly states: number;
  readonly transitions: number;
  readonly orders: number;
  readonly complete: boolean;
  readonly broken: readonly (Broken & { readonly search: string })[];
}

const oneStep: SearchSet = {
  name: 'one-step interleavings',
  what: "a step's action, its retry, its late copy, its undoing and that again, in every order of what they ask their table",
  searches: (prepared, scenarios, isOver) => searchSteps(prepared, scenarios, effectsOf, isOver),
};

const eventOrders: SearchSet = {
  name: 'event orders',
  what: 'every event of a choreographed saga, heard twice by each who hears it, in every order that causes allow',
  searches: (prepared, scenarios, isOver) =>
    searchEventOrders(
      prepared,
      scenarios,
      (scenario) => ({ effects: effectsOf(scenario), reactions: reactionsOf(scenario) }),
      isOver,
    ),
};

export const SEARCH_SETS: readonly SearchSet[] = [oneStep, eventOrders];

export async function searchSets(
  prepared: Prepared,
  scenarios: readonly Scenario[],
  isOver: () => boolean,
): Promise<readonly SetSearched[]> {
  const told: SetSearched[] = [];
  for (const { name, what, searches } of SEARCH_SETS) {
    const found: NamedSearch[] = [];
    for await (const searched of searches(prepared, scenarios, isOver)) found.push(searched);
    const sumOf = (count: (one: Searched) => number) => found.reduce((sum, one) => sum + count(one), 0);
    told.push({
      name,
      what,
      states: sumOf(({ states }) => states),
      transitions: sumOf(({ transitions }) => transitions),
      orders: sumOf(({ orders }) => orders),
      complete: found.every(({ isComplete }) => isComplete),
      broken: found.flatMap((one) => one.broken.map((broken) => ({ ...broken, search: one.name }))),
    });
  }
  return told;
}
