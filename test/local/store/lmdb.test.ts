import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LmdbStore, MAX_KEY_BYTES } from '../../../local/store/lmdb';
import { keyOf, within } from '../../../local/store/store';
import { describeStore } from './store-contract';

const folders: string[] = [];
const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-store-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeStore('LmdbStore', () => LmdbStore.open(aFolder()));

const refusalOf = (open: () => unknown): unknown => {
  try {
    open();
  } catch (error) {
    return error;
  }
  throw new Error('expected a refusal');
};

test('holds after a reopening what was committed before', async () => {
  const folder = aFolder();
  const first = LmdbStore.open(folder);
  void first.commit([{ kind: 'put', key: 'a', value: { n: 1 } }]);
  await first.close();

  const second = LmdbStore.open(folder);

  expect(second.get('a')).toEqual({ n: 1 });
  await second.close();
});

test('refuses a folder that is open already, and names the holder', async () => {
  const folder = aFolder();
  const store = LmdbStore.open(folder);

  const refusal = refusalOf(() => LmdbStore.open(folder));

  expect(refusal).toMatchObject({ name: 'StoreUnusable', reason: 'inUse' });
  expect(String(refusal)).toContain('in use by this process');
  await store.close();
});

test('takes over the lock of a process that is gone', async () => {
  const folder = aFolder();
  const reusedPid = JSON.stringify({ pid: process.pid, started: '1' });
  for (const stale of [JSON.stringify({ pid: 2 ** 22 + 1, started: '7' }), reusedPid, 'torn']) {
    writeFileSync(join(folder, 'lock'), stale);

    const store = LmdbStore.open(folder);

    await store.close();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  }
});

test('refuses a newer format in one sentence', () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'format.json'), '{"format":3}');

  const refusal = refusalOf(() => LmdbStore.open(folder));

  expect(refusal).toMatchObject({ reason: 'newerFormat' });
  expect(String(refusal)).toContain('format 3 and this version reads up to 2');
});

test('refuses a damaged data file, wherever it was cut', async () => {
  for (const size of [0, 100, 8_192, 16_384]) {
    const folder = aFolder();
    const store = LmdbStore.open(folder);
    await store.commit([{ kind: 'put', key: 'a', value: 1 }]);
    await store.close();
    truncateSync(join(folder, 'data.mdb'), size);

    expect(refusalOf(() => LmdbStore.open(folder))).toMatchObject({ reason: 'damaged' });
  }
});

test('refuses data without its format record', async () => {
  const folder = aFolder();
  await LmdbStore.open(folder).close();
  rmSync(join(folder, 'format.json'));

  expect(refusalOf(() => LmdbStore.open(folder))).toMatchObject({ reason: 'damaged' });
});

test('refuses a key that LMDB cannot hold, and keeps nothing of that commit', async () => {
  const store = LmdbStore.open(aFolder());
  const commit = (length: number) =>
    store.commit([
      { kind: 'put', key: 'a', value: 1 },
      { kind: 'put', key: 'k'.repeat(length), value: 1 },
    ]);

  await expect(commit(MAX_KEY_BYTES + 1)).rejects.toThrow('4026 bytes');
  expect(store.get('a')).toBeUndefined();
  await commit(MAX_KEY_BYTES);
  expect(store.get('a')).toBe(1);
  await store.close();
});

test('refuses commits and reads after it was closed', async () => {
  const store = LmdbStore.open(aFolder());
  await store.close();

  await expect(store.commit([{ kind: 'put', key: 'a', value: 1 }])).rejects.toThrow('closed');
  expect(() => store.get('a')).toThrow('closed');
});

/** Each batch of the child is a counter under two keys; it prints the number once the commit is acknowledged. */
test('loses nothing acknowledged, and no half of a batch, when the process is killed', async () => {
  const folder = aFolder();
  const child = spawn(
    process.execPath,
    [join(__dirname, '../../../bin/run.js'), join(__dirname, 'endless-writer.ts'), folder],
    {
      cwd: join(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let acknowledged = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Math.max(acknowledged, Number(line));
    if (acknowledged >= 2_000 && !child.killed) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

  const store = LmdbStore.open(folder);
  const left = Array.from(store.range(within('left')), ([, value]) => value);
  const right = Array.from(store.range(within('right')), ([, value]) => value);

  expect(child.signalCode).toBe('SIGKILL');
  expect(left).toEqual(right);
  expect(left).toEqual(left.map((_, n) => n));
  expect(left.length).toBeGreaterThan(acknowledged);
  expect(store.get(keyOf('count'))).toBe(left.length - 1);
  await store.close();
}, 30_000);
