/** Shard iterators: the shard, the position, and when it was given, so that nothing of them needs to be kept. */
import { type EpochMillis, epochMillis } from '../../lib/units';
import { validationError } from './errors';
import type { Generation } from './shard';
import type { Position } from './stream-log';

export interface ShardIterator {
  readonly streamArn: string;
  readonly shard: Generation;
  /** `horizon`: the oldest record of the shard that there is when it is used. */
  readonly position: Position | 'horizon';
  readonly givenAt: EpochMillis;
}

/** API Reference, "GetShardIterator": "A shard iterator expires 15 minutes after it is returned to the requester." */
const LIFETIME_MILLIS = 15 * 60 * 1000;

export const isExpiredIterator = ({ givenAt }: Pick<ShardIterator, 'givenAt'>, now: EpochMillis): boolean =>
  now - givenAt > LIFETIME_MILLIS;

/** As AWS writes them: the ARN, a version, and an opaque part. */
export function formatIterator({ streamArn, shard, position, givenAt }: ShardIterator): string {
  const opaque = Buffer.from(`${position} ${givenAt} ${shard}`).toString('base64');
  return `${streamArn}|1|${opaque}`;
}

export function parseIterator(text: string): ShardIterator {
  const [streamArn = '', version, opaque = ''] = text.split('|');
  const found = /^(horizon|\d{1,16}) (\d{1,16}) (\d{1,9})$/.exec(Buffer.from(opaque, 'base64').toString());
  if (version !== '1' || found === null) throw validationError('Invalid ShardIterator.');
  const position = found[1] === 'horizon' ? 'horizon' : Number(found[1]);
  return { streamArn, shard: Number(found[3]), position, givenAt: epochMillis(Number(found[2])) };
}
