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
import { startOrderApp } from '../demo/local-app';
import { seededEntropy } from '../local/entropy';
import type { Local } from '../local/start';
import { at, spreadOf, written } from './figures';
import { anOrder, stockShelves } from './workload';

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
        const order = anOrder(`o-${placed++}`, chance.fraction(), chance.fraction());
        const sent = performance.now();
        const executionArn = await local.start(stateMachineArn, { input: order.request }, order.request.orderId);
        const { status } = await local.settled(executionArn);
        if ((status === 'SUCCEEDED') !== (order.end === 'COMPLETED')) {
          throw new Error(`${order.request.orderId} ended ${status}; it should be ${order.end}`);
        }
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

function summary(repeats: readonly Figures[]) {
  const of = (figure: keyof Figures) => spreadOf(repeats.map((one) => one[figure]));
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
  process.stdout.write(`Order sagas, ${durable ? 'durable (LMDB)' : 'in memory'}, ${machine}; median (least-most)\n`);
  process.stdout.write('concurrent | sagas/s | p50 ms | p99 ms | CPU ms a saga\n');
  for (const { concurrency, sagasPerSecond, p50Millis, p99Millis, cpuMillisPerSaga } of results) {
    const cells = [sagasPerSecond, p50Millis, p99Millis, cpuMillisPerSaga].map(written);
    process.stdout.write(`${[concurrency, ...cells].join(' | ')}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
