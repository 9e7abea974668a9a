/**
 * Whether a data folder that fills slows the model down: many order sagas into one folder, a line each so many.
 *
 * The sagas are those of sagas.ts, by a closed loop of callers in the same process, on the real clock, with ledger, relays
 * and reactions. It keeps a line each so many sagas, and nothing of a saga. What the first sagas cost until everything is
 * compiled is in no line. It does not measure the network, and not AWS.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countOf, optionsOf } from '../bin/command';
import { startOrderApp } from '../demo/local-app';
import { orderSagas, type PlaceOne } from './order-sagas';
import { machineInWords, runProgram } from './program';
import { bytesOnDisk, inMiB, memory } from './resources';
import { stockShelves } from './workload';

const USAGE = `node bin/run.js bench/growth.ts [options]

  --sagas        how many. Default: 1000000
  --every        sagas in a line. Default: 20000
  --concurrency  callers at once. Default: 64
  --data         the folder to fill; it stays, and another run goes on in it. Default: one that is removed at the end
  --json         every line as a JSON object of its own, and then the ratios

At the end: the rate and the CPU time of the last tenth of the sagas, to those of the first tenth.
`;

const WARM_UP_SAGAS = 2_000;

interface Line {
  /** In the folder by now, of this run and those before. */
  readonly sagas: number;
  readonly perSecond: number;
  readonly cpuMillisPerSaga: number;
  readonly residentBytes: number;
  readonly ownBytes: number;
  readonly bytesOnDisk: number;
}

interface Run {
  readonly sagas: number;
  readonly every: number;
  readonly concurrency: number;
}

interface Teller {
  begin(): void;
  line(line: Line): void;
  end(ratios: Ratios): void;
}

async function fill(folder: string, run: Run, teller: Teller): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const diary = readDiary(folder);
  const { local, stack } = await startOrderApp('dev', { data: folder });
  try {
    if (diary.runs === 0) await stockShelves(local, stack);
    writeDiary(folder, { ...diary, runs: diary.runs + 1 });
    const place = orderSagas(local, stack, `o-${diary.runs}-`);
    await inParallel(place, WARM_UP_SAGAS, run.concurrency);
    teller.begin();
    const lines: Line[] = [];
    for (let done = 0; done < run.sagas; ) {
      const count = Math.min(run.every, run.sagas - done);
      const measured = await measure(place, count, run.concurrency);
      done += count;
      const sagas = diary.sagas + WARM_UP_SAGAS + done;
      writeDiary(folder, { sagas, runs: diary.runs + 1 });
      const line = { sagas, ...measured, ...memory(), bytesOnDisk: bytesOnDisk(folder) };
      lines.push(line);
      teller.line(line);
    }
    // Mails and sales of the last sagas are still on their way.
    await local.idle();
    teller.end(ratiosOf(lines));
  } finally {
    await local.stop();
  }
}

async function measure(place: PlaceOne, count: number, concurrency: number) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await inParallel(place, count, concurrency);
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: count / ((performance.now() - began) / 1000),
    cpuMillisPerSaga: (user + system) / 1000 / count,
  };
}

async function inParallel(place: PlaceOne, count: number, concurrency: number): Promise<void> {
  let left = count;
  const caller = async () => {
    while (left-- > 0) await place();
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
}

interface Ratios {
  /** Of the last tenth to the first; below 1 it has become slower. */
  readonly perSecond: number;
  /** Above 1 it has become dearer. */
  readonly cpuMillisPerSaga: number;
}

function ratiosOf(lines: readonly Line[]): Ratios {
  const tenth = Math.max(1, Math.round(lines.length / 10));
  const [first, last] = [lines.slice(0, tenth), lines.slice(-tenth)];
  const mean = (of: readonly Line[], figure: (line: Line) => number) =>
    of.reduce((sum, line) => sum + figure(line), 0) / of.length;
  const seconds = (line: Line) => 1 / line.perSecond;
  const cpu = (line: Line) => line.cpuMillisPerSaga;
  return {
    perSecond: mean(first, seconds) / mean(last, seconds),
    cpuMillisPerSaga: mean(last, cpu) / mean(first, cpu),
  };
}

function tableTeller(): Teller {
  const line = (...cells: readonly string[]) => process.stdout.write(`${cells.join(' | ')}\n`);
  return {
    begin: () => {
      line(`Order sagas into one folder, ${machineInWords()}`);
      line('sagas', 'sagas/s', 'CPU ms a saga', 'resident MiB', 'without files MiB', 'on disk MiB', 'KB a saga');
    },
    line: ({ sagas, perSecond, cpuMillisPerSaga, residentBytes, ownBytes, bytesOnDisk: disk }) =>
      line(
        ...[String(sagas), perSecond.toFixed(0), cpuMillisPerSaga.toFixed(2)],
        ...[inMiB(residentBytes), inMiB(ownBytes), inMiB(disk), (disk / sagas / 1000).toFixed(1)],
      ),
    end: ({ perSecond, cpuMillisPerSaga }) =>
      line(
        `last tenth to first: sagas/s ${(100 * perSecond).toFixed(0)} %`,
        `CPU a saga ${(100 * cpuMillisPerSaga).toFixed(0)} %`,
      ),
  };
}

function jsonTeller(): Teller {
  const tell = (value: object) => void process.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    begin: () => tell({ machine: machineInWords() }),
    line: tell,
    end: (lastToFirstTenth) => tell({ lastToFirstTenth }),
  };
}

/** What earlier runs left in the folder: their ids must not come again. */
interface Diary {
  readonly runs: number;
  /** As of the last line that was told; a run that was killed left some more. */
  readonly sagas: number;
}

const diaryOf = (folder: string) => join(folder, 'growth.json');

function readDiary(folder: string): Diary {
  const path = diaryOf(folder);
  if (!existsSync(path)) return { runs: 0, sagas: 0 };
  return JSON.parse(readFileSync(path, 'utf8')) as Diary;
}

const writeDiary = (folder: string, diary: Diary) => writeFileSync(diaryOf(folder), JSON.stringify(diary));

runProgram(USAGE, async (args) => {
  const options = optionsOf(args, {
    sagas: { type: 'string', default: '1000000' },
    every: { type: 'string', default: '20000' },
    concurrency: { type: 'string', default: '64' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const run = {
    sagas: countOf(options.sagas, '--sagas', 100_000_000),
    every: countOf(options.every, '--every', 10_000_000),
    concurrency: countOf(options.concurrency, '--concurrency', 10_000),
  };
  const folder = options.data ?? mkdtempSync(join(tmpdir(), 'backstep-growth-'));
  try {
    await fill(folder, run, options.json ? jsonTeller() : tableTeller());
  } finally {
    if (options.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
});
