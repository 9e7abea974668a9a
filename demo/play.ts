/** The demo: every scenario on every stage, side by side, then the closing check of the books. */
import { type ClosingCheck, closeBooks, discrepancies, type Reactions, reactionsOf } from './books';
import { type Played, play, type Stage, stockShelves, surprises } from './run';
import { OPENING_STOCK, SCENARIOS, type Scenario, type Style } from './scenarios';

export interface Performance {
  /** By scenario, then by stage. */
  readonly played: readonly (readonly Played[])[];
  /** Scenarios that need faults, where a stage has none. */
  readonly leftOut: readonly Scenario[];
  readonly accounts: readonly Account[];
  readonly asExpected: boolean;
}

/** One stage's books after the last order. */
export interface Account {
  readonly style: Style;
  readonly books: ClosingCheck;
  readonly reactions: Reactions;
  /** What does not add up; empty when all does. */
  readonly wrong: readonly string[];
}

export interface Options {
  /** Only the scenario of this name. */
  readonly only?: string;
  /** Goes before every order's id, so that one stage can see many performances. @default nothing */
  readonly prefix?: string;
  onPlayed?(sideBySide: readonly Played[]): void;
}

/** Fills the shelves, places every order, and compares what is left with what must be. */
export async function perform(stages: readonly Stage[], options: Options = {}): Promise<Performance> {
  const { only, prefix = '', onPlayed } = options;
  const stock = Object.fromEntries(Object.entries(OPENING_STOCK).map(([sku, count]) => [`${prefix}${sku}`, count]));
  for (const stage of stages) await stockShelves(stage, stock);
  const wanted = SCENARIOS.filter(({ name }) => only === undefined || name === only);
  const noFaults = stages.some(({ faults }) => faults === undefined);
  const leftOut = wanted.filter(({ faults }) => faults.length > 0 && noFaults);
  const played: (readonly Played[])[] = [];
  for (const scenario of wanted.filter((scenario) => !leftOut.includes(scenario))) {
    const sideBySide: Played[] = [];
    for (const stage of stages) {
      sideBySide.push(await play(stage, prefixed(scenario, prefix), `${prefix}${scenario.name}`));
    }
    played.push(sideBySide);
    onPlayed?.(sideBySide);
  }
  const accounts: Account[] = [];
  for (const stage of stages) accounts.push(await account(stage, played.flat(), stock, prefix));
  const asExpected =
    accounts.every(({ wrong }) => wrong.length === 0) && played.flat().every((one) => surprises(one).length === 0);
  return { played, leftOut, accounts, asExpected };
}

async function account(
  stage: Stage,
  played: readonly Played[],
  stock: { readonly [sku: string]: number },
  prefix: string,
): Promise<Account> {
  const { documents, tables, style } = stage;
  await stage.rest(0);
  const books = await closeBooks(documents, tables, stock, prefix);
  const reactions = await reactionsOf(documents, tables, prefix);
  const ours = played.filter((one) => one.style === style);
  const reported = ours.filter(({ ending }) => ending.notUndone.includes('ProcessPayment'));
  const completed = ours.filter(({ books }) => books.order === 'COMPLETED').length;
  const wrong = discrepancies(books, new Set(reported.map(({ scenario }) => `${prefix}${scenario.name}`)));
  const mails = `${reactions.mails} confirmations were written for ${completed} completed orders`;
  return { style, books, reactions, wrong: reactions.mails === completed ? wrong : [...wrong, mails] };
}

function prefixed(scenario: Scenario, prefix: string): Scenario {
  const lines = scenario.order.lines.map((line) => ({ ...line, sku: `${prefix}${line.sku}` }));
  return { ...scenario, order: { ...scenario.order, lines } };
}
