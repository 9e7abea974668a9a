import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshAssembly } from '../../../demo/assembly';
import { projectRoot } from '../../../lib/constructs/project-root';
import { sagaLaws } from '../../../verify/invariants/laws';
import { orderLaws } from '../../../verify/order/laws';
import { plantedBugs } from '../../../verify/planted/all';
import { type Ground, hunt } from '../../../verify/planted/hunt';
import type { PlantedBug } from '../../../verify/planted/planted-bug';
import { SCENARIOS } from '../../../verify/scenarios';

const PATIENCE_MILLIS = 120_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'planted-'));
  freshAssembly(join(folder, 'cdk.out'), 'dev');
}, PATIENCE_MILLIS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ground = (): Ground => ({
  assemblies: { order: join(folder, 'cdk.out') },
  projectRoot: projectRoot(),
  scenarios: SCENARIOS,
  laws: { order: [...sagaLaws, ...orderLaws] },
});

function bugNamed(name: string): PlantedBug {
  const bug = plantedBugs.find((one) => one.name === name);
  if (bug === undefined) throw new Error(`no bug is named '${name}'`);
  return bug;
}

/** One of each kind that shows in a run without faults, and one that needs a fault. `bin/planted.ts` hunts them all. */
test.each([
  'money is counted in fractions',
  'a fence is kept apart from its effect',
  'a key is accepted again with another payload',
  'a refusal is tried again',
  'a compensation that comes first leaves no tombstone',
  'a history has a number twice',
  'a stream does not tell what an item was before',
])(
  'finds the planted bug: %s',
  async (name) => {
    const bug = bugNamed(name);

    expect(await hunt(bug, ground())).toMatchObject({ kind: 'found' });
  },
  PATIENCE_MILLIS,
);

test(
  'finds nothing where what is planted changes nothing',
  async () => {
    const bug: PlantedBug = {
      ...bugNamed('money is counted in fractions'),
      find: 'const amount = results.CreateOrder.total;',
      replace: 'const amount = results.CreateOrder.total / 1;',
    };
    const laws = { order: [...sagaLaws, ...orderLaws] };

    const found = await hunt(bug, { ...ground(), laws, scenarios: SCENARIOS, maxRuns: 3 });

    expect(found).toEqual({ kind: 'missed', runs: 6, others: {} });
  },
  PATIENCE_MILLIS,
);
