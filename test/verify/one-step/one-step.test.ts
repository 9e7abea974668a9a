import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshAssembly } from '../../../demo/assembly';
import { projectRoot } from '../../../lib/constructs/project-root';
import { effectsOf } from '../../../verify/laws';
import { stepSpaces, stepsToSearch } from '../../../verify/one-step/one-step';
import { plantingPlugins } from '../../../verify/planted/plant';
import type { PlantedBug } from '../../../verify/planted/planted-bug';
import { prepare } from '../../../verify/prepared';
import { scenarioNamed } from '../../../verify/scenarios';
import type { Searched } from '../../../verify/search';

jest.setTimeout(60_000);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'one-step-'));
  freshAssembly(join(folder, 'cdk.out'), 'dev');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface StepSearched extends Searched {
  readonly name: string;
  readonly statuses: readonly string[];
}

async function searched(scenario: string, bug?: PlantedBug): Promise<readonly StepSearched[]> {
  const prepared = prepare(join(folder, 'cdk.out'), projectRoot(), bug === undefined ? [] : plantingPlugins(bug));
  const found: StepSearched[] = [];
  for await (const space of stepSpaces(prepared, [scenarioNamed(scenario)], effectsOf)) {
    const one = await space.search();
    found.push({ ...one, name: space.name, statuses: space.statuses() });
  }
  return found;
}

const brokenLaws = (found: readonly StepSearched[]): readonly string[] => [
  ...new Set(
    found.flatMap(({ broken }) => broken.flatMap(({ sentences }) => sentences.map((text) => text.slice(0, 2)))),
  ),
];

test('searches every step where nothing is refused, and else the one that refuses', () => {
  const names = (scenario: string) => stepsToSearch(scenarioNamed(scenario)).map(({ name }) => name);

  expect(names('order/completed')).toEqual(['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder']);
  expect(names('order/declined')).toEqual(['ProcessPayment']);
  expect(names('order/sent-twice')).toEqual([]);
  expect(names('order-events/completed')).toEqual([]);
});

test('finds no order of calls that breaks a law of a step, and has met every fence', async () => {
  const found = await searched('order/completed');

  expect(brokenLaws(found)).toEqual([]);
  expect(found.map(({ name, isComplete }) => [name, isComplete])).toContainEqual(['order/completed CreateOrder', true]);
  expect(found[1]).toMatchObject({ statuses: ['APPLIED', 'COMPENSATED', 'TOMBSTONE'] });
  // Three actions of one request each, and two undoings of up to three.
  expect(found[1]?.orders).toBeGreaterThan(1_000);
});

test('finds that a refusal is recorded or buried, and that two sagas never hold one piece', async () => {
  const refused = await searched('order/out-of-stock');
  const raced = await searched('order/last-piece');

  expect(brokenLaws([...refused, ...raced])).toEqual([]);
  expect(refused.map(({ statuses }) => statuses)).toEqual([['REJECTED', 'TOMBSTONE']]);
  expect(raced.at(-1)?.statuses).toEqual(['APPLIED', 'COMPENSATED', 'REJECTED', 'TOMBSTONE']);
});

const inFunctions = { at: 'functions', subject: 'order', scenarios: [], foundBy: '' } as const;

test.each<PlantedBug & { readonly laws: readonly string[] }>([
  {
    ...inFunctions,
    name: 'an action does not ask whether there is a fence',
    file: 'lib/aws/transaction-items.ts',
    find: `          Item: { pk: key.pk, sk: key.sk, ...encodeFence(change.fence) },
          ConditionExpression: keyIsFree,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',`,
    replace: '          Item: { pk: key.pk, sk: key.sk, ...encodeFence(change.fence) },',
    laws: ['S1', 'S2'],
  },
  {
    ...inFunctions,
    name: 'a fence is kept apart from its effect',
    file: 'lib/aws/transaction-items.ts',
    find: '...writes.map((write) => writeItem(table, write)),',
    replace: "...(fence.kind === 'compensate' ? [] : writes).map((write) => writeItem(table, write)),",
    laws: ['S3'],
  },
  {
    ...inFunctions,
    name: 'a repetition is answered with nothing',
    file: 'lib/saga/participant.ts',
    find: `  return fence.status === 'APPLIED'
    ? { kind: 'succeeded', result: fence.result }`,
    replace: `  return fence.status === 'APPLIED'
    ? { kind: 'succeeded', result: null }`,
    laws: ['S4'],
  },
  {
    ...inFunctions,
    name: 'an undoing that finds nothing says that it undid something',
    file: 'lib/saga/participant.ts',
    find: `    case 'TOMBSTONE':
      return { outcome: 'nothingToUndo' };`,
    replace: `    case 'TOMBSTONE':
      return { outcome: 'undone' };`,
    laws: ['S5'],
  },
])('$name: is found', async ({ laws, ...bug }) => {
  const found = await searched('order/completed', bug);

  expect(brokenLaws(found)).toEqual(expect.arrayContaining([...laws]));
});
