/** Buckets that are forgotten with the process. */
import type { Clock } from '../../../lib/units';
import { byKey, etagOf, type Objects } from './objects';

interface Kept {
  readonly body: Buffer;
  readonly lastModifiedSeconds: number;
}

export function createMemoryObjects(clock: Clock): Objects {
  const buckets = new Map<string, Map<string, Kept>>();
  return {
    get: async (bucket, key) => buckets.get(bucket)?.get(key)?.body,
    list: async (bucket, prefix) => {
      const objects = buckets.get(bucket);
      if (objects === undefined) return undefined;
      return [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { body, lastModifiedSeconds }]) => {
          return { key, size: body.length, etag: etagOf(body), lastModifiedSeconds };
        })
        .sort(byKey);
    },
    put: async (bucket, key, body) => {
      const objects = buckets.get(bucket) ?? new Map<string, Kept>();
      buckets.set(bucket, objects);
      objects.set(key, { body: Buffer.from(body), lastModifiedSeconds: Math.floor(clock.now() / 1000) });
    },
  };
}
