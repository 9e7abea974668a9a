/** What happened, for a person to read. */
import type { ClosingCheck } from './books';
import type { Performance } from './play';
import { type Played, surprises } from './run';
import type { StepRun } from './story';

export function describeOrder(played: Played): string {
  const { scenario, story, books, notUndone, answers } = played;
  const lines = [`${mark(played)} ${pad(scenario.name, 16)}${scenario.title}`];
  const say = (label: string, what: string) => lines.push(`    ${pad(label, 14)}${what}`);
  say('outcome', `${outcomeOf(played)}, ${story.transitions} transitions, ${seconds(played.sagaMillis)}`);
  say('ran', story.forward.map(runText).join(', '));
  if (story.backward.length > 0) say('undone', story.backward.map(runText).join(', '));
  if (notUndone.length > 0) say('not undone', notUndone.join(', '));
  const second = answers[1];
  if (second !== undefined) say('2nd request', second.kind === 'refused' ? `refused: ${second.message}` : second.word);
  say('left', `order ${books.order}, payment ${books.payment}, reservation ${books.reservation}`);
  say(
    'stock',
    books.stock.map(({ sku, available, reserved }) => `${sku} ${available} + ${reserved} reserved`).join(', '),
  );
  for (const surprise of surprises(played)) say('UNEXPECTED', surprise);
  return lines.join('\n');
}

export function describeBooks(check: ClosingCheck, found: readonly string[]): string {
  const excused = check.chargedWithoutOrder.map(
    ({ orderId, amount }) => ` + ${money(amount)} that '${orderId}' reports`,
  );
  const stock = check.stock.map(
    ({ sku, opening, available, reserved }) => `${sku} ${opening} = ${available} available + ${reserved} reserved`,
  );
  return [
    `  money  charged ${money(check.chargedTotal)} = ${money(check.completedTotal)} of completed orders${excused.join('')}`,
    `  stock  ${stock.join('; ')}`,
    ...found.map((sentence) => `  WRONG  ${sentence}`),
  ].join('\n');
}

function outcomeOf({ error, status }: Played): string {
  switch (error) {
    case null:
      return status === 'SUCCEEDED' ? 'COMPLETED' : status;
    case 'SagaCompensated':
      return 'COMPENSATED';
    case 'SagaCompensationFailed':
      return 'COMPENSATION_FAILED';
    default:
      return `${status} (${error})`;
  }
}

function runText({ function: name, attempts, outcome }: StepRun): string {
  const times = attempts > 1 ? ` x${attempts}` : '';
  return outcome === 'done' ? `${name}${times}` : `${name}${times} (${outcome})`;
}

const mark = (played: Played) => (surprises(played).length === 0 ? 'ok  ' : 'FAIL');
const pad = (text: string, width: number) => text.padEnd(width);
const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`;

/** Minor units as an amount with two decimals: `1,234.50`. */
const money = (minor: number) => (minor / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });

/** The same for machines. Amounts are minor units, times milliseconds. */
export function toJson({ played, leftOut, books, wrong, asExpected }: Performance) {
  return {
    asExpected,
    orders: played.map((one) => ({
      name: one.scenario.name,
      outcome: outcomeOf(one),
      status: one.status,
      error: one.error,
      ran: one.story.forward,
      undone: one.story.backward,
      notUndone: one.notUndone,
      transitions: one.story.transitions,
      sagaMillis: one.sagaMillis,
      answers: one.answers,
      left: one.books,
      surprises: surprises(one),
    })),
    leftOut: leftOut.map(({ name }) => name),
    books,
    wrong,
  };
}
