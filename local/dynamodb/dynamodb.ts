/**
 * The local model of Amazon DynamoDB, in process, over an ordered store.
 *
 * D1. An operation looks, decides and commits without waiting in between: every history is serializable.
 * D2. It is answered when its commit has settled: callers outside the model then wait for the disk (wire/outside.ts).
 */
import { AwsError, type Service } from '../service';
import { Database, type DatabaseOptions, type Operation } from './database';
import { tableNotFound } from './errors';
import { batchGetItem } from './operations/batch-get-item';
import { batchWriteItem } from './operations/batch-write-item';
import { createTable } from './operations/create-table';
import { deleteItem } from './operations/delete-item';
import { deleteTable } from './operations/delete-table';
import { describeContinuousBackups } from './operations/describe-continuous-backups';
import { describeEndpoints } from './operations/describe-endpoints';
import { describeLimits } from './operations/describe-limits';
import { describeTable } from './operations/describe-table';
import { describeTimeToLive } from './operations/describe-time-to-live';
import { getItem } from './operations/get-item';
import { listTables } from './operations/list-tables';
import { listTagsOfResource } from './operations/list-tags-of-resource';
import { putItem } from './operations/put-item';
import { query } from './operations/query';
import { scan } from './operations/scan';
import { tagResource } from './operations/tag-resource';
import { transactGetItems } from './operations/transact-get-items';
import { transactWriteItems } from './operations/transact-write-items';
import { untagResource } from './operations/untag-resource';
import { updateContinuousBackups } from './operations/update-continuous-backups';
import { updateItem } from './operations/update-item';
import { updateTable } from './operations/update-table';
import { updateTimeToLive } from './operations/update-time-to-live';
import type { StreamListener, StreamRecord } from './streams';
import { itemsOf } from './tables/contents';
import type { Item } from './values/attribute-value';

export interface DynamoDB extends Service {
  readonly name: 'dynamodb';
  /** Every item of a table, in the order of a scan. Throws ResourceNotFoundException. */
  itemsOf(tableName: string): Iterable<Item>;
  /**
   * Tells `listener` of the records of the table's stream, in order, each once its commit has settled. Answers how to stop.
   * A listener takes note and returns; what it throws reaches whoever wrote.
   */
  subscribe(tableName: string, listener: StreamListener): () => void;
  /** Up to `limit` records of a stream after a sequence number, or from its oldest; also of a deleted table's stream. */
  streamRecords(streamArn: string, afterSequence: string | undefined, limit: number): readonly StreamRecord[];
  /** Deletes what TTL says has expired, in all tables; answers how many items went. */
  expireItems(): Promise<number>;
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['BatchGetItem', batchGetItem],
  ['BatchWriteItem', batchWriteItem],
  ['CreateTable', createTable],
  ['DeleteItem', deleteItem],
  ['DeleteTable', deleteTable],
  ['DescribeContinuousBackups', describeContinuousBackups],
  ['DescribeEndpoints', describeEndpoints],
  ['DescribeLimits', describeLimits],
  ['DescribeTable', describeTable],
  ['DescribeTimeToLive', describeTimeToLive],
  ['GetItem', getItem],
  ['ListTables', listTables],
  ['ListTagsOfResource', listTagsOfResource],
  ['PutItem', putItem],
  ['Query', query],
  ['Scan', scan],
  ['TagResource', tagResource],
  ['TransactGetItems', transactGetItems],
  ['TransactWriteItems', transactWriteItems],
  ['UntagResource', untagResource],
  ['UpdateContinuousBackups', updateContinuousBackups],
  ['UpdateItem', updateItem],
  ['UpdateTable', updateTable],
  ['UpdateTimeToLive', updateTimeToLive],
]);

/** Operations of AWS that the model leaves out: it says so, where the service would do them. */
const PARTIQL: ReadonlySet<string> = new Set(['BatchExecuteStatement', 'ExecuteStatement', 'ExecuteTransaction']);
const NOT_MODELLED: ReadonlySet<string> = new Set([
  ...['CreateBackup', 'DeleteBackup', 'DescribeBackup', 'ListBackups', 'RestoreTableFromBackup'],
  ...['RestoreTableToPointInTime', 'DescribeExport', 'ExportTableToPointInTime', 'ListExports'],
  ...['DescribeImport', 'ImportTable', 'ListImports'],
  ...['CreateGlobalTable', 'DescribeGlobalTable', 'DescribeGlobalTableSettings', 'ListGlobalTables'],
  ...['UpdateGlobalTable', 'UpdateGlobalTableSettings'],
  ...['DescribeTableReplicaAutoScaling', 'UpdateTableReplicaAutoScaling'],
  ...['DescribeContributorInsights', 'ListContributorInsights', 'UpdateContributorInsights'],
  ...['DescribeKinesisStreamingDestination', 'DisableKinesisStreamingDestination'],
  ...['EnableKinesisStreamingDestination', 'UpdateKinesisStreamingDestination'],
  ...['DeleteResourcePolicy', 'GetResourcePolicy', 'PutResourcePolicy'],
]);

function unknownOperation(operation: string): AwsError {
  if (PARTIQL.has(operation)) {
    return new AwsError(
      'UnknownOperationException',
      `${operation} is not modelled, nor is any PartiQL; use the operations on items`,
    );
  }
  const message = NOT_MODELLED.has(operation) ? `${operation} is not modelled` : '';
  return new AwsError('UnknownOperationException', message);
}

export function createDynamoDB(options: DatabaseOptions): DynamoDB {
  const database = new Database(options);
  return {
    name: 'dynamodb',
    call(operation, input) {
      const perform = OPERATIONS.get(operation);
      if (perform === undefined) return Promise.reject(unknownOperation(operation));
      // Not an async function: it would wait once more for the promise that most operations are.
      try {
        return Promise.resolve(perform(database, input));
      } catch (error) {
        return Promise.reject(error);
      }
    },
    itemsOf(tableName) {
      const table = database.catalog.find(tableName);
      if (table === undefined) throw tableNotFound(tableName);
      return itemsOf(database.store, table.place);
    },
    subscribe: (tableName, listener) => database.streams.subscribe(tableName, listener),
    streamRecords: (streamArn, afterSequence, limit) => database.streams.records(streamArn, afterSequence, limit),
    expireItems: () => database.timeToLive.expireItems(),
  };
}
