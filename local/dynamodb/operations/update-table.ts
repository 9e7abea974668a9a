/** UpdateTable. Source: DynamoDB API Reference, UpdateTable. What it changes is in force as soon as it is answered. */
import type { Database, Operation } from '../database';
import { invalidParameter, validationError } from '../errors';
import * as members from '../requests/members';
import { flag, list } from '../requests/scalars';
import { type Of, optional, readRequest, structure } from '../requests/shape';
import * as tables from '../requests/table-members';
import { checkThroughput, throughputOnDemand } from '../tables/definition-checks';
import { describe } from '../tables/describe';
import { applyIndexUpdates, checkIndexUpdates } from '../tables/index-updates';
import type { Table } from '../tables/table';
import type { TableRecord } from '../tables/table-record';
import { newStream } from './create-table';

const UPDATE_TABLE = structure({
  TableName: members.tableName,
  ProvisionedThroughput: tables.provisionedThroughput,
  BillingMode: tables.billingMode,
  AttributeDefinitions: optional(tables.attributeDefinitions),
  GlobalSecondaryIndexUpdates: optional(list(tables.globalIndexUpdate)),
  StreamSpecification: tables.streamSpecification,
  SSESpecification: tables.sseSpecification,
  TableClass: tables.tableClass,
  DeletionProtectionEnabled: optional(flag),
});
type Request = Of<typeof UPDATE_TABLE>;

export const updateTable: Operation = async (database, input) => {
  tables.checkTableName(input);
  const request = readRequest(UPDATE_TABLE, input);
  checkRequest(request);
  const table = database.catalog.named(request.TableName);
  const billed = withBilling(database, table.record, request);
  const streamed = withStream(database, { ...billed, ...settings(request, billed) }, request);
  const { record, changes } = applyIndexUpdates(database, table, streamed, request);
  const updated = await database.catalog.put(record, changes);
  return {
    TableDescription: describe(
      beingUpdated(table, updated),
      database.account,
      'UPDATING',
      database.statistics.of(updated),
    ),
  };
};

/** The answer still has the throughput from before, which lasts until the update is done. */
function beingUpdated(table: Table, updated: Table): Table {
  if (updated.record.BillingMode !== table.record.BillingMode) return updated;
  const { ProvisionedThroughput } = table.record;
  return { ...updated, record: { ...updated.record, ProvisionedThroughput } };
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
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      GlobalSecondaryIndexes: record.GlobalSecondaryIndexes.map(({ ProvisionedThroughput: _, ...index }) => index),
    };
  }
  if (throughput === undefined) return record;
  if (record.BillingMode === 'PAY_PER_REQUEST') checkIndexThroughput(record, request);
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = record.ProvisionedThroughput;
  if (throughput.ReadCapacityUnits === read && throughput.WriteCapacityUnits === write) {
    throw validationError(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  return { ...record, BillingMode, ProvisionedThroughput: throughput };
}

/** A table that is no longer on demand says what each of its indexes gets. */
function checkIndexThroughput(record: TableRecord, { GlobalSecondaryIndexUpdates: updates = [] }: Request): void {
  for (const { IndexName } of record.GlobalSecondaryIndexes) {
    if (updates.some(({ Update, Delete }) => (Update ?? Delete)?.IndexName === IndexName)) continue;
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${IndexName}`);
  }
}

const settings = (request: Request, record: TableRecord): Partial<TableRecord> => ({
  DeletionProtectionEnabled: request.DeletionProtectionEnabled ?? record.DeletionProtectionEnabled,
  ...(request.TableClass && { TableClass: request.TableClass }),
  ...(request.SSESpecification && { SSEEnabled: request.SSESpecification.Enabled === true }),
});

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
