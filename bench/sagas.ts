/**
 * Order sagas a second through the local model: the deployed handlers, the synthesized machine, real items.
 *
 *   npm run bench -- [--concurrency 1,64] [--seconds 5] [--repeat 3] [--memory] [--json]
 *
 * Workload: 70 % complete, 15 % are declined, 15 % find too little stock; 100 articles; a closed loop of N callers in
 * the same process. Without --memory every acknowledged transition and item is on disk (LMDB). It does not measure the
 * network, and not AWS.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startOrderApp } from '../demo/local-app';
import type { OrderRequest } from '../lib/order/order';
import { seededEntropy } from '../local/entropy';
import type { Local } from '../local/start';

const ARTICLES = 100;
/** The first calls of every function environment load its bundle. */
const WARM_UP_SECONDS = 8;

interface Figures {
  readonly sagasPerSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly cpuMillisPerSaga: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      concurrency: { type: 'string', default: '1,64' },
      seconds: { type: 'string', default: '5' },
      repeat: { type: 'string', default: '3' },
      memory: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const data = values.memory ? undefined : mkdtempSync(join(tmpdir(), 'backstep-bench-'));
  const { local, stack } = await startOrderApp('dev', data === undefined ? {} : { data });
  try {
    await stockShelves(local, stack);
    const run = runner(local, stack);
    const results = [];
    for (const concurrency of values.concurrency.split(',').map(Number)) {
      await run(concurrency, WARM_UP_SECONDS);
      const repeats: Figures[] = [];
      for (let i = 0; i < Number(values.repeat); i++) repeats.push(await run(concurrency, Number(values.seconds)));
      results.push({ concurrency, ...summary(repeats) });
    }
    const machine = `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`;
    if (values.json)
      process.stdout.write(`${JSON.stringify({ machine, durable: !values.memory, results }, null, 2)}\n`);
    else print(machine, !values.memory, results);
  } finally {
    await local.stop();
    if (data !== undefined) rmSync(data, { recursive: true, force: true });
  }
}

async function stockShelves(local: Local, stack: string): Promise<void> {
  const TableName = local.outputs[stack]?.InventoryTableName;
  for (let article = 0; article < ARTICLES; article++) {
    const sku = `sku-${article}`;
    const row = { pk: `stock#${sku}`, sk: 'stock', sku, available: 1_000_000_000, reserved: 0 };
    await local.clients.documents.send(new PutCommand({ TableName, Item: row }));
  }
}

/** Runs callers for some seconds; each places an order, waits for its end, and places the next. */
function runner(local: Local, stack: string) {
  const stateMachineArn = local.outputs[stack]?.StateMachineArn ?? '';
  const chance = seededEntropy(1);
  let placed = 0;
  return async (concurrency: number, seconds: number): Promise<Figures> => {
    const latencies: number[] = [];
    const began = performance.now();
    const cpu = process.cpuUsage();
    const caller = async () => {
      while (performance.now() - began < seconds * 1000) {
        const order = anOrder(`o-${placed++}`, chance.fraction(), Math.floor(chance.fraction() * ARTICLES));
        const sent = performance.now();
        const executionArn = await local.start(stateMachineArn, { input: order.request }, order.request.orderId);
        const { status } = await local.settled(executionArn);
        if (status !== order.status) throw new Error(`${order.request.orderId} ended ${status}, not ${order.status}`);
        latencies.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, caller));
    const { user, system } = process.cpuUsage(cpu);
    const elapsed = (performance.now() - began) / 1000;
    latencies.sort((a, b) => a - b);
    return {
      sagasPerSecond: latencies.length / elapsed,
      p50Millis: at(latencies, 0.5),
      p99Millis: at(latencies, 0.99),
      cpuMillisPerSaga: (user + system) / 1000 / latencies.length,
    };
  };
}

function anOrder(orderId: string, fate: number, article: number) {
  const declined = fate >= 0.7 && fate < 0.85;
  const outOfStock = fate >= 0.85;
  const line = {
    sku: outOfStock ? 'not-on-any-shelf' : `sku-${article}`,
    quantity: 1,
    unitPrice: declined ? 12_000_00 : 15_00,
  };
  const request: OrderRequest = { orderId, customerId: 'c-1', currency: 'EUR', lines: [line] };
  return { request, status: declined || outOfStock ? 'FAILED' : 'SUCCEEDED' };
}

const at = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

function summary(repeats: readonly Figures[]) {
  const of = (figure: keyof Figures) => {
    const values = repeats.map((one) => one[figure]).sort((a, b) => a - b);
    return { median: at(values, 0.5), least: values[0] ?? Number.NaN, most: values.at(-1) ?? Number.NaN };
  };
  return {
    sagasPerSecond: of('sagasPerSecond'),
    p50Millis: of('p50Millis'),
    p99Millis: of('p99Millis'),
    cpuMillisPerSaga: of('cpuMillisPerSaga'),
  };
}

function print(
  machine: string,
  durable: boolean,
  results: readonly ({ concurrency: number } & ReturnType<typeof summary>)[],
) {
  const figure = ({ median, least, most }: { median: number; least: number; most: number }) =>
    `${short(median)} (${short(least)}-${short(most)})`;
  process.stdout.write(`Order sagas, ${durable ? 'durable (LMDB)' : 'in memory'}, ${machine}; median (least-most)\n`);
  process.stdout.write('concurrent | sagas/s | p50 ms | p99 ms | CPU ms a saga\n');
  for (const { concurrency, sagasPerSecond, p50Millis, p99Millis, cpuMillisPerSaga } of results) {
    const cells = [sagasPerSecond, p50Millis, p99Millis, cpuMillisPerSaga].map(figure);
    process.stdout.write(`${[concurrency, ...cells].join(' | ')}\n`);
  }
}

const short = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
