/** The demo: every scenario in turn, then the closing check of the books. */
import { type ClosingCheck, closeBooks, discrepancies } from './books';
import { type Played, play, type Stage, stockShelves, surprises } from './run';
import { OPENING_STOCK, SCENARIOS, type Scenario } from './scenarios';

export interface Performance {
  readonly played: readonly Played[];
  /** Scenarios that need faults, where the stage has none. */
  readonly leftOut: readonly Scenario[];
  readonly books: ClosingCheck;
  /** What does not add up; empty when all does. */
  readonly wrong: readonly string[];
  readonly asExpected: boolean;
}

export interface Options {
  /** Only the scenario of this name. */
  readonly only?: string;
  /** Goes before every order's id, so that one stage can see many performances. @default nothing */
  readonly prefix?: string;
  onPlayed?(played: Played): void;
}

/** Fills the shelves, places every order, and compares what is left with what must be. */
export async function perform(stage: Stage, { only, prefix = '', onPlayed }: Options = {}): Promise<Performance> {
  const stock = mapKeys(OPENING_STOCK, (sku) => `${prefix}${sku}`);
  await stockShelves(stage, stock);
  const wanted = SCENARIOS.filter(({ name }) => only === undefined || name === only);
  const leftOut = wanted.filter(({ faults }) => faults.length > 0 && stage.faults === undefined);
  const played: Played[] = [];
  for (const scenario of wanted.filter((scenario) => !leftOut.includes(scenario))) {
    const result = await play(stage, prefixed(scenario, prefix), `${prefix}${scenario.name}`);
    played.push(result);
    onPlayed?.(result);
  }
  const books = await closeBooks(stage.documents, stage.tables, stock, prefix);
  const reported = played.filter(({ notUndone }) => notUndone.includes('ProcessPayment'));
  const wrong = discrepancies(books, new Set(reported.map(({ scenario }) => `${prefix}${scenario.name}`)));
  const asExpected = wrong.length === 0 && played.every((one) => surprises(one).length === 0);
  return { played, leftOut, books, wrong, asExpected };
}

function prefixed(scenario: Scenario, prefix: string): Scenario {
  const lines = scenario.order.lines.map((line) => ({ ...line, sku: `${prefix}${line.sku}` }));
  return { ...scenario, order: { ...scenario.order, lines } };
}

const mapKeys = <T>(
  record: { readonly [key: string]: T },
  name: (key: string) => string,
): { readonly [key: string]: T } =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [name(key), value]));
