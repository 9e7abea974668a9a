/** Buckets in memory and in a folder keep the same promises. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../../../local/clock';
import { createFolderObjects } from '../../../../local/stepfunctions/objects/folder-objects';
import { createMemoryObjects } from '../../../../local/stepfunctions/objects/memory-objects';
import type { Objects } from '../../../../local/stepfunctions/objects/objects';

const folder = mkdtempSync(join(tmpdir(), 'backstep-objects-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each<[string, Objects]>([
  ['memory', createMemoryObjects(new VirtualClock())],
  ['folder', createFolderObjects(folder)],
])('%s', (_name, objects) => {
  test('an object is read as it was put, and put again', async () => {
    await objects.put('b', 'a/one', 'first');
    await objects.put('b', 'a/one', 'zweitens é');

    expect(String(await objects.get('b', 'a/one'))).toBe('zweitens é');
  });

  test('objects are listed by prefix in the order of their keys', async () => {
    for (const key of ['list/b', 'list/a/x', 'other']) await objects.put('l', key, key);

    const listed = await objects.list('l', 'list/');

    expect(listed?.map(({ key, size }) => [key, size])).toEqual([
      ['list/a/x', 8],
      ['list/b', 6],
    ]);
    expect(listed?.[1]?.etag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  test('there is nothing where nothing was put', async () => {
    await objects.put('there', 'x', '');

    expect(await objects.get('there', 'y')).toBeUndefined();
    expect(await objects.get('nowhere', 'x')).toBeUndefined();
    expect(await objects.list('nowhere', '')).toBeUndefined();
    expect(await objects.list('there', 'z')).toEqual([]);
  });
});

test('no name leads out of the folder', async () => {
  const objects = createFolderObjects(folder);

  await expect(objects.get('..', 'x')).rejects.toThrow('no name');
  await expect(objects.put('b', '../../x', '')).rejects.toThrow('no name');
});
