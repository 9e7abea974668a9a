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
import { createBackup } from './operations/create-backup';
import { createTable } from './operations/create-table';
import { deleteBackup } from './operations/delete-backup';
import { deleteItem } from './operations/delete-item';
import { deleteResourcePolicy } from './operations/delete-resource-policy';
import { deleteTable } from './operations/delete-table';
import { describeBackup } from './operations/describe-backup';
import { describeContinuousBackups } from './operations/describe-continuous-backups';
import { describeContributorInsights } from './operations/describe-contributor-insights';
import { describeEndpoints } from './operations/describe-endpoints';
import { describeLimits } from './operations/describe-limits';
import { describeTable } from './operations/describe-table';
import { describeTimeToLive } from './operations/describe-time-to-live';
import { getItem } from './operations/get-item';
import { getResourcePolicy } from './operations/get-resource-policy';
import { listBackups } from './operations/list-backups';
import { listContributorInsights } from './operations/list-contributor-insights';
import { listTables } from './operations/list-tables';
import { listTagsOfResource } from './operations/list-tags-of-resource';
import * as nothing from './operations/nothing-of-the-kind';
import { putItem } from './operations/put-item';
import { putResourcePolicy } from './operations/put-resource-policy';
import { query } from './operations/query';
import { restoreTableFromBackup } from './operations/restore-table-from-backup';
import { restoreTableToPointInTime } from './operations/restore-table-to-point-in-time';
import { scan } from './operations/scan';
import { tagResource } from './operations/tag-resource';
import { transactGetItems } from './operations/transact-get-items';
import { transactWriteItems } from './operations/transact-write-items';
import { untagResource } from './operations/untag-resource';
import { updateContinuousBackups } from './operations/update-continuous-backups';
import { updateContributorInsights } from './operations/update-contributor-insights';
import { updateItem } from './operations/update-item';
import { updateTable } from './operations/update-table';
import { updateTimeToLive } from './operations/update-time-to-live';
import type { StreamListener, StreamRecord } from './streams';
import { itemsOf } from './tables/contents';
import { type EndedStream, endedStreams } from './tables/ended-streams';
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
  /** Streams that their tables no longer have, for the 24 hours that they can be read. */
  endedStreams(): readonly EndedStream[];
  /** Deletes what TTL says has expired, in all tables; answers how many items went. */
  expireItems(): Promise<number>;
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['BatchGetItem', batchGetItem],
  ['BatchWriteItem', batchWriteItem],
  ['CreateBackup', createBackup],
  ['CreateTable', createTable],
  ['DeleteBackup', deleteBackup],
  ['DeleteItem', deleteItem],
  ['DeleteResourcePolicy', deleteResourcePolicy],
  ['DeleteTable', deleteTable],
  ['DescribeBackup', describeBackup],
  ['DescribeContinuousBackups', describeContinuousBackups],
  ['DescribeContributorInsights', describeContributorInsights],
  ['DescribeEndpoints', describeEndpoints],
  ['DescribeExport', nothing.describeExport],
  ['DescribeGlobalTable', nothing.describeGlobalTable],
  ['DescribeImport', nothing.describeImport],
  ['DescribeKinesisStreamingDestination', nothing.describeKinesisStreamingDestination],
  ['DescribeLimits', describeLimits],
  ['DescribeTable', describeTable],
  ['DescribeTimeToLive', describeTimeToLive],
  ['GetItem', getItem],
  ['GetResourcePolicy', getResourcePolicy],
  ['ListBackups', listBackups],
  ['ListContributorInsights', listContributorInsights],
  ['ListExports', nothing.listExports],
  ['ListGlobalTables', nothing.listGlobalTables],
  ['ListImports', nothing.listImports],
  ['ListTables', listTables],
  ['ListTagsOfResource', listTagsOfResource],
  ['PutItem', putItem],
  ['PutResourcePolicy', putResourcePolicy],
  ['Query', query],
  ['RestoreTableFromBackup', restoreTableFromBackup],
  ['RestoreTableToPointInTime', restoreTableToPointInTime],
  ['Scan', scan],
  ['TagResource', tagResource],
  ['TransactGetItems', transactGetItems],
  ['TransactWriteItems', transactWriteItems],
  ['UntagResource', untagResource],
  ['UpdateContinuousBackups', updateContinuousBackups],
  ['UpdateContributorInsights', updateContributorInsights],
  ['UpdateItem', updateItem],
  ['UpdateTable', updateTable],
  ['UpdateTimeToLive', updateTimeToLive],
]);

/** Operations of AWS that the model leaves out: it says so, where the service would do them. */
const PARTIQL: ReadonlySet<string> = new Set(['BatchExecuteStatement', 'ExecuteStatement', 'ExecuteTransaction']);
const NOT_MODELLED: ReadonlySet<string> = new Set([
  ...['ExportTableToPointInTime', 'ImportTable'],
  ...['CreateGlobalTable', 'UpdateGlobalTable', 'DescribeGlobalTableSettings', 'UpdateGlobalTableSettings'],
  ...['DescribeTableReplicaAutoScaling', 'UpdateTableReplicaAutoScaling'],
  ...['DisableKinesisStreamingDestination', 'EnableKinesisStreamingDestination', 'UpdateKinesisStreamingDestination'],
  ...['SearchVectors', 'StartBulkPutItems', 'CancelBulkOperation', 'DescribeBulkOperation', 'ListBulkOperations'],
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
    endedStreams: () => endedStreams(database),
    expireItems: () => database.timeToLive.expireItems(),
  };
}
