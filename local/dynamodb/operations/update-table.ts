/** UpdateTable. Source: DynamoDB API Reference, UpdateTable. What it changes is in force as soon as it is answered. */
import type { JsonObject } from '../../../lib/units';
import type { Database, Operation } from '../database';
import { invalidParameter, validationError } from '../errors';
import * as members from '../requests/members';
import { flag, list } from '../requests/scalars';
import { type Of, optional, readRequest, structure } from '../requests/shape';
import * as tables from '../requests/table-members';
import { nameOf } from '../tables/catalog';
import { checkThroughput, throughputOnDemand } from '../tables/definition-checks';
import { describe } from '../tables/describe';
import { encryption } from '../tables/encryption';
import { endOfStream } from '../tables/ended-streams';
import { applyIndexUpdates, checkIndexUpdates } from '../tables/index-updates';
import { changedThroughput } from '../tables/provisioned-throughput';
import type { Table } from '../tables/table';
import type { TableRecord } from '../tables/table-record';
import { onDemandThroughput, raisedWarmThroughput, warmThroughput } from '../tables/throughput';
import { newStream } from './create-table';

const UPDATE_TABLE = structure({
  TableName: members.tableName,
  ProvisionedThroughput: tables.provisionedThroughput,
  OnDemandThroughput: tables.onDemandThroughput,
  WarmThroughput: tables.warmThroughput,
  BillingMode: tables.billingMode,
  AttributeDefinitions: optional(tables.attributeDefinitions),
  GlobalSecondaryIndexUpdates: optional(list(tables.globalIndexUpdate)),
  StreamSpecification: tables.streamSpecification,
  SSESpecification: tables.sseSpecification,
  TableClass: tables.tableClass,
  DeletionProtectionEnabled: optional(flag),
});
type Request = Of<typeof UPDATE_TABLE>;

/** There is one region, and there are no vectors. */
const UNMODELLED = ['ReplicaUpdates', 'MultiRegionConsistency', 'GlobalTableWitnessUpdates', 'VectorIndexUpdates'];

export const updateTable: Operation = async (database, input) => {
  tables.checkTableName(input);
  tables.refuseUnmodelled('UpdateTable', input, UNMODELLED);
  const request = readRequest(UPDATE_TABLE, input);
  checkRequest(request);
  database.transitions.refuseChange(nameOf(request.TableName));
  const table = database.catalog.named(request.TableName);
  const billed = withBilling(database, withWarmth(table.record), request);
  const streamed = withStream(database, { ...billed, ...settings(database, request, billed) }, request);
  const { record, changes } = applyIndexUpdates(database, table, streamed, request);
  const replaced = record.stream?.label === table.record.stream?.label ? [] : endOfStream(database, table.record);
  const updated = await database.catalog.put(record, [...changes, ...replaced]);
  const description = describeUpdate(database, table, updated, request);
  return { TableDescription: database.transitions.begin(table.name, 'UPDATING', description) };
};

/** What is warm stays so, whatever becomes of the capacity. */
const withWarmth = (record: TableRecord): TableRecord => ({
  ...record,
  WarmThroughput: warmThroughput(record),
  GlobalSecondaryIndexes: record.GlobalSecondaryIndexes.map((index) => ({
    ...index,
    WarmThroughput: warmThroughput({ ProvisionedThroughput: undefined, ...index, BillingMode: record.BillingMode }),
  })),
});

/** The answer still has the throughput and the indexes from before, which last until the update is done. */
function describeUpdate(database: Database, before: Table, after: Table, request: Request): JsonObject {
  const { GlobalSecondaryIndexUpdates: updates = [], WarmThroughput } = request;
  const billingChanges = before.record.BillingMode !== after.record.BillingMode;
  const named = (kind: 'Create' | 'Update' | 'Delete') => new Set(updates.map((update) => update[kind]?.IndexName));
  const [created, changed, deleted] = [named('Create'), named('Update'), named('Delete')];
  const going = before.record.GlobalSecondaryIndexes.filter(({ IndexName }) => deleted.has(IndexName));
  const record = {
    ...after.record,
    ...(going.length > 0 && { AttributeDefinitions: before.record.AttributeDefinitions }),
    ...(!billingChanges && { ProvisionedThroughput: before.record.ProvisionedThroughput }),
    GlobalSecondaryIndexes: [...after.record.GlobalSecondaryIndexes, ...going],
  };
  const index = (name: string) => {
    if (created.has(name)) return 'CREATING';
    if (deleted.has(name)) return 'DELETING';
    return changed.has(name) || billingChanges ? 'UPDATING' : 'ACTIVE';
  };
  const warming = WarmThroughput !== undefined;
  return describe(database, { ...after, record }, { table: 'UPDATING', index, warming });
}

function checkRequest(request: Request): void {
  const {
    TableName: _name,
    AttributeDefinitions: _definitions,
    GlobalSecondaryIndexUpdates: updates = [],
    ...rest
  } = request;
  if (Object.values(rest).every((member) => member === undefined) && updates.length === 0) {
    throw validationError(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
  }
  if (request.BillingMode === 'PROVISIONED' && request.ProvisionedThroughput === undefined) {
    throw invalidParameter('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  }
  if (request.ProvisionedThroughput !== undefined) checkThroughput(request.ProvisionedThroughput);
  checkIndexUpdates(updates);
}

function withBilling(database: Database, record: TableRecord, request: Request): TableRecord {
  const BillingMode = request.BillingMode ?? record.BillingMode;
  const throughput = request.ProvisionedThroughput;
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (throughput !== undefined) throw throughputOnDemand();
    if (record.BillingMode === BillingMode) return record;
    return {
      ...record,
      BillingMode,
      LastUpdateToPayPerRequestDateTime: database.nowSeconds(),
      ProvisionedThroughput: { ...record.ProvisionedThroughput, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      GlobalSecondaryIndexes: record.GlobalSecondaryIndexes.map(({ ProvisionedThroughput: _, ...index }) => index),
    };
  }
  if (throughput === undefined) return record;
  if (record.BillingMode === 'PAY_PER_REQUEST') checkIndexThroughput(record, request);
  const ProvisionedThroughput = changedThroughput(
    'table',
    record.ProvisionedThroughput,
    throughput,
    database.nowSeconds(),
  );
  return { ...record, BillingMode, ProvisionedThroughput };
}

/** A table that is no longer on demand says what each of its indexes gets. */
function checkIndexThroughput(record: TableRecord, { GlobalSecondaryIndexUpdates: updates = [] }: Request): void {
  for (const { IndexName } of record.GlobalSecondaryIndexes) {
    if (updates.some(({ Update, Delete }) => (Update ?? Delete)?.IndexName === IndexName)) continue;
    throw invalidParameter(`ProvisionedThroughput is not specified for index: ${IndexName}`);
  }
}

function settings(database: Database, request: Request, record: TableRecord): Partial<TableRecord> {
  const { BillingMode } = record;
  const { DeletionProtectionEnabled, SSESpecification, TableClass, WarmThroughput } = request;
  const maximums = request.BillingMode === 'PROVISIONED' ? undefined : record.OnDemandThroughput;
  return {
    DeletionProtectionEnabled: DeletionProtectionEnabled ?? record.DeletionProtectionEnabled,
    ...(TableClass && { TableClass, TableClassChangedAt: database.nowSeconds() }),
    ...(SSESpecification && encryption(database.account, SSESpecification)),
    OnDemandThroughput: onDemandThroughput(request.OnDemandThroughput, BillingMode, maximums),
    WarmThroughput: raisedWarmThroughput(WarmThroughput, record, 'table'),
  };
}

function withStream(database: Database, record: TableRecord, { StreamSpecification }: Request): TableRecord {
  if (StreamSpecification === undefined) return record;
  const stream = newStream(database, StreamSpecification);
  if (stream !== undefined) {
    if (record.stream?.enabled) {
      throw validationError(`Table already has an enabled stream: TableName: ${record.TableName}`);
    }
    return { ...record, stream };
  }
  if (!record.stream?.enabled) {
    throw validationError(`Table has no stream to disable: TableName: ${record.TableName}`);
  }
  return { ...record, stream: { ...record.stream, enabled: false } };
}
