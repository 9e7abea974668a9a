import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LmdbStore } from '../../../local/store/lmdb';
import { logFiles, readLog } from '../../../local/store/log';
import { keyOf, within } from '../../../local/store/store';

const folders: string[] = [];
const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-log-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The folder as a process leaves it that dies now. */
function asLeftBehind(folder: string): string {
  const copy = aFolder();
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.endsWith('lock') });
  return copy;
}

const numbered = (n: number) => keyOf('n', String(n).padStart(6, '0'));

/** A folder whose process died after `count` commits, each acknowledged before the next, in files of `logFileBytes`. */
async function aCrashedFolder(count: number, logFileBytes?: number): Promise<string> {
  const folder = aFolder();
  const store = LmdbStore.open(folder, logFileBytes === undefined ? {} : { logFileBytes });
  for (let n = 0; n < count; n++) {
    await store.commit([
      { kind: 'put', key: numbered(n), value: { n, text: `value ${n}` } },
      { kind: 'put', key: 'count', value: n + 1 },
      ...(n % 3 === 0 ? ([{ kind: 'delete', key: numbered(n - 1) }] as const) : []),
    ]);
    await store.durable();
  }
  const left = asLeftBehind(folder);
  await store.close();
  return left;
}

const kept = (store: LmdbStore) => Array.from(store.range(within('n')), ([, value]) => (value as { n: number }).n);
const expected = (count: number) =>
  Array.from({ length: count }, (_, n) => n).filter((n) => n % 3 !== 2 || n + 1 >= count);

test('a folder that was not closed opens with everything that was acknowledged', async () => {
  const store = LmdbStore.open(await aCrashedFolder(20));

  expect(kept(store)).toEqual(expected(20));
  expect(store.get('count')).toBe(20);
  await store.close();
});

test('the log goes on in new files, and the database takes over the old ones', async () => {
  const folder = await aCrashedFolder(200, 500);

  expect(logFiles(folder).at(0)).toBeGreaterThan(1);
  const store = LmdbStore.open(folder);
  expect(kept(store)).toEqual(expected(200));
  await store.close();
  expect(logFiles(folder)).toEqual([]);
  const again = LmdbStore.open(folder);
  expect(kept(again)).toEqual(expected(200));
  await again.close();
});

test('reads see what is in the log, in the database, and changed again while one takes over from the other', async () => {
  const store = LmdbStore.open(aFolder(), { logFileBytes: 400 });
  for (let round = 0; round < 60; round++) {
    for (let n = 0; n < 10; n++) {
      const key = numbered(n);
      void store.commit([round % 7 === n % 7 ? { kind: 'delete', key } : { kind: 'put', key, value: { n, round } }]);
    }
    if (round % 3 === 0) await store.durable();
    if (round % 5 === 0) await new Promise((resolve) => setImmediate(resolve));

    const values = Array.from({ length: 10 }, (_, n) => store.get(numbered(n)));

    const present = Array.from({ length: 10 }, (_, n) => n).filter((n) => round % 7 !== n % 7);
    expect(values).toEqual(Array.from({ length: 10 }, (_, n) => (present.includes(n) ? { n, round } : undefined)));
    expect(kept(store)).toEqual(present);
  }
  await store.close();
});

test('a commit is settled at once and durable later; durable settles after it is in the log', async () => {
  const folder = aFolder();
  const store = LmdbStore.open(folder);
  await store.commit([{ kind: 'put', key: numbered(0), value: { n: 0 } }]);

  const before = statSync(join(folder, 'log.1')).size;
  await store.durable();
  const after = statSync(join(folder, 'log.1')).size;

  expect(before).toBe(0);
  expect(after).toBeGreaterThan(0);
  await store.close();
});

test('a log that is far ahead of the database waits for it', async () => {
  const folder = aFolder();
  const record = 1_000;
  const store = LmdbStore.open(folder, { logFileBytes: record / 10 });
  const sizes: number[] = [];
  for (let n = 0; n < 100; n++) {
    await store.commit([{ kind: 'put', key: numbered(n), value: { n, text: 'x'.repeat(record) } }]);
    await store.durable();
    sizes.push(statSync(join(folder, `log.${logFiles(folder).at(-1)}`)).size);
  }

  expect(Math.max(...sizes)).toBeLessThan(2 * record);
  expect(kept(store)).toHaveLength(100);
  await store.close();
});

/** The log alone: its entries as text, or the refusal. */
const entriesIn = (folder: string) => Array.from(readLog(folder), ({ key, bytes }) => `${key} ${bytes?.length}`);

test('cut at any byte the log reads as a prefix of what was committed', async () => {
  const folder = await aCrashedFolder(12);
  const whole = entriesIn(folder);
  const bytes = statSync(join(folder, 'log.1')).size;
  const counts = new Set<number>();
  for (let size = bytes; size >= 0; size--) {
    truncateSync(join(folder, 'log.1'), size);

    const entries = entriesIn(folder);

    expect(entries).toEqual(whole.slice(0, entries.length));
    counts.add(entries.length);
  }
  expect(counts.size).toBe(13);
  const store = LmdbStore.open(folder);
  expect(kept(store)).toEqual([]);
  await store.close();
});

test('any altered byte of the log is noticed', async () => {
  const folder = await aCrashedFolder(4);
  const log = readFileSync(join(folder, 'log.1'));
  for (let at = 0; at < log.length; at++) {
    const altered = Buffer.from(log);
    altered[at] = (altered[at] ?? 0) ^ 0x10;
    writeFileSync(join(folder, 'log.1'), altered);

    expect(() => entriesIn(folder)).toThrow(/is damaged \(log\.1 (cannot be read|was altered) at byte \d+\)/);
  }
  expect(() => LmdbStore.open(folder)).toThrow('is damaged');
});

test('a refused folder is left as it was, and given back', async () => {
  const folder = await aCrashedFolder(4);
  const log = readFileSync(join(folder, 'log.1'));
  const altered = Buffer.from(log);
  altered[20] = (altered[20] ?? 0) ^ 1;
  writeFileSync(join(folder, 'log.1'), altered);

  expect(() => LmdbStore.open(folder)).toThrow('restore it from a copy');
  expect(readdirSync(folder)).not.toContain('lock');
  writeFileSync(join(folder, 'log.1'), log);
  const store = LmdbStore.open(folder);
  expect(store.get('count')).toBe(4);
  await store.close();
});

test('a missing file in the middle is noticed', async () => {
  const folder = await aCrashedFolder(4);
  cpSync(join(folder, 'log.1'), join(folder, 'log.3'));

  expect(() => LmdbStore.open(folder)).toThrow('the file before log.3 is missing');
});
