/** A table as the API describes it. Source: DynamoDB API Reference, TableDescription. */
import type { JsonObject } from '../../../lib/units';
import type { Database } from '../database';
import { describeThroughput } from './provisioned-throughput';
import { NO_STATISTICS, type Statistics } from './statistics';
import { type Account, streamArn, type Table, tableArn } from './table';
import type { IndexRecord, TableRecord, Throughput } from './table-record';
import { warmThroughput } from './throughput';

type Status = 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE';

/** What is not as it is in a table that nothing happens to. */
interface Happening {
  readonly table: Status;
  /** @default every global index is ACTIVE */
  readonly index?: (name: string) => Status;
  /** Whether what is warm is being raised to that. */
  readonly warming?: boolean;
}
interface View {
  readonly record: TableRecord;
  readonly account: Account;
  readonly happening: Happening;
  readonly counts: Statistics;
  /** Epoch seconds. */
  readonly now: number;
}

/** @param happening none where the table is ACTIVE */
export function describe(database: Database, table: Table, happening: Happening = { table: 'ACTIVE' }): JsonObject {
  return described(database, table, happening, database.statistics.of(table));
}

/** A new table is described before it is warm, unless it was asked to be. */
export function describeCreated(database: Database, table: Table): JsonObject {
  const { WarmThroughput, ...rest } = described(
    database,
    table,
    { table: 'CREATING', index: () => 'CREATING', warming: true },
    NO_STATISTICS,
  );
  return table.record.WarmThroughput === undefined ? rest : { ...rest, WarmThroughput: WarmThroughput ?? null };
}

/** Of a table that goes, little more than its name is told. */
export function describeDeleted(database: Database, table: Table): JsonObject {
  const {
    AttributeDefinitions: _attributes,
    KeySchema: _keys,
    CreationDateTime: _created,
    LocalSecondaryIndexes: _locals,
    GlobalSecondaryIndexes: _globals,
    WarmThroughput: _warm,
    ...rest
  } = describe(database, table, { table: 'DELETING' });
  return rest;
}

function described(database: Database, table: Table, happening: Happening, counts: Statistics): JsonObject {
  const { record } = table;
  const view: View = { record, account: database.account, happening, counts, now: database.nowSeconds() };
  const { LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals } = record;
  return {
    AttributeDefinitions: record.AttributeDefinitions,
    TableName: record.TableName,
    KeySchema: record.KeySchema,
    TableStatus: happening.table,
    CreationDateTime: record.CreationDateTime,
    ProvisionedThroughput: describeThroughput(record.ProvisionedThroughput, view.now),
    TableSizeBytes: counts.bytes,
    ItemCount: counts.items,
    TableArn: table.arn,
    TableId: record.TableId,
    ...billing(record, happening.table),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals.map((index) => describeIndex(view, index)) }),
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals.map((index) => describeGlobalIndex(view, index)) }),
    ...stream(record, database.account),
    ...encryption(record),
    ...tableClass(record),
    ...(record.restoredFrom && {
      RestoreSummary: { ...record.restoredFrom, RestoreInProgress: happening.table === 'CREATING' },
    }),
    DeletionProtectionEnabled: record.DeletionProtectionEnabled,
    ...(record.OnDemandThroughput && { OnDemandThroughput: record.OnDemandThroughput }),
    WarmThroughput: { ...warmThroughput(record), Status: happening.warming ? 'UPDATING' : 'ACTIVE' },
  };
}

function billing(record: TableRecord, status: Status): JsonObject {
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

function tableClass({ TableClass, TableClassChangedAt }: TableRecord): JsonObject {
  if (TableClass === undefined) return {};
  const changed = TableClassChangedAt !== undefined && { LastUpdateDateTime: TableClassChangedAt };
  return { TableClassSummary: { ...changed, TableClass } };
}

function encryption({ SSEEnabled, KMSMasterKeyArn }: TableRecord): JsonObject {
  if (!SSEEnabled) return {};
  return { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', ...(KMSMasterKeyArn && { KMSMasterKeyArn }) } };
}

const NO_THROUGHPUT: Throughput = { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };

const describeProjection = ({ ProjectionType, NonKeyAttributes }: IndexRecord['Projection']) => ({
  ProjectionType,
  ...(NonKeyAttributes && { NonKeyAttributes }),
});

function describeIndex({ record, account, counts }: View, index: IndexRecord): JsonObject {
  const count = counts.indexes[index.IndexName];
  return {
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: describeProjection(index.Projection),
    IndexSizeBytes: count?.bytes ?? 0,
    ItemCount: count?.items ?? 0,
    IndexArn: `${tableArn(account, record.TableName)}/index/${index.IndexName}`,
  };
}

/** Only an index that is added to a table that is there tells of its backfilling, which begins later. */
function describeGlobalIndex(view: View, index: IndexRecord): JsonObject {
  const { record, happening, now } = view;
  const IndexStatus = happening.index?.(index.IndexName) ?? 'ACTIVE';
  const { ProvisionedThroughput = NO_THROUGHPUT, OnDemandThroughput, WarmThroughput } = index;
  const isNew = happening.table === 'CREATING';
  return {
    ...describeIndex(view, index),
    IndexStatus,
    ...(IndexStatus === 'CREATING' && !isNew && { Backfilling: false }),
    ProvisionedThroughput: describeThroughput(ProvisionedThroughput, now),
    ...(OnDemandThroughput && { OnDemandThroughput }),
    ...((!isNew || WarmThroughput !== undefined) && {
      WarmThroughput: {
        ...warmThroughput({ BillingMode: record.BillingMode, ProvisionedThroughput, WarmThroughput }),
        Status: IndexStatus === 'ACTIVE' ? 'ACTIVE' : 'UPDATING',
      },
    }),
  };
}
