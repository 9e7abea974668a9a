/** When the page is told, and how much (V1 to V4), with the time between messages in the test's hands. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveUpdate } from '../../../console/api';
import { Breakage } from '../../../console/server/breakage';
import { Lanes } from '../../../console/server/lanes';
import { Live, type Watched } from '../../../console/server/live';
import { MatrixRuns } from '../../../console/server/matrix-runs';
import { Places } from '../../../console/server/places';
import type { Room } from '../../../console/server/room';
import { SagaIndex } from '../../../console/server/saga-index';
import { Tally } from '../../../console/server/tally';
import { type Local, startLocal } from '../../../local/start';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine';
const NOTHING: Watched = { execution: undefined, saga: undefined };

let folder: string;
let local: Local;
let live: Live;
/** What is due, and after how long. */
let due: { readonly run: () => void; readonly millis: number }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'live-'));
  const template = join(folder, 'template.json');
  const DefinitionString = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } });
  const Properties = { StateMachineName: 'Machine', RoleArn: 'arn:aws:iam::000000000000:role/r', DefinitionString };
  writeFileSync(
    template,
    JSON.stringify({ Resources: { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties } } }),
  );
  local = await startLocal({ template, clock: 'virtual' });
  const places = new Places(local.world.resources, [], local.outputs);
  const room: Room = {
    local,
    places,
    stacks: [],
    samples: [],
    sagas: new SagaIndex(local, []),
    tally: new Tally(local.world.services.stepfunctions),
    lanes: new Lanes(local, places, []),
    breakage: new Breakage(local, places),
    matrix: new MatrixRuns(undefined),
  };
  due = [];
  live = new Live(room, 'this start', (run, millis) => {
    const entry = { run, millis };
    due.push(entry);
    return () => {
      due = due.filter((each) => each !== entry);
    };
  });
});
afterEach(async () => {
  await local.stop();
  rmSync(folder, { recursive: true });
});

const run = async (count: number, prefix = 'e') => {
  for (let n = 0; n < count; n++) await local.settled(await local.start(ARN, {}, `${prefix}-${n}`));
};

/** Takes messages while it can. */
function aReader(watched = NOTHING) {
  const updates: LiveUpdate[] = [];
  const reader = { updates, isFull: false };
  const stop = live.open((text) => {
    if (reader.isFull) return 'full';
    updates.push(JSON.parse(text.split('data: ')[1] ?? '') as LiveUpdate);
    return 'sent';
  }, watched);
  const fill = (isFull: boolean) => {
    reader.isFull = isFull;
  };
  return { updates, stop, fill };
}

const pass = () => {
  for (const { run: fire } of due.splice(0)) fire();
};

test('V1: sends one message for all that came about, no sooner than a twentieth of a second after the last', async () => {
  const { updates } = aReader();

  await run(10);
  expect([due.map(({ millis }) => millis), updates.length]).toEqual([[50], 1]);
  pass();
  pass();

  expect(updates).toHaveLength(2);
  expect(updates[1]?.executions.map(({ status }) => status)).toEqual(Array(10).fill('SUCCEEDED'));
});

test('V2: holds 200 executions, and says when there were more', async () => {
  const { updates } = aReader();

  await run(200);
  pass();
  await run(201, 'more');
  pass();

  expect(updates.map(({ executions, overflow }) => [executions.length, overflow])).toEqual([
    [0, false],
    [200, false],
    [200, true],
  ]);
});

test('V3: sends a page nothing that does not keep up, and tells it afterwards that it missed something', async () => {
  const { updates, fill } = aReader({ ...NOTHING, execution: `${ARN.replace('stateMachine', 'execution')}:e-0` });
  fill(true);
  await run(1);
  pass();
  fill(false);
  await run(1, 'next');
  pass();
  await run(1, 'last');
  pass();

  expect(updates.map(({ overflow, history }) => [overflow, history.length])).toEqual([
    [false, 0],
    [true, 0],
    [false, 0],
  ]);
});

test('V4: gathers nothing once nobody listens', async () => {
  const { updates, stop } = aReader();
  await run(1);
  stop();
  expect(due).toEqual([]);

  await run(1, 'unheard');
  const late = aReader();

  expect(due).toEqual([]);
  expect([updates.length, late.updates.map(({ executions }) => executions.length)]).toEqual([1, [0]]);
});
