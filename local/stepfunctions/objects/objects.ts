/** Objects in buckets, as much of S3 as a distributed Map reads from and writes to: a folder, or memory. */
import { createHash } from 'node:crypto';

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** In quotes, as S3 gives it. */
  readonly etag: string;
  readonly lastModifiedSeconds: number;
}

/** A bucket exists when an object is in it. Keys are slash-separated and never leave their bucket. */
export interface Objects {
  /** `undefined` where there is no such object. */
  get(bucket: string, key: string): Promise<Buffer | undefined>;
  /** In the order of their keys; `undefined` where there is no such bucket. */
  list(bucket: string, prefix: string): Promise<readonly StoredObject[] | undefined>;
  put(bucket: string, key: string, body: string): Promise<void>;
}

export const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** By code unit, as S3 lists keys in UTF-8 byte order. */
export const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
