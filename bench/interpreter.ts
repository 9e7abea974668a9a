/**
 * The interpreter and its driver: executions and transitions a second, bytes of store, and memory of executions that wait.
 *
 *   node bin/run.js bench/interpreter.ts [--seconds 2] [--repeat 5] [--waiting 100000] [--only pure|driver|memory] [--machine order]
 *     [--store memory|durable]
 *
 * `pure`: advance() alone, no history kept. `driver`: StartExecution to the end through the API of the model, in memory
 * and durable (LMDB), 64 at a time. Beside each rate stands the CPU time of an execution, which other work on the
 * machine disturbs less. It does not measure functions, the wire, or AWS.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { epochMillis } from '../lib/units';
import { SystemClock } from '../local/clock';
import { seededEntropy, systemEntropy } from '../local/entropy';
import { CLIENT } from '../local/service';
import { newRun } from '../local/stepfunctions/interpreter/execution';
import { compileMachine } from '../local/stepfunctions/interpreter/machine';
import { createStepFunctions, type StepFunctions } from '../local/stepfunctions/step-functions';
import { LmdbStore } from '../local/store/lmdb';
import { MemoryStore } from '../local/store/memory';
import type { Store } from '../local/store/store';
import { spreadOf, written } from './figures';
import { DAY_LONG_WAIT, factsOf, type Measured, ORDER, runToEnd, TEN_PASSES } from './machines';

const CONCURRENCY = 64;
/** Executions between two looks at the clock. */
const BATCH = 100;

interface Rate {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '2' },
      repeat: { type: 'string', default: '5' },
      waiting: { type: 'string', default: '100000' },
      only: { type: 'string' },
      machine: { type: 'string', default: '' },
      store: { type: 'string' },
      rss: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  const repeat = Number(values.repeat);
  const stores = values.store === undefined ? ['memory', 'durable'] : [values.store];
  if (values.rss) return void print(await rssOfWaiting(Number(values.waiting), stores[0] ?? ''));
  print(
    `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}; median (least-most) of ${repeat} x ${seconds} s`,
  );
  const machines = [TEN_PASSES, ORDER].filter(({ name }) => name.includes(values.machine));
  const wanted = (part: string) => values.only === undefined || values.only === part;
  if (wanted('pure'))
    for (const measured of machines) await report(measured, 'pure', repeat, () => pure(measured, seconds));
  if (wanted('driver')) {
    for (const measured of machines) {
      for (const kind of stores) await driven(measured, kind, repeat, seconds);
    }
  }
  if (wanted('memory')) {
    // Each in a process of its own, which nothing has grown before.
    for (const store of stores) {
      const again = ['bin/run.js', 'bench/interpreter.ts', '--rss', '--waiting', values.waiting, '--store', store];
      process.stdout.write(execFileSync(process.execPath, again, { encoding: 'utf8' }));
    }
  }
}

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function report(
  measured: Measured,
  how: string,
  repeat: number,
  once: () => Promise<Rate> | Rate,
): Promise<void> {
  await once();
  const rates: Rate[] = [];
  for (let turn = 0; turn < repeat; turn++) rates.push(await once());
  const perSecond = spreadOf(rates.map((rate) => rate.perSecond));
  const transitions = spreadOf(rates.map((rate) => rate.perSecond * measured.transitions));
  const cpu = spreadOf(rates.map(({ cpuMicros }) => cpuMicros));
  print(
    `${measured.name}, ${how}: ${written(perSecond)}/s, ${written(transitions)} transitions/s, ${written(cpu)} us CPU each`,
  );
}

function rateOf(done: number, startedAt: number, cpu: NodeJS.CpuUsage): Rate {
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (done / (performance.now() - startedAt)) * 1000, cpuMicros: (user + system) / done };
}

function pure({ definition, input, answer }: Measured, seconds: number): Rate {
  const machine = compileMachine(definition);
  const chance = seededEntropy(1);
  const facts = factsOf(input, epochMillis(Date.now()));
  const answered = { output: answer, text: JSON.stringify(answer) };
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  let done = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    for (let index = 0; index < BATCH; index++) runToEnd(newRun(machine, facts), answered, chance);
    done += BATCH;
  }
  return rateOf(done, startedAt, cpu);
}

interface Scene {
  readonly sfn: StepFunctions;
  readonly stateMachineArn: string;
  close(): Promise<void>;
}

async function aScene(store: Store, { definition, answer }: Measured): Promise<Scene> {
  const clock = new SystemClock();
  const payload = JSON.stringify(answer);
  const sfn = createStepFunctions({
    store,
    clock,
    entropy: systemEntropy,
    region: 'us-east-1',
    account: '000000000000',
    runFunction: async () => ({ kind: 'returned', payload }),
  });
  const machine = { name: 'Machine', roleArn: 'arn:aws:iam::000000000000:role/machine' };
  const created = await sfn.call('CreateStateMachine', { ...machine, definition: JSON.stringify(definition) }, CLIENT);
  return {
    sfn,
    stateMachineArn: String(created.stateMachineArn),
    close: async () => {
      sfn.close();
      clock.stop();
      await store.close();
    },
  };
}

async function driven(measured: Measured, kind: string, repeat: number, seconds: number): Promise<void> {
  await withStore(kind, async (store, bytes) => {
    const scene = await aScene(store, measured);
    let all = 0;
    await report(measured, `driver, ${kind}, ${CONCURRENCY} at a time`, repeat, async () => {
      const { done, rate } = await drive(scene, measured, seconds);
      all += done;
      return rate;
    });
    await scene.close();
    if (kind === 'durable') print(`${measured.name}: ${Math.round(bytes() / all)} bytes of store an execution`);
  });
}

async function drive({ sfn, stateMachineArn }: Scene, { input }: Measured, seconds: number) {
  const request = { stateMachineArn, input: JSON.stringify(input) };
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  let done = 0;
  const caller = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      const { executionArn } = await sfn.call('StartExecution', request, CLIENT);
      await sfn.settled(String(executionArn));
      done++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
  return { done, rate: rateOf(done, startedAt, cpu) };
}

async function withStore(kind: string, use: (store: Store, bytes: () => number) => Promise<void>): Promise<void> {
  if (kind === 'memory') return use(new MemoryStore(), () => 0);
  const folder = mkdtempSync(join(tmpdir(), 'backstep-bench-'));
  try {
    await use(LmdbStore.open(folder), () => bytesOf(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the files occupy on disk. */
const bytesOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).blocks * 512, 0);

async function rssOfWaiting(count: number, kind: string): Promise<string> {
  let line = '';
  await withStore(kind, async (store) => {
    const scene = await aScene(store, DAY_LONG_WAIT);
    const request = { stateMachineArn: scene.stateMachineArn, input: JSON.stringify(DAY_LONG_WAIT.input) };
    await Promise.all(Array.from({ length: BATCH }, () => scene.sfn.call('StartExecution', request, CLIENT)));
    const before = settledRss();
    for (let started = 0; started < count; started += BATCH) {
      await Promise.all(Array.from({ length: BATCH }, () => scene.sfn.call('StartExecution', request, CLIENT)));
    }
    const grown = settledRss() - before;
    const each = Math.round(grown / count);
    line = `${count} executions in a Wait state, ${kind}: ${Math.round(grown / 2 ** 20)} MiB more RSS, ${each} bytes each`;
    await scene.close();
  });
  return line;
}

function settledRss(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn++) collect();
  return process.memoryUsage.rss();
}

void main();
