/**
 * The page: how much JavaScript it is, how soon it is seen, how soon it shows what has happened, how long a layout takes.
 *
 *   node bin/run.js bench/console.ts [--executions 100000] [--repeat 20]
 *
 * Chromium is Debian's, or the one that CHROMIUM names; headless, on the machine that also runs the model. `first paint`: from
 * asking for `/` to the frame that has the list's first row, in a fresh context, the script's bundle already made.
 * `event to pixel`: from the call of StartExecution to the frame that shows the execution as succeeded.
 *
 * It does not measure a screen, nor a model that is busy.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { layOut } from '../console/layout';
import { plainConsole } from '../demo/order-console';
import { toGraph } from '../lib/asl/graph';
import type { State, StateMachineDefinition } from '../lib/asl/language';
import { epochMillis } from '../lib/units';
import { type Local, startLocal } from '../local/start';
import { type ExecutionRecord, executionKey, startedKey } from '../local/stepfunctions/records';
import { spreadOf } from './figures';

const MACHINE = 'Only';
const MACHINE_ARN = `arn:aws:states:us-east-1:000000000000:stateMachine:${MACHINE}`;
const START = Date.UTC(2026, 0, 1);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      executions: { type: 'string', default: '100000' },
      repeat: { type: 'string', default: '20' },
    },
  });
  const [count, repeat] = [Number(values.executions), Number(values.repeat)];
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  const template = join(folder, 'template.json');
  writeFileSync(template, JSON.stringify(templateOf()));
  const local = await startLocal({ template, port: 0 });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    await fill(local, count);
    local.world.serve(plainConsole(local, 'token'));
    await measure(local, browser, count, repeat);
  } finally {
    await browser.close();
    await local.stop();
    rmSync(folder, { recursive: true });
  }
}

async function measure(local: Local, browser: Browser, count: number, repeat: number): Promise<void> {
  const endpoint = local.endpoint ?? '';
  const script = Buffer.from(await (await fetch(`${endpoint}/console/page.js`)).arrayBuffer());
  const styles = Buffer.from(await (await fetch(`${endpoint}/console/styles.css`)).arrayBuffer());
  say('JavaScript', `${kib(gzipSync(script).length)} gzipped (${kib(script.length)})`);
  say('styles', `${kib(gzipSync(styles).length)} gzipped (${kib(styles.length)})`);
  const paints: number[] = [];
  for (let run = 0; run < repeat; run++) paints.push(await firstPaint(browser, endpoint));
  say(`first paint, ${count.toLocaleString('en')} executions`, inMillis(paints));
  const page = await browser.newPage();
  await page.goto(endpoint);
  await page.locator('tbody tr').first().waitFor();
  const latencies: number[] = [];
  for (let run = 0; run < repeat; run++) latencies.push(await eventToPixel(local, page, `fresh-${run}`));
  say('event to pixel', inMillis(latencies));
  for (const states of [12, 40, 120]) {
    const graph = toGraph(machineOf(states));
    const times = Array.from({ length: repeat }, () => timed(() => layOut(graph)));
    say(`layout of ${states} states`, inMillis(times));
  }
}

/** In a context of its own, which has nothing of an earlier one. */
async function firstPaint(browser: Browser, endpoint: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(endpoint, { waitUntil: 'commit' });
  // Since navigation began; within an animation frame the row is about to be painted.
  const millis = await page.evaluate(
    `new Promise((resolve) => {
      const look = () => requestAnimationFrame(() =>
        document.querySelector('tbody tr') === null ? look() : resolve(performance.now()));
      look();
    })`,
  );
  await context.close();
  return Number(millis);
}

async function eventToPixel({ start }: Local, page: Page, name: string): Promise<number> {
  const seen = page.evaluate(
    `new Promise((resolve) => {
      const look = () => requestAnimationFrame(() =>
        document.querySelector('[data-name="${name}"][data-state="SUCCEEDED"]') === null ? look() : resolve(Date.now()));
      look();
    })`,
  );
  await page.evaluate('0');
  const from = Date.now();
  await start(MACHINE_ARN, {}, name);
  return Number(await seen) - from;
}

function timed(run: () => unknown): number {
  const from = performance.now();
  run();
  return performance.now() - from;
}

/** Tasks in a row, each with a Catch that leads some states further. */
function machineOf(count: number): StateMachineDefinition {
  const state = (n: number): State =>
    n === count - 1
      ? { Type: 'Succeed' }
      : {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: `State${Math.min(count - 1, n + 2 + (n % 7))}` }],
          Next: `State${n + 1}`,
        };
  return {
    StartAt: 'State0',
    States: Object.fromEntries(Array.from({ length: count }, (_, n) => [`State${n}`, state(n)])),
  };
}

function templateOf() {
  const DefinitionString = JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } });
  const RoleArn = 'arn:aws:iam::000000000000:role/r';
  const Properties = { StateMachineName: MACHINE, RoleArn, DefinitionString };
  return { Resources: { [MACHINE]: { Type: 'AWS::StepFunctions::StateMachine', Properties } } };
}

/** Written as records: to run them would take longer than all that is measured. */
async function fill({ world }: Local, count: number): Promise<void> {
  const changes = Array.from({ length: count }, (_, n) => {
    const record = recordOf(`order-${n}`, n);
    const { startDate, status, name, executionArn } = record;
    return [
      { kind: 'put', key: executionKey({ machine: MACHINE, name }), value: record },
      { kind: 'put', key: startedKey(MACHINE, status, startDate, name), value: executionArn },
    ] as const;
  });
  await world.store.commit(changes.flat());
}

function recordOf(name: string, n: number): ExecutionRecord {
  const startDate = epochMillis(START + n);
  return {
    executionArn: `${MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${name}`,
    stateMachineArn: MACHINE_ARN,
    name,
    type: 'STANDARD',
    revisionId: '',
    status: 'SUCCEEDED',
    startDate,
    stopDate: epochMillis(startDate + 5),
    input: '{}',
    output: '{}',
    error: null,
    cause: null,
    redrive: null,
  };
}

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;
function inMillis(values: readonly number[]): string {
  const { median, least, most } = spreadOf(values);
  return `${median.toFixed(0)} ms (${least.toFixed(0)} to ${most.toFixed(0)})`;
}
const say = (what: string, figure: string) => void process.stdout.write(`${what.padEnd(44)} ${figure}\n`);

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
