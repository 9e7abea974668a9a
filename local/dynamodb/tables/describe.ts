/** A table as the API describes it. Source: DynamoDB API Reference, TableDescription. */
import type { JsonObject } from '../../../lib/units';
import type { Statistics } from './statistics';
import { type Account, streamArn, type Table, tableArn } from './table';
import type { IndexRecord, TableRecord, Throughput } from './table-record';

export type TableStatus = 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE';

export function describe(table: Table, account: Account, status: TableStatus, counts: Statistics): JsonObject {
  const { record } = table;
  const indexes = (list: readonly IndexRecord[], kind: 'global' | 'local') =>
    list.map((index) => describeIndex(record, index, account, kind, status, counts));
  return {
    AttributeDefinitions: record.AttributeDefinitions,
    TableName: record.TableName,
    KeySchema: record.KeySchema,
    TableStatus: status,
    CreationDateTime: record.CreationDateTime,
    ProvisionedThroughput: describeThroughput(record.ProvisionedThroughput),
    TableSizeBytes: counts.bytes,
    ItemCount: counts.items,
    TableArn: table.arn,
    TableId: record.TableId,
    ...billing(record, status),
    ...(record.LocalSecondaryIndexes.length > 0 && {
      LocalSecondaryIndexes: indexes(record.LocalSecondaryIndexes, 'local'),
    }),
    ...(record.GlobalSecondaryIndexes.length > 0 && {
      GlobalSecondaryIndexes: indexes(record.GlobalSecondaryIndexes, 'global'),
    }),
    ...stream(record, account),
    ...(record.SSEEnabled && { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' } }),
    ...(record.TableClass && { TableClassSummary: { TableClass: record.TableClass } }),
    DeletionProtectionEnabled: record.DeletionProtectionEnabled,
  };
}

function billing(record: TableRecord, status: TableStatus): JsonObject {
  const since = status === 'CREATING' ? undefined : record.LastUpdateToPayPerRequestDateTime;
  if (record.BillingMode === 'PROVISIONED' && since === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: record.BillingMode,
      ...(since !== undefined && { LastUpdateToPayPerRequestDateTime: since }),
    },
  };
}

function stream({ TableName, stream }: TableRecord, account: Account): JsonObject {
  if (stream === undefined) return {};
  return {
    ...(stream.enabled && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.StreamViewType },
    }),
    LatestStreamLabel: stream.label,
    LatestStreamArn: streamArn(account, TableName, stream.label),
  };
}

const NO_THROUGHPUT: Throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

const describeThroughput = ({ ReadCapacityUnits, WriteCapacityUnits }: Throughput = NO_THROUGHPUT) => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits,
  WriteCapacityUnits,
});

const describeProjection = ({ ProjectionType, NonKeyAttributes }: IndexRecord['Projection']) => ({
  ProjectionType,
  ...(NonKeyAttributes && { NonKeyAttributes }),
});

function describeIndex(
  record: TableRecord,
  index: IndexRecord,
  account: Account,
  kind: 'global' | 'local',
  status: TableStatus,
  counts: Statistics,
): JsonObject {
  const count = counts.indexes.get(index.IndexName);
  return {
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: describeProjection(index.Projection),
    ...(kind === 'global' && {
      IndexStatus: status === 'UPDATING' ? 'ACTIVE' : status,
      ProvisionedThroughput: describeThroughput(index.ProvisionedThroughput),
    }),
    IndexSizeBytes: count?.bytes ?? 0,
    ItemCount: count?.items ?? 0,
    IndexArn: `${tableArn(account, record.TableName)}/index/${index.IndexName}`,
  };
}
