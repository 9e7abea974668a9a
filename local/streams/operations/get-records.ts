import type { JsonObject } from '../../../lib/units';
import { integer } from '../../dynamodb/requests/scalars';
import { optional, readRequest, structure } from '../../dynamodb/requests/shape';
import type { StreamRecord } from '../../dynamodb/streams';
import { expiredIterator, trimmedDataAccess } from '../errors';
import { formatIterator, isExpiredIterator, parseIterator } from '../iterator';
import * as members from '../members';
import { positionOfRecord } from '../stream-log';
import type { Operation } from './operation';

const MAX_RECORDS = 1_000;
/** "GetRecords can retrieve a maximum of 1 MB of data or 1000 stream records, whichever comes first." */
const MAX_BYTES = 1024 * 1024;
const GET_RECORDS = structure({
  ShardIterator: members.shardIterator,
  Limit: optional(integer({ min: 1, max: MAX_RECORDS })),
});

export const getRecords: Operation = async ({ catalog, clock, log }, input) => {
  const { ShardIterator, Limit: limit = MAX_RECORDS } = readRequest(GET_RECORDS, input);
  const iterator = parseIterator(ShardIterator);
  const stream = await catalog.find(iterator.streamArn);
  if (isExpiredIterator(iterator, clock.now())) throw expiredIterator();
  const horizon = log.horizonOf(stream.arn);
  const position = iterator.position === 'horizon' ? horizon : iterator.position;
  if (position < horizon) throw trimmedDataAccess();
  const records = withinBytes(log.read(stream.arn, position, limit));
  const last = records.at(-1);
  const next = last === undefined ? position : positionOfRecord(last) + 1;
  const isOver = stream.status === 'DISABLED' && next >= log.endOf(stream.arn);
  return {
    Records: records as unknown as readonly JsonObject[],
    ...(isOver
      ? {}
      : { NextShardIterator: formatIterator({ streamArn: stream.arn, position: next, givenAt: clock.now() }) }),
  };
};

/** At least one, whatever its size. */
function withinBytes(records: readonly StreamRecord[]): readonly StreamRecord[] {
  let bytes = 0;
  const end = records.findIndex((record, index) => {
    bytes += record.dynamodb.SizeBytes;
    return index > 0 && bytes > MAX_BYTES;
  });
  return end < 0 ? records : records.slice(0, end);
}
