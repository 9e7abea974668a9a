/** Shard iterators: the stream, the position, and when it was given, so that nothing of them needs to be kept. */
import { type EpochMillis, epochMillis } from '../../lib/units';
import { validationError } from './errors';
import type { Position } from './stream-log';

export interface ShardIterator {
  readonly streamArn: string;
  /** `horizon`: the oldest record that there is when it is used. */
  readonly position: Position | 'horizon';
  readonly givenAt: EpochMillis;
}

/** API Reference, "GetShardIterator": "A shard iterator expires 15 minutes after it is returned to the requester." */
const LIFETIME_MILLIS = 15 * 60 * 1000;

export const isExpiredIterator = ({ givenAt }: ShardIterator, now: EpochMillis): boolean =>
  now - givenAt > LIFETIME_MILLIS;

/** As AWS writes them: the ARN, a version, and an opaque part. */
export function formatIterator({ streamArn, position, givenAt }: ShardIterator): string {
  const opaque = Buffer.from(`${position} ${givenAt}`).toString('base64');
  return `${streamArn}|1|${opaque}`;
}

export function parseIterator(text: string): ShardIterator {
  const [streamArn = '', version, opaque = ''] = text.split('|');
  const found = /^(horizon|\d{1,16}) (\d{1,16})$/.exec(Buffer.from(opaque, 'base64').toString());
  if (version !== '1' || found === null) throw validationError('Invalid ShardIterator.');
  const position = found[1] === 'horizon' ? 'horizon' : Number(found[1]);
  return { streamArn, position, givenAt: epochMillis(Number(found[2])) };
}
