/** The service over a table with a stream, for tests. */
import type { JsonObject } from '../../../lib/units';
import { AwsError, CLIENT } from '../../../local/service';
import { createStreams } from '../../../local/streams/streams';
import { ADatabase, aTable, STREAMED, s } from '../dynamodb/a-database';

export interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly SequenceNumberRange: { readonly StartingSequenceNumber: string; readonly EndingSequenceNumber?: string };
}
export interface Records {
  readonly Records: readonly {
    readonly eventName: string;
    readonly dynamodb: JsonObject & { readonly SequenceNumber: string };
  }[];
  readonly NextShardIterator?: string;
}

/** The service over a table `Orders`, on a clock that stands still. */
export async function theStream(more: JsonObject = STREAMED) {
  const database = new ADatabase();
  await database.call('CreateTable', aTable('Orders', more));
  const streams = createStreams({ dynamodb: database.dynamodb, clock: database.clock });
  const call = (operation: string, input: JsonObject) => streams.call(operation, input, CLIENT);
  const { Streams } = await call('ListStreams', { TableName: 'Orders' });
  const streamArn = String((Streams as readonly JsonObject[])[0]?.StreamArn);
  const describe = async () => (await call('DescribeStream', { StreamArn: streamArn })).StreamDescription as JsonObject;
  const shards = async () => (await describe()).Shards as unknown as readonly Shard[];
  /** The oldest one. */
  const shard = async () => (await shards())[0] as Shard;
  return {
    ...database,
    database,
    call,
    streamArn,
    describe,
    shard,
    shards,
    clock: database.clock,
    async put(...keys: readonly string[]) {
      for (const key of keys) await database.call('PutItem', { TableName: 'Orders', Item: { pk: s(key), v: s('1') } });
    },
    /** Of the oldest shard, unless another one is named. */
    async iterator(ShardIteratorType: string, SequenceNumber?: string, shardId?: string) {
      const ShardId = shardId ?? (await shard()).ShardId;
      const input = { StreamArn: streamArn, ShardId, ShardIteratorType, ...(SequenceNumber && { SequenceNumber }) };
      return String((await call('GetShardIterator', input)).ShardIterator);
    },
    records: async (ShardIterator: string, more: JsonObject = {}) =>
      (await call('GetRecords', { ShardIterator, ...more })) as unknown as Records,
  };
}

export const keysOf = ({ Records }: Records) => Records.map(({ dynamodb }) => (dynamodb.Keys as JsonObject).pk);

export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
  throw new Error('it was not refused');
}
