/** Buckets as folders of one folder, objects as files in them. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { byKey, etagOf, type Objects, type StoredObject } from './objects';

export function createFolderObjects(root: string): Objects {
  const folderOf = (bucket: string) => inside(resolve(root), bucket);
  return {
    get: async (bucket, key) => orNothing(readFile(inside(folderOf(bucket), key))),
    list: async (bucket, prefix) => {
      const folder = folderOf(bucket);
      const files = await orNothing(readdir(folder, { recursive: true, withFileTypes: true }));
      if (files === undefined) return undefined;
      const keys = files
        .filter((file) => file.isFile())
        .map((file) => relative(folder, join(file.parentPath, file.name)).split(sep).join('/'))
        .filter((key) => key.startsWith(prefix));
      return (await Promise.all(keys.map((key) => described(folder, key)))).sort(byKey);
    },
    put: async (bucket, key, body) => {
      const path = inside(folderOf(bucket), key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body);
    },
  };
}

async function described(folder: string, key: string): Promise<StoredObject> {
  const path = join(folder, key);
  const [{ size, mtimeMs }, body] = await Promise.all([stat(path), readFile(path)]);
  return { key, size, etag: etagOf(body), lastModifiedSeconds: Math.floor(mtimeMs / 1000) };
}

/** Throws for a name that leads out of the folder. */
function inside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (!path.startsWith(folder + sep)) throw new Error(`'${name}' is no name of an object or a bucket`);
  return path;
}

async function orNothing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
