import type { JsonObject } from '../../../lib/units';
import { integer } from '../../dynamodb/requests/scalars';
import { optional, readRequest, structure } from '../../dynamodb/requests/shape';
import type { StreamRecord } from '../../dynamodb/streams';
import { expiredIterator, trimmedDataAccess } from '../errors';
import { formatIterator, isExpiredIterator, parseIterator } from '../iterator';
import * as members from '../members';
import { positionOfRecord } from '../stream-log';
import { type Operation, shardsOf } from './operation';

const MAX_RECORDS = 1_000;
/** "GetRecords can retrieve a maximum of 1 MB of data or 1000 stream records, whichever comes first." */
const MAX_BYTES = 1024 * 1024;
const GET_RECORDS = structure({
  ShardIterator: members.shardIterator,
  Limit: optional(integer({ min: 1, max: MAX_RECORDS })),
});

/** No `NextShardIterator` where a closed shard has been read to its end: its child goes on. */
export const getRecords: Operation = async (model, input) => {
  const { catalog, clock, log } = model;
  const { ShardIterator, Limit: limit = MAX_RECORDS } = readRequest(GET_RECORDS, input);
  const { streamArn, shard, ...iterator } = parseIterator(ShardIterator);
  const stream = await catalog.find(streamArn);
  if (isExpiredIterator(iterator, clock.now())) throw expiredIterator();
  const shards = shardsOf(model, stream);
  const position = iterator.position === 'horizon' ? shards.horizonOf(shard) : iterator.position;
  if (iterator.position !== 'horizon' && position < log.horizonOf(streamArn)) throw trimmedDataAccess();
  const read = shards.read(shard, position, limit);
  const records = withinBytes(read);
  const last = records.at(-1);
  const next = last === undefined ? position : positionOfRecord(last) + 1;
  const isOver = shards.isClosed(shard) && read.length < limit && records.length === read.length;
  return {
    Records: records as unknown as readonly JsonObject[],
    ...(isOver
      ? {}
      : { NextShardIterator: formatIterator({ streamArn, shard, position: next, givenAt: clock.now() }) }),
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
