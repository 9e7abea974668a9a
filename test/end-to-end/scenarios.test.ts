/** Every order of the demo, through the synthesized template and the deployed handlers, directly and over HTTP. */
import { startOrderApp } from '../../demo/local-app';
import { closeBooks, discrepancies } from '../../demo/books';
import { type Played, play, type Stage, stockShelves } from '../../demo/run';
import { OPENING_STOCK, SCENARIOS } from '../../demo/scenarios';
import { endpointStage, localStage } from '../../demo/stages';
import type { Local } from '../../local/start';

const played = new Map<string, Played>();
let local: Local;
let stack: string;

beforeAll(async () => {
  ({ local, stack } = await startOrderApp('dev', { clock: 'virtual', port: 0, seed: 1 }));
}, 60_000);
afterAll(() => local.stop());

describe.each([
  ['directly', () => localStage(local, stack), 'd-'],
  ['over HTTP', () => endpointStage(local.endpoint ?? '', local.outputs[stack] ?? {}, { clock: 'virtual' }), 'h-'],
] as const)('%s', (_way, stageOf, prefix) => {
  let stage: Stage;
  const stock = Object.fromEntries(Object.entries(OPENING_STOCK).map(([sku, count]) => [`${prefix}${sku}`, count]));

  beforeAll(async () => {
    stage = stageOf();
    await stockShelves(stage, stock);
  });

  test.each(SCENARIOS)('$name ends as it must: $title', async (scenario) => {
    const lines = scenario.order.lines.map((line) => ({ ...line, sku: `${prefix}${line.sku}` }));
    const orderId = `${prefix}${scenario.name}`;

    const one = await play(stage, { ...scenario, order: { ...scenario.order, lines } }, orderId);
    played.set(orderId, one);

    expect({ error: one.error, notUndone: one.notUndone, ...one.books }).toMatchObject(scenario.end);
  });

  test('bills one transition a step on the happy path', () => {
    expect(played.get(`${prefix}completed`)?.story.transitions).toBe(4);
  });

  test('undoes in reverse, the step of unknown outcome included', () => {
    const undone = (name: string) => played.get(`${prefix}${name}`)?.story.backward.map((run) => run.function);

    expect(undone('declined')).toEqual(['CancelOrder']);
    expect(undone('out-of-stock')).toEqual(['RefundPayment', 'CancelOrder']);
    expect(undone('reply-lost')).toEqual(['RefundPayment', 'CancelOrder']);
    expect(undone('refund-failed')).toEqual(['RefundPayment', 'CancelOrder']);
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
});
