import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshAssembly } from '../../demo/assembly';
import { projectRoot } from '../../lib/constructs/project-root';
import { pluginOf } from '../../verify/planted/plant';
import type { SourceChange } from '../../verify/planted/planted-bug';
import { type Prepared, prepare } from '../../verify/prepared';
import { SCENARIOS, scenarioNamed } from '../../verify/scenarios';
import { SEARCH_SETS, type SetSearched, searchSet, tellWay, walkAgain } from '../../verify/searches';
import { replayedFrom, wayFrom, wayTokenOf } from '../../verify/token';

jest.setTimeout(60_000);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'searches-'));
  freshAssembly(join(folder, 'cdk.out'), 'dev');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const prepared = (flaw?: SourceChange): Prepared =>
  prepare(join(folder, 'cdk.out'), projectRoot(), flaw === undefined ? [] : [pluginOf(flaw)]);

async function searched(set: string, scenario: string, flaw: SourceChange): Promise<SetSearched> {
  const found = SEARCH_SETS.find(({ name }) => name === set);
  if (found === undefined) throw new Error(`there is no set '${set}'`);
  return searchSet(found, prepared(flaw), [scenarioNamed(scenario)]);
}

const unfenced: SourceChange = {
  name: 'a fence is kept apart from its effect',
  file: 'lib/aws/transaction-items.ts',
  find: '...writes.map((write) => writeItem(table, write)),',
  replace: "...(fence.kind === 'compensate' ? [] : writes).map((write) => writeItem(table, write)),",
};

const overtaking: SourceChange = {
  name: 'the next event goes although the one before was refused',
  file: 'lib/saga/relay.ts',
  find: '      else if (isQueue(rest)) goingOn.push(rest);',
  replace: '      if (isQueue(rest)) goingOn.push(rest);',
};

test.each([
  ['one-step interleavings', 'order/completed', unfenced],
  ['event orders', 'order-events/out-of-stock', unfenced],
  ['poller batches', 'order/completed', overtaking],
])('a violation of %s is told, and the word it is told with plays it again', async (set, scenario, flaw) => {
  const { broken } = await searched(set, scenario, flaw);

  const [first] = broken;
  const way = wayFrom(first?.replay ?? '');
  if (way === undefined) throw new Error('no word was told');
  const again = await walkAgain(prepared(flaw), SCENARIOS, way);
  expect(first?.story.length).toBeGreaterThan(0);
  expect(again.sentences).toEqual(first?.sentences);
  expect(again.story).toEqual(first?.story);
});

test('the word finds nothing where the flaw is gone', async () => {
  const { broken } = await searched('one-step interleavings', 'order/completed', unfenced);

  const ways = broken.flatMap(({ replay }) => wayFrom(replay) ?? []);
  expect(ways.length).toBeGreaterThan(0);
  for (const way of ways) expect(await walkAgain(prepared(), SCENARIOS, way)).toMatchObject({ sentences: [] });
});

test('the story tells what was asked and what came of it, and then what is broken', async () => {
  const { broken } = await searched('one-step interleavings', 'order/completed', unfenced);

  const told = broken.map(tellWay).find((lines) => lines.some((line) => line.includes('ProcessPayment')));
  expect(told?.[0]).toMatch(/^ {4}1 {2}\S+.*: TransactWriteItems is carried out; it answers \{/);
  expect(told?.at(-1)).toMatch(/^S\d /);
});

test('a word of a way is none of a run, and one of a search that is no more is refused', async () => {
  const word = wayTokenOf({ set: 'event orders', search: 'order/none', path: [] });

  expect(wayFrom(word)).toEqual({ set: 'event orders', search: 'order/none', path: [] });
  expect(() => replayedFrom(word)).toThrow('that is no word for a run');
  expect(wayFrom('hello')).toBeUndefined();
  await expect(
    walkAgain(prepared(), SCENARIOS, { set: 'event orders', search: 'order/none', path: [] }),
  ).rejects.toThrow("'event orders' searches no 'order/none'");
});
