/** Lists over 100,000 executions: how much is read for a page does not depend on how many there are. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionCounts, ExecutionPage } from '../../../console/api';
import { createConsole } from '../../../console/server/console';
import { epochMillis } from '../../../lib/units';
import { type Local, startLocal } from '../../../local/start';
import { type ExecutionRecord, executionKey, startedKey } from '../../../local/stepfunctions/records';
import { PageClient } from './page-client';

const COUNT = 100_000;
const MACHINES = ['First', 'Second'] as const;
const START = Date.UTC(2026, 0, 1);
/** One in so many failed. */
const FAILED = 1_000;

let folder: string;
let local: Local;
let page: PageClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'many-'));
  const template = join(folder, 'template.json');
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } });
  const machines = MACHINES.map((name) => [
    name,
    {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { StateMachineName: name, RoleArn: 'arn:aws:iam::000000000000:role/r', DefinitionString: definition },
    },
  ]);
  writeFileSync(template, JSON.stringify({ Resources: Object.fromEntries(machines) }));
  local = await startLocal({ template, clock: 'virtual', port: 0 });
  await fill(local);
  local.world.serve(
    createConsole({ local, stacks: [], samples: [], token: 'token', assets: { find: () => undefined } }),
  );
  page = await new PageClient(local.endpoint).open();
}, 60_000);
afterAll(async () => {
  await local.stop();
  rmSync(folder, { recursive: true });
});

/** As many as are asked for, one a millisecond and two at each, one of each machine. */
async function fill({ world }: Local): Promise<void> {
  const changes = Array.from({ length: COUNT }, (_, n) => {
    const record = recordOf(n);
    const { startDate, status, name, executionArn } = record;
    const machine = MACHINES[n % 2] ?? 'First';
    return [
      { kind: 'put', key: executionKey({ machine, name }), value: record },
      { kind: 'put', key: startedKey(machine, status, startDate, name), value: executionArn },
    ] as const;
  });
  await world.store.commit(changes.flat());
}

const nameOf = (n: number): string => `order-${String(Math.floor(n / 2)).padStart(6, '0')}`;

function recordOf(n: number): ExecutionRecord {
  const machine = MACHINES[n % 2];
  const [name, startDate] = [nameOf(n), epochMillis(START + Math.floor(n / 2))];
  const isFailed = n % FAILED === 0;
  return {
    executionArn: `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`,
    stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`,
    name,
    type: 'STANDARD',
    revisionId: '',
    status: isFailed ? 'FAILED' : 'SUCCEEDED',
    startDate,
    stopDate: epochMillis(startDate + 5),
    input: '{}',
    output: isFailed ? null : '{}',
    error: isFailed ? 'Broken' : null,
    cause: null,
    redrive: null,
  };
}

const list = (query: { readonly [name: string]: string }) =>
  page.get<ExecutionPage>(`executions?${new URLSearchParams(query)}`);

test('the first page is the newest of all machines, and reads no more than it shows', async () => {
  const { executions, looked } = await list({ limit: '50' });

  expect(executions.slice(0, 4).map(({ name, machine }) => [machine, name])).toEqual([
    ['Second', nameOf(COUNT - 1)],
    ['First', nameOf(COUNT - 2)],
    ['Second', nameOf(COUNT - 3)],
    ['First', nameOf(COUNT - 4)],
  ]);
  expect([executions.length, looked]).toEqual([50, 50]);
});

test('pages follow each other without a gap or a repetition, also between two of the same name and time', async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  // An odd limit, so that pages end between the two machines' executions of one name.
  for (let at = 0; at < 9; at++) {
    const found: ExecutionPage = await list({ limit: '7', ...(cursor === null ? {} : { cursor }) });
    seen.push(...found.executions.map(({ arn }) => arn));
    cursor = found.cursor;
  }

  expect(seen).toEqual(Array.from({ length: 63 }, (_, n) => recordOf(COUNT - 1 - n).executionArn));
});

test('a page of the oldest is read as the newest are', async () => {
  const failed = await list({ status: 'FAILED', limit: '100' });

  expect(failed.executions.at(-1)?.name).toBe(nameOf(0));
  expect([failed.executions.length, failed.looked, failed.cursor]).toEqual([100, 100, null]);
});

test('a name, or how it begins, is found wherever it is', async () => {
  const whole = await list({ search: 'order-000007' });
  const begun = await list({ search: 'order-00001', limit: '5' });

  expect(whole.executions.map(({ arn }) => arn)).toEqual([recordOf(14).executionArn, recordOf(15).executionArn]);
  expect(whole.looked).toBe(2);
  expect(begun.executions.map(({ name }) => name)).toEqual(Array.from({ length: 5 }, (_, n) => `order-00001${n}`));
});

test('a search for few among many stops after a bounded look, and goes on from there', async () => {
  const first = await list({ search: '00003', limit: '200' });
  let [found, looked, cursor] = [first.executions.length, first.looked, first.cursor];
  while (cursor !== null) {
    const next: ExecutionPage = await list({ search: '00003', limit: '200', cursor });
    found += next.executions.length;
    looked = Math.max(looked, next.looked);
    cursor = next.cursor;
  }

  const isSought = (n: number) => nameOf(n).includes('00003');
  expect(found).toBe(Array.from({ length: COUNT }, (_, n) => n).filter(isSought).length);
  expect(looked).toBeLessThanOrEqual(4_000);
});

test('counts them all, and those of one machine', async () => {
  const arn = recordOf(0).stateMachineArn;

  const all = await page.get<ExecutionCounts>('executions/counts');
  const first = await page.get<ExecutionCounts>(`executions/counts?machine=${arn}`);

  expect(all).toMatchObject({ total: COUNT, byStatus: { FAILED: COUNT / FAILED, RUNNING: 0 } });
  expect(first.total).toBe(COUNT / 2);
});
