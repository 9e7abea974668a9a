/** Amazon DynamoDB Streams: the change logs of the tables, by shard and iterator. */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { DynamoDB } from '../dynamodb/dynamodb';
import { AwsError, type Service } from '../service';
import { StreamCatalog } from './catalog';
import { describeStream } from './operations/describe-stream';
import { getRecords } from './operations/get-records';
import { getShardIterator } from './operations/get-shard-iterator';
import { listStreams } from './operations/list-streams';
import type { Model, Operation } from './operations/operation';
import { StreamLog } from './stream-log';

export interface StreamsOptions {
  readonly dynamodb: DynamoDB;
  readonly clock: LocalClock;
}

export interface Streams extends Service {
  readonly name: 'streams';
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['DescribeStream', describeStream],
  ['GetRecords', getRecords],
  ['GetShardIterator', getShardIterator],
  ['ListStreams', listStreams],
]);

/** It keeps nothing of its own: iterators carry their position, and the records are the tables'. */
export function createStreams({ dynamodb, clock }: StreamsOptions): Streams {
  const model: Model = { clock, catalog: new StreamCatalog(dynamodb), log: new StreamLog(dynamodb, clock) };
  return {
    name: 'streams',
    async call(operation: string, input: JsonObject): Promise<JsonObject> {
      const perform = OPERATIONS.get(operation);
      if (perform === undefined) throw new AwsError('UnknownOperationException', '');
      return perform(model, input);
    },
  };
}
