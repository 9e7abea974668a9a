/**
 * Order sagas a second through the local model: the deployed handlers, the synthesized machine, real items.
 *
 * Workload: 70 % complete, 15 % are declined, 15 % find too little stock; 100 articles; a closed loop of N callers in the
 * same process, with ledger, relays and reactions. `durable`: a saga has ended when its end is on disk. CPU is all of the
 * process: threads of V8 and of the store, too. Memory is all that was resident, the pages of the database that are mapped
 * among it. It does not measure the network, and not AWS.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countOf, optionsOf } from '../bin/command';
import { UsageError } from '../bin/exit';
import { startOrderApp } from '../demo/local-app';
import { runApart } from './apart';
import { type Spread, spreadOf, written } from './figures';
import type { FirstSaga } from './first-saga';
import { orderSagas } from './order-sagas';
import { machineInWords, runProgram } from './program';
import { FIGURES, measureRates, type RateOptions, type Rates } from './rates';
import { bytesOnDisk, inMiB, peakResidentBytes } from './resources';
import { stockShelves } from './workload';

const USAGE = `npm run bench -- [options]

  --concurrency  callers at once, one measurement after another. Default: 1,16,64,256
  --stores       durable, memory or both, each in a process of its own. Default: durable
  --memory       the same as --stores memory
  --seconds      of each run. Default: 5
  --repeat       runs of each. Default: 5
  --warm-up      seconds before the first run, and before each number of callers a quarter of it. Default: 8
  --starts       fresh processes, from their start to their first saga; 0 for none. Default: 5
  --json         the figures as JSON
`;

const STORES = ['durable', 'memory'] as const;
type StoreKind = (typeof STORES)[number];

interface Options extends RateOptions {
  readonly starts: number;
}

/** A saga, in bytes. */
interface OnDisk {
  readonly whileOpen: number;
  readonly closed: number;
  readonly openedAgain: number;
}

interface Result {
  readonly store: StoreKind;
  readonly sagas: number;
  readonly rates: readonly Rates[];
  readonly peakResidentBytes: number;
  readonly bytesPerSaga?: OnDisk;
  readonly startUp?: { readonly readyMillis: Spread; readonly firstSagaMillis: Spread };
}

function storesIn(text: string): readonly StoreKind[] {
  return text.split(',').map((word) => {
    const store = STORES.find((each) => each === word);
    if (store === undefined) throw new UsageError(`--stores takes ${STORES.join(' or ')}, or both, not '${word}'`);
    return store;
  });
}

async function eachApart(stores: readonly StoreKind[], args: readonly string[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const store of stores) {
    // Of an option that is given twice, the last counts.
    const one = await runApart<{ readonly results: readonly Result[] }>('bench/sagas.ts', [
      ...args,
      ...['--stores', store, '--json'],
    ]);
    results.push(...one.results);
  }
  return results;
}

async function measureOn(store: StoreKind, options: Options): Promise<Result> {
  const data = store === 'memory' ? undefined : mkdtempSync(join(tmpdir(), 'backstep-bench-'));
  const app = data === undefined ? {} : { data };
  try {
    const { local, stack } = await startOrderApp('dev', app);
    await stockShelves(local, stack);
    const empty = data === undefined ? 0 : bytesOnDisk(data);
    let sagas = 0;
    const place = orderSagas(local, stack, 'o-');
    const rates = await measureRates(() => place().then(() => void sagas++), options);
    const peak = peakResidentBytes();
    const eachOnDisk = () => (data === undefined ? 0 : (bytesOnDisk(data) - empty) / sagas);
    await local.idle();
    const whileOpen = eachOnDisk();
    await local.stop();
    const closed = eachOnDisk();
    const result = { store, sagas, rates, peakResidentBytes: peak, ...(await startUps(data, options.starts)) };
    if (data === undefined) return result;
    await (await startOrderApp('dev', app)).local.stop();
    return { ...result, bytesPerSaga: { whileOpen, closed, openedAgain: eachOnDisk() } };
  } finally {
    if (data !== undefined) rmSync(data, { recursive: true, force: true });
  }
}

/** Fresh processes: in memory, or each on an empty folder. */
async function startUps(data: string | undefined, starts: number): Promise<Pick<Result, 'startUp'>> {
  const found: FirstSaga[] = [];
  for (let start = 0; start < starts; start++) {
    const folder = data === undefined ? [] : ['--data', join(data, `start-${start}`)];
    found.push(await runApart<FirstSaga>('bench/first-saga.ts', folder));
    if (data !== undefined) rmSync(join(data, `start-${start}`), { recursive: true });
  }
  if (starts === 0) return {};
  return {
    startUp: {
      readyMillis: spreadOf(found.map(({ readyMillis }) => readyMillis)),
      firstSagaMillis: spreadOf(found.map(({ endedMillis }) => endedMillis)),
    },
  };
}

function print(results: readonly Result[]): void {
  const line = (...cells: readonly (string | number)[]) => process.stdout.write(`${cells.join(' | ')}\n`);
  line(`Order sagas, ${machineInWords()}; median (least-most)`);
  line('store', 'concurrent', 'sagas/s', 'p50 ms', 'p99 ms', 'CPU ms a saga');
  for (const { store, rates } of results) {
    for (const { concurrency, ...spreads } of rates) {
      line(store, concurrency, ...FIGURES.map((figure) => written(spreads[figure])));
    }
  }
  for (const { store, sagas, peakResidentBytes: peak, bytesPerSaga, startUp } of results) {
    line(store, `${sagas} sagas`, `peak memory ${inMiB(peak)} MiB`);
    if (bytesPerSaga !== undefined) {
      const { whileOpen, closed, openedAgain } = bytesPerSaga;
      const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;
      line(store, `on disk a saga: ${kb(whileOpen)} open`, `${kb(closed)} closed`, `${kb(openedAgain)} opened again`);
    }
    if (startUp === undefined) continue;
    const { readyMillis, firstSagaMillis } = startUp;
    line(store, `ms from a process's start until it is ready: ${written(readyMillis)}`);
    line(store, `ms until its first saga has ended: ${written(firstSagaMillis)}`);
  }
}

runProgram(USAGE, async (args) => {
  const values = optionsOf(args, {
    concurrency: { type: 'string', default: '1,16,64,256' },
    stores: { type: 'string', default: 'durable' },
    memory: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    repeat: { type: 'string', default: '5' },
    'warm-up': { type: 'string', default: '8' },
    starts: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  });
  const options = {
    concurrencies: values.concurrency.split(',').map((each) => countOf(each, '--concurrency', 10_000)),
    seconds: countOf(values.seconds, '--seconds', 3_600),
    repeat: countOf(values.repeat, '--repeat', 1_000),
    warmUpSeconds: countOf(values['warm-up'], '--warm-up', 3_600),
    starts: values.starts === '0' ? 0 : countOf(values.starts, '--starts', 1_000),
  };
  const stores = storesIn(values.memory ? 'memory' : values.stores);
  const [only, ...others] = stores;
  const results =
    only !== undefined && others.length === 0 ? [await measureOn(only, options)] : await eachApart(stores, args);
  if (values.json) process.stdout.write(`${JSON.stringify({ machine: machineInWords(), results }, null, 2)}\n`);
  else print(results);
});
