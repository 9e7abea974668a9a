/**
 * Events and orders a second through the local model, with the deployed handlers and the synthesized templates.
 *
 *   node bin/run.js bench/events.ts [--concurrency 1,64] [--stores memory,durable] [--seconds 5] [--repeat 3] [--json]
 *
 * `events`: outbox row -> stream -> relay -> bus -> RecordSale, seen by the record that the sale commits with.
 * `conducted`, `choreographed`: orders of one workload (workload.ts) through the door of either stack, seen by the commit
 * that makes the order COMPLETED or CANCELLED. A closed loop of N callers in the same process, the styles in turns, on the
 * real clock. What a second brings counts until everything is at rest that it brought about: events sent, mails, sales.
 *
 * It does not measure the network, the pauses of AWS's pollers (a DynamoDB stream is read four times a second, an event is
 * half a second on the bus), cold starts, or AWS at all.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startOrderApp } from '../demo/local-app';
import { seededEntropy } from '../local/entropy';
import type { Local } from '../local/start';
import { closedLoop } from './closed-loop';
import { at, type Spread, spreadOf, written } from './figures';
import { eventLoad, type Load, orderLoad } from './loads';
import { stockShelves } from './workload';

const STORES = ['memory', 'durable'] as const;
type StoreKind = (typeof STORES)[number];

interface Options {
  readonly concurrencies: readonly number[];
  readonly stores: readonly StoreKind[];
  readonly seconds: number;
  readonly repeat: number;
  readonly warmUpSeconds: number;
}

interface Figures {
  readonly perSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly cpuMillisEach: number;
  /** From the last end that a caller saw until all was at rest. */
  readonly restMillis: number;
}

interface Result {
  readonly store: StoreKind;
  readonly concurrency: number;
  readonly what: string;
  readonly figures: { readonly [F in keyof Figures]: Spread };
}

/** Of the choreographed figure to the conducted one of the same round: what a noisy machine leaves of a comparison. */
interface Ratio {
  readonly store: StoreKind;
  readonly concurrency: number;
  readonly ratios: { readonly [F in keyof Figures]: Spread };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      concurrency: { type: 'string', default: '1,64' },
      stores: { type: 'string', default: STORES.join(',') },
      seconds: { type: 'string', default: '5' },
      repeat: { type: 'string', default: '3' },
      'warm-up': { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const options = {
    concurrencies: values.concurrency.split(',').map(Number),
    stores: STORES.filter((store) => values.stores.split(',').includes(store)),
    seconds: Number(values.seconds),
    repeat: Number(values.repeat),
    warmUpSeconds: Number(values['warm-up']),
  };
  const results: Result[] = [];
  const ratios: Ratio[] = [];
  for (const store of options.stores) {
    const measured = await measureOn(store, options);
    results.push(...measured.results);
    ratios.push(...measured.ratios);
  }
  const machine = `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`;
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, results, ratios }, null, 2)}\n`);
  else print(machine, results, ratios);
}

async function measureOn(store: StoreKind, options: Options) {
  const data = store === 'memory' ? undefined : mkdtempSync(join(tmpdir(), 'backstep-bench-'));
  const { local, stack, choreography } = await startOrderApp('dev', data === undefined ? {} : { data });
  try {
    for (const each of [stack, choreography]) await stockShelves(local, each);
    const chance = seededEntropy(1);
    const loads = { conducted: orderLoad(local, stack, chance), choreographed: orderLoad(local, choreography, chance) };
    const results: Result[] = [];
    const ratios: Ratio[] = [];
    for (const concurrency of options.concurrencies) {
      const rounds = await inTurns(local, loads, concurrency, options);
      const { conducted = [], choreographed = [] } = rounds;
      for (const [what, figures] of Object.entries(rounds)) {
        results.push({ store, concurrency, what, figures: spreads(figures) });
      }
      ratios.push({ store, concurrency, ratios: spreads(conducted.map((one, i) => ratio(choreographed[i], one))) });
    }
    const events = await eventLoad(local, stack);
    for (const concurrency of options.concurrencies) {
      const { events: figures = [] } = await inTurns(local, { events }, concurrency, options);
      results.push({ store, concurrency, what: 'events', figures: spreads(figures) });
    }
    return { results, ratios };
  } finally {
    await local.stop();
    if (data !== undefined) rmSync(data, { recursive: true, force: true });
  }
}

/** Each load once for warmth, then all of them in every round. */
async function inTurns(
  local: Local,
  loads: { readonly [what: string]: Load },
  concurrency: number,
  { warmUpSeconds, seconds, repeat }: Options,
): Promise<{ readonly [what: string]: readonly Figures[] }> {
  const rounds: { [what: string]: Figures[] } = {};
  for (let round = 0; round <= repeat; round++) {
    for (const [what, load] of Object.entries(loads)) {
      const figures = await measure(local, load, concurrency, round === 0 ? warmUpSeconds : seconds);
      if (round > 0) rounds[what] = [...(rounds[what] ?? []), figures];
    }
  }
  return rounds;
}

async function measure(local: Local, load: Load, concurrency: number, seconds: number): Promise<Figures> {
  const cpu = process.cpuUsage();
  const { latencies, began, ended } = await closedLoop(load, concurrency, seconds);
  await local.idle();
  const { user, system } = process.cpuUsage(cpu);
  const atRest = performance.now();
  return {
    perSecond: latencies.length / ((atRest - began) / 1000),
    p50Millis: at(latencies, 0.5),
    p99Millis: at(latencies, 0.99),
    cpuMillisEach: (user + system) / 1000 / latencies.length,
    restMillis: atRest - ended,
  };
}

const FIGURES = ['perSecond', 'p50Millis', 'p99Millis', 'cpuMillisEach', 'restMillis'] as const;

const each = <T>(of: (figure: keyof Figures) => T): { readonly [F in keyof Figures]: T } => ({
  perSecond: of('perSecond'),
  p50Millis: of('p50Millis'),
  p99Millis: of('p99Millis'),
  cpuMillisEach: of('cpuMillisEach'),
  restMillis: of('restMillis'),
});
const spreads = (rounds: readonly Figures[]) => each((figure) => spreadOf(rounds.map((one) => one[figure])));
const ratio = (one: Figures | undefined, to: Figures): Figures =>
  each((figure) => (one?.[figure] ?? Number.NaN) / to[figure]);

function print(machine: string, results: readonly Result[], ratios: readonly Ratio[]): void {
  const line = (...cells: readonly (string | number)[]) => process.stdout.write(`${cells.join(' | ')}\n`);
  const cells = (figures: Result['figures']) => FIGURES.map((figure) => written(figures[figure]));
  line(`${machine}; median (least-most)`);
  line('store', 'concurrent', 'what', 'per second', 'p50 ms', 'p99 ms', 'CPU ms each', 'ms until at rest');
  for (const { store, concurrency, what, figures } of results) line(store, concurrency, what, ...cells(figures));
  for (const { store, concurrency, ratios: of } of ratios) {
    // The rest after a run in steps of milliseconds says nothing as a ratio.
    line(store, concurrency, 'choreographed : conducted', ...cells(of).slice(0, -1));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
