/** Every order of the demo, through the synthesized templates and the deployed handlers, in both styles, and over HTTP. */
import { closeBooks, discrepancies, reactionsOf } from '../../demo/books';
import { startOrderApp } from '../../demo/local-app';
import { type Played, play, type Stage, stockShelves } from '../../demo/run';
import { OPENING_STOCK, SCENARIOS } from '../../demo/scenarios';
import { endpointStage, localStage } from '../../demo/stages';
import type { Local } from '../../local/start';

const played = new Map<string, Played>();
let local: Local;
let stack: string;
let choreography: string;

beforeAll(async () => {
  ({ local, stack, choreography } = await startOrderApp('dev', { clock: 'virtual', port: 0, seed: 1 }));
}, 60_000);
afterAll(() => local.stop());

const stagesByWay = {
  conducted: () => localStage(local, stack, 'orchestrated'),
  'conducted, over HTTP': () => endpointStage(local.endpoint ?? '', local.outputs[stack] ?? {}, { clock: 'virtual' }),
  choreographed: () => localStage(local, choreography, 'choreographed'),
} as const;
type Way = keyof typeof stagesByWay;
const WAYS = Object.keys(stagesByWay) as readonly Way[];
const prefixOf = (way: Way) => `${way.replace(/\W/g, '')}-`;

describe.each(WAYS)('%s', (way) => {
  let stage: Stage;
  const prefix = prefixOf(way);
  const stock = Object.fromEntries(Object.entries(OPENING_STOCK).map(([sku, count]) => [`${prefix}${sku}`, count]));

  beforeAll(async () => {
    stage = stagesByWay[way]();
    await stockShelves(stage, stock);
  });

  test.each(SCENARIOS)('$name ends as it must: $title', async (scenario) => {
    const lines = scenario.order.lines.map((line) => ({ ...line, sku: `${prefix}${line.sku}` }));
    const orderId = `${prefix}${scenario.name}`;

    const one = await play(stage, { ...scenario, order: { ...scenario.order, lines } }, orderId);
    played.set(orderId, one);

    const { outcome, notUndone } = one.ending;
    expect({ outcome, notUndone, ...one.books }).toMatchObject(scenario.ends[stage.style]);
  });

  test('answers a repeated request with the first saga, and refuses its key to another payload', () => {
    const words = (name: string) => played.get(`${prefix}${name}`)?.answers.map((answer) => answer.word);
    const [first, second] = played.get(`${prefix}sent-twice`)?.answers ?? [];

    expect(words('sent-twice')).toEqual(['accepted', 'replayed']);
    expect(second?.executionArn).toBe(first?.executionArn);
    expect(words('key-reused')).toEqual(['accepted', 'KeyReused']);
  });

  test('leaves money and stock that add up, but for what a saga says it could not undo', async () => {
    const books = await closeBooks(stage.documents, stage.tables, stock, prefix);

    expect(discrepancies(books, new Set([`${prefix}refund-failed`]))).toEqual([]);
    expect(books.chargedWithoutOrder).toEqual([{ orderId: `${prefix}refund-failed`, amount: 48_000 }]);
    expect(books.stock).toHaveLength(Object.keys(stock).length);
  });

  test('writes one confirmation and one sale for each completed order, and none for another', async () => {
    const completed = SCENARIOS.filter(({ ends }) => ends[stage.style].outcome === 'COMPLETED');
    const books = completed.reduce(
      (sum, { order }) =>
        sum + order.lines.filter(({ sku }) => sku === 'book').reduce((n, line) => n + line.quantity, 0),
      0,
    );

    await local.idle();
    const { mails, sales } = await reactionsOf(stage.documents, stage.tables, prefix);

    expect(mails).toBe(completed.length);
    expect(sales.filter(({ sku }) => sku === `${prefix}book`).reduce((sum, one) => sum + one.quantity, 0)).toBe(books);
  });
});

describe('a conducted order', () => {
  const storyOf = (name: string) => {
    const story = played.get(`${prefixOf('conducted')}${name}`)?.ending.story;
    return story?.kind === 'orchestrated' ? story : undefined;
  };

  test('bills one transition a step on the happy path', () => {
    expect(storyOf('completed')?.transitions).toBe(4);
  });

  test('is undone in reverse, the step of unknown outcome included', () => {
    const undone = (name: string) => storyOf(name)?.backward.map((run) => run.function);

    expect(undone('declined')).toEqual(['CancelOrder']);
    expect(undone('out-of-stock')).toEqual(['RefundPayment', 'CancelOrder']);
    expect(undone('reply-lost')).toEqual(['RefundPayment', 'CancelOrder']);
    expect(undone('refund-failed')).toEqual(['RefundPayment', 'CancelOrder']);
  });
});

describe('both styles', () => {
  const sameEnds = SCENARIOS.filter(({ ends }) => ends.orchestrated === ends.choreographed);

  test('differ in their ends only where a conductor gives up on a reply that nobody else waits for', () => {
    const others = SCENARIOS.filter((scenario) => !sameEnds.includes(scenario)).map(({ name }) => name);

    expect(others).toEqual(['reply-lost', 'late-charge']);
  });

  test.each(sameEnds)('leave the same business rows: $name', async ({ name }) => {
    const conducted = await businessRows(stack, prefixOf('conducted'), name);
    const choreographed = await businessRows(choreography, prefixOf('choreographed'), name);

    expect(choreographed).toEqual(conducted);
    expect(conducted.length).toBeGreaterThan(0);
  });
});

/** The rows of an order, its payment and its reservation, without what tells one stage and one moment from another. */
async function businessRows(stackOf: string, prefix: string, name: string) {
  const { OrdersTableName = '', PaymentsTableName = '', InventoryTableName = '' } = local.outputs[stackOf] ?? {};
  const rows = [];
  for (const table of [OrdersTableName, PaymentsTableName, InventoryTableName])
    rows.push(...(await local.items(table)));
  const ours = rows.filter(({ pk }) =>
    [
      `order#${prefix}${name}`,
      `payment#${prefix}${name}.ProcessPayment`,
      `reservation#${prefix}${name}.ReserveInventory`,
    ].includes(String(pk)),
  );
  return ours
    .filter(({ kind }) => kind !== 'outbox')
    .map((row) => {
      const timeless = Object.entries(row).filter(([field]) => !field.endsWith('At'));
      return JSON.parse(JSON.stringify(Object.fromEntries(timeless.sort())).replaceAll(prefix, '')) as { pk: string };
    })
    .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}
