/** What happened, for a person to read, and for a machine. */
import type { Account, Performance } from './play';
import { type Played, surprises } from './run';
import type { StepRun } from './story';

/** One scenario, as it went on each stage. */
export function describeOrder(sideBySide: readonly Played[]): string {
  const [first] = sideBySide;
  if (first === undefined) return '';
  const { scenario } = first;
  const ok = sideBySide.every((played) => surprises(played).length === 0);
  return [
    `${ok ? 'ok  ' : 'FAIL'} ${scenario.name.padEnd(15)} ${scenario.title}`,
    ...sideBySide.flatMap((played) => describeStyle(played)),
  ].join('\n');
}

function describeStyle(played: Played): readonly string[] {
  const { style, ending, books, answers } = played;
  const lines: string[] = [];
  const say = (label: string, what: string) => lines.push(`       ${label.padEnd(14)}${what}`);
  if (ending.story.kind === 'orchestrated') {
    const { forward, backward, transitions } = ending.story;
    say(style, `${ending.outcome}, ${transitions} transitions, ${seconds(ending.sagaMillis)}`);
    say('  ran', forward.map(runText).join(', '));
    if (backward.length > 0) say('  undone', backward.map(runText).join(', '));
  } else {
    const { events } = ending.story;
    say(style, `${ending.outcome}, ${events.length} events, ${seconds(ending.sagaMillis)}`);
    say('  told', events.join(', '));
  }
  if (ending.notUndone.length > 0) say('  not undone', ending.notUndone.join(', '));
  const second = answers[1];
  if (second !== undefined)
    say('  2nd request', second.kind === 'refused' ? `refused: ${second.message}` : second.word);
  const stock = books.stock.map(({ sku, available, reserved }) => `${sku} ${available} + ${reserved} reserved`);
  say('  left', `order ${books.order}, payment ${books.payment}, ${stock.join(', ')}`);
  for (const surprise of surprises(played)) say('  UNEXPECTED', surprise);
  return lines;
}

export function describeAccount({ style, books, reactions, wrong }: Account): string {
  const excused = books.chargedWithoutOrder.map(
    ({ orderId, amount }) => ` + ${money(amount)} that '${orderId}' reports`,
  );
  const stock = books.stock.map(
    ({ sku, opening, available, reserved }) => `${sku} ${opening} = ${available} + ${reserved} reserved`,
  );
  const sold = reactions.sales.map(({ sku, quantity }) => `${quantity} ${sku}`);
  return [
    `After ${style} orders:`,
    `  money      charged ${money(books.chargedTotal)} = ${money(books.completedTotal)} of completed orders${excused.join('')}`,
    `  stock      ${stock.join('; ')}`,
    `  reactions  ${reactions.mails} confirmations; sold ${sold.length === 0 ? 'nothing' : sold.join(', ')}`,
    ...wrong.map((sentence) => `  WRONG      ${sentence}`),
  ].join('\n');
}

const runText = ({ function: name, attempts, outcome }: StepRun): string =>
  `${name}${attempts > 1 ? ` x${attempts}` : ''}${outcome === 'done' ? '' : ` (${outcome})`}`;

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`;

/** Minor units as an amount with two decimals: `1,234.50`. */
const money = (minor: number) => (minor / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });

/** The same for machines. Amounts are minor units, times milliseconds. */
export function toJson({ played, leftOut, accounts, asExpected }: Performance) {
  return {
    asExpected,
    orders: played.flat().map((one) => ({
      name: one.scenario.name,
      style: one.style,
      ...one.ending,
      answers: one.answers,
      left: one.books,
      surprises: surprises(one),
    })),
    leftOut: leftOut.map(({ name }) => name),
    accounts,
  };
}
