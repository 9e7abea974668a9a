import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshAssembly } from '../../../demo/assembly';
import { projectRoot } from '../../../lib/constructs/project-root';
import { batchSpaces } from '../../../verify/batches/batches';
import { effectsOf } from '../../../verify/laws';
import { pluginOf } from '../../../verify/planted/plant';
import type { SourceChange } from '../../../verify/planted/planted-bug';
import { prepare } from '../../../verify/prepared';
import { SCENARIOS, scenarioNamed } from '../../../verify/scenarios';
import type { NamedSpace, Searched } from '../../../verify/search';

jest.setTimeout(60_000);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'batches-'));
  freshAssembly(join(folder, 'cdk.out'), 'dev');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function spaces(scenarios: readonly string[], flaw?: SourceChange): AsyncIterable<NamedSpace> {
  const prepared = prepare(join(folder, 'cdk.out'), projectRoot(), flaw === undefined ? [] : [pluginOf(flaw)]);
  return batchSpaces(
    prepared,
    scenarios.map((name) => scenarioNamed(name)),
    effectsOf,
  );
}

async function searched(scenario: string, space: string, flaw?: SourceChange): Promise<Searched> {
  for await (const one of spaces([scenario], flaw)) {
    if (one.name === `${scenario} ${space}`) return await one.search();
  }
  throw new Error(`'${scenario} ${space}' is not searched`);
}

const sentencesOf = ({ broken }: Searched): string => broken.flatMap(({ sentences }) => sentences).join('\n');

test('searches every relay in both styles, one of each with an event that nobody can read, and every queue', async () => {
  const orders = SCENARIOS.filter(({ subject }) => subject.definition.name === 'PlaceOrder').map(({ name }) => name);

  const names: string[] = [];
  for await (const { name } of spaces(orders)) names.push(name);

  expect(names).toEqual([
    'order/completed OrdersOutboxRelayOutbox',
    'order/completed OrdersOutboxRelayOutbox one event unreadable',
    'order/completed PaymentsOutboxRelayOutbox',
    'order/completed InventoryOutboxRelayOutbox',
    'order-events/completed OrdersGiveUp for OrdersCompleteOrder',
    'order-events/completed PaymentsGiveUp for PaymentsProcessPayment',
    'order-events/completed InventoryGiveUp for InventoryReserveInventory',
    'order-events/declined OrdersGiveUp for OrdersCancelOrder',
    'order-events/out-of-stock OrdersOutboxRelayOutbox',
    'order-events/out-of-stock OrdersOutboxRelayOutbox one event unreadable',
    'order-events/out-of-stock PaymentsOutboxRelayOutbox',
    'order-events/out-of-stock InventoryOutboxRelayOutbox',
    'order-events/out-of-stock PaymentsGiveUp for PaymentsRefundPayment',
  ]);
});

test.each([
  ['order/completed', 'PaymentsOutboxRelayOutbox'],
  ['order-events/out-of-stock', 'OrdersOutboxRelayOutbox'],
  ['order-events/out-of-stock', 'OrdersOutboxRelayOutbox one event unreadable'],
  ['order-events/out-of-stock', 'PaymentsGiveUp for PaymentsRefundPayment'],
])('whatever becomes of its batches, no law is broken: %s %s', async (scenario, space) => {
  const found = await searched(scenario, space);

  expect(sentencesOf(found)).toBe('');
  expect(found.isComplete).toBe(true);
  expect(found.states).toBeGreaterThan(2_000);
});

test.each<SourceChange & { readonly space: string; readonly says: string }>([
  {
    name: 'an event is marked sent before the bus has it',
    file: 'lib/saga/relay.ts',
    find: 'batch.flatMap(([{ record }], index) => (refusals[index] === undefined ? [record] : []));',
    replace: 'batch.map(([{ record }]) => record);',
    space: 'order/completed PaymentsOutboxRelayOutbox',
    says: 'B1 outbox: ',
  },
  {
    name: 'the next event goes although the one before was refused',
    file: 'lib/saga/relay.ts',
    find: '      else if (isQueue(rest)) goingOn.push(rest);',
    replace: '      if (isQueue(rest)) goingOn.push(rest);',
    space: 'order/completed PaymentsOutboxRelayOutbox',
    says: 'B2 order: ',
  },
  {
    name: 'the relay answers the highest number that failed',
    file: 'lib/aws/outbox-stream-handler.ts',
    find: 'const lowest = read.find(',
    replace: 'const lowest = read.findLast(',
    space: 'order/completed PaymentsOutboxRelayOutbox',
    says: 'B2 order: ',
  },
  {
    name: 'the sweeper takes nothing',
    file: 'lib/aws/outbox-sweeper.ts',
    find: 'runs.push(await relay(read.records, at,',
    replace: 'runs.push(await relay(read.records.slice(0, 0), at,',
    space: 'order/completed PaymentsOutboxRelayOutbox',
    says: 'B3 nothing lost: ',
  },
  {
    name: 'messages that failed are not named in the answer',
    file: 'lib/aws/give-up-handler.ts',
    find: '.catch(() => batchItemFailures.push({ itemIdentifier: messageId }));',
    replace: '.catch(() => messageId);',
    space: 'order-events/completed PaymentsGiveUp for PaymentsProcessPayment',
    says: 'B3 nothing lost: ',
  },
  {
    name: 'an undoing writes down that nothing was ever done',
    file: 'lib/aws/transaction-items.ts',
    find: "':compensated': 'COMPENSATED', ':applied': 'APPLIED',",
    replace: "':compensated': 'TOMBSTONE', ':applied': 'APPLIED',",
    space: 'order-events/out-of-stock PaymentsGiveUp for PaymentsRefundPayment',
    says: 'B4 fence monotone: ',
  },
  {
    name: 'a fence is kept apart from its effect',
    file: 'lib/aws/transaction-items.ts',
    find: '...writes.map((write) => writeItem(table, write)),',
    replace: "...(fence.kind === 'compensate' ? [] : writes).map((write) => writeItem(table, write)),",
    space: 'order-events/out-of-stock PaymentsGiveUp for PaymentsRefundPayment',
    says: 'B5 effect once: ',
  },
])('$name: is found', async ({ space, says, ...flaw }) => {
  const [scenario = '', ...rest] = space.split(' ');

  const found = await searched(scenario, rest.join(' '), flaw);

  expect(sentencesOf(found)).toContain(says);
});
