import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshAssembly } from '../../../demo/assembly';
import { projectRoot } from '../../../lib/constructs/project-root';
import { eventOrderSpaces, isOrdered } from '../../../verify/event-orders/event-orders';
import { effectsOf, reactionsOf } from '../../../verify/laws';
import { pluginOf } from '../../../verify/planted/plant';
import type { SourceChange } from '../../../verify/planted/planted-bug';
import { prepare } from '../../../verify/prepared';
import type { Scenario } from '../../../verify/scenario';
import { SCENARIOS, scenarioNamed } from '../../../verify/scenarios';
import type { Searched } from '../../../verify/search';

jest.setTimeout(60_000);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'event-orders-'));
  freshAssembly(join(folder, 'cdk.out'), 'dev');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function searched(scenario: string, bug?: SourceChange): Promise<Searched> {
  const prepared = prepare(join(folder, 'cdk.out'), projectRoot(), bug === undefined ? [] : [pluginOf(bug)]);
  for await (const space of eventOrderSpaces(prepared, [scenarioNamed(scenario)], made)) return await space.search();
  throw new Error(`'${scenario}' was not searched`);
}

const made = (scenario: Scenario) => ({ effects: effectsOf(scenario), reactions: reactionsOf(scenario) });

const sentencesOf = ({ broken }: Searched): string => broken.flatMap(({ sentences }) => sentences).join('\n');

test('searches choreographed scenarios of one request', () => {
  expect(SCENARIOS.filter(isOrdered).map(({ name }) => name)).toEqual([
    'order-events/completed',
    'order-events/declined',
    'order-events/out-of-stock',
  ]);
});

test('an order has one end, in whatever order its events are heard, and heard again', async () => {
  const declined = await searched('order-events/declined');
  const undone = await searched('order-events/out-of-stock');

  expect([declined, undone].map(sentencesOf)).toEqual(['', '']);
  expect([declined, undone].map(({ isComplete }) => isComplete)).toEqual([true, true]);
  expect(declined.orders).toBe(280);
  expect(undone.orders).toBeGreaterThan(1_000_000);
});

test('finds a reaction that keeps no record of its event', async () => {
  const found = await searched('order-events/completed', {
    name: 'a reaction keeps no record of its event',
    file: 'lib/aws/dynamodb-reaction-store.ts',
    find: 'const record = { TableName: tableName, Item: encodeProcessed(message), ConditionExpression: keyIsFree };',
    replace: 'const record = { TableName: tableName, Item: encodeProcessed(message) };\n      void keyIsFree;',
  });

  expect(sentencesOf(found)).toContain('E3 reactions once: sales come to 4, not 2');
});

test('finds a fence that lets an action be done again, and an order that is not ended', async () => {
  const again = await searched('order-events/out-of-stock', {
    name: 'an undoing changes no row but the fence',
    file: 'lib/aws/transaction-items.ts',
    find: '...writes.map((write) => writeItem(table, write)),',
    replace: "...(fence.kind === 'compensate' ? [] : writes).map((write) => writeItem(table, write)),",
  });
  const untold = await searched('order-events/declined', {
    name: 'the ledger hears of no cancellation',
    file: 'lib/saga/ledger.ts',
    find: "return ended(record, 'COMPENSATED', at);",
    replace: 'return record;',
  });

  expect(sentencesOf(again)).toContain('E1 one end: ProcessPayment has made');
  expect(sentencesOf(untold)).toContain('E2 ledger: the saga is');
});
