import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { bookTrip } from '../../../examples/trip/book-trip';
import { tripLaws } from '../../../examples/trip/verified/laws';
import { generateStateMachine } from '../../../lib/asl/generate';
import { generateRecoveryMachine } from '../../../lib/asl/recovery';
import { placeOrder } from '../../../lib/order/place-order';
import type { SagaDefinition } from '../../../lib/saga/definition';
import type { Stack } from '../../../local/template/template';
import { sagaLaws } from '../../../verify/invariants/laws';
import { orderLaws } from '../../../verify/order/laws';
import { plantedBugs } from '../../../verify/planted/all';
import {
  BugNotPlantable,
  planted,
  plantedAssembly,
  plantedStack,
  plantingPlugins,
} from '../../../verify/planted/plant';
import type { PlantedBug } from '../../../verify/planted/planted-bug';

test('there are thirty and more, each with a name of its own', () => {
  const names = new Set(plantedBugs.map(({ name }) => name));

  expect(names.size).toBe(plantedBugs.length);
  expect(plantedBugs.length).toBeGreaterThanOrEqual(30);
});

test.each(plantedBugs)('$name: can be planted, and a law is there to find it', (bug) => {
  const source = planted(bug);

  expect(() => transformSync(source, { loader: 'ts' })).not.toThrow();
  expect([...sagaLaws, ...orderLaws, ...tripLaws].map(({ name }) => name)).toContain(bug.foundBy);
});

test('a bug whose source has changed cannot be planted', () => {
  const [bug] = plantedBugs;
  if (bug === undefined) throw new Error('there is no bug');

  expect(() => planted({ ...bug, find: 'no such line' })).toThrow(BugNotPlantable);
  expect(() => planted({ ...bug, find: 'const' })).toThrow(/times; it must be once/);
});

function aStack(definition: SagaDefinition): Stack {
  const machine = (generated: object) => ({
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { DefinitionString: JSON.stringify(generated), RoleArn: 'role' },
  });
  const Resources = {
    Conductor: machine(generateStateMachine(definition)),
    Recovery: machine(generateRecoveryMachine(definition)),
  };
  return { name: 'Order', folder: '.', parameters: {}, template: { Resources } };
}

test('each law of the model, of messages and of recoveries has a bug that it finds', () => {
  const found = new Set(plantedBugs.map(({ foundBy }) => foundBy));

  for (const law of ['I13 history', 'I14 stream is state', 'I16 message balance', 'I21 recovery idempotent']) {
    expect(found).toContain(law);
  }
});

test('a bug of the templates is in them, and in nothing that runs', async () => {
  const bug = plantedBugs.find(({ at }) => at === 'templates');
  if (bug === undefined) throw new Error('there is no such bug');
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  const whereFailuresGo = (assembly: string) =>
    readFileSync(join(assembly, 'Backstep-Order-dev.template.json'), 'utf8').split('"OnFailure"').length;

  try {
    const bent = whereFailuresGo(await plantedAssembly(bug, join(folder, 'bent')));
    const sound = whereFailuresGo(await plantedAssembly({ ...bug, replace: bug.find }, join(folder, 'sound')));

    expect(bent).toBeLessThan(sound);
    expect(plantingPlugins(bug)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

const inMachines = plantedBugs.filter(({ at }) => at === 'machines');
const definitionOf = ({ subject }: PlantedBug): SagaDefinition => (subject === 'trip' ? bookTrip : placeOrder);

test.each(inMachines)('$name: changes a machine and no function', async (bug) => {
  const stack = aStack(definitionOf(bug));

  const bent = await plantedStack(bug, stack, definitionOf(bug));

  expect(plantingPlugins(bug)).toEqual([]);
  expect(JSON.stringify(bent) === JSON.stringify(stack)).toBe(false);
});

test('a bug of the functions leaves the machines as they are', async () => {
  const bug = plantedBugs.find(({ at }) => at === 'functions');
  if (bug === undefined) throw new Error('there is no such bug');
  const stack = aStack(placeOrder);

  expect(await plantedStack(bug, stack, placeOrder)).toBe(stack);
  expect(plantingPlugins(bug)).toHaveLength(1);
});
