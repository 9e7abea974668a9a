/** CreateTable. Source: DynamoDB API Reference, CreateTable. A table is ACTIVE as soon as it is answered. */
import type { Database, Operation } from '../database';
import { invalidParameter, resourceInUse } from '../errors';
import * as members from '../requests/members';
import { flag, list, text } from '../requests/scalars';
import { type Of, optional, readRequest, required, structure } from '../requests/shape';
import * as tables from '../requests/table-members';
import { checkDefinition, indexRecord } from '../tables/definition-checks';
import { describe } from '../tables/describe';
import { NO_STATISTICS } from '../tables/statistics';
import type { StreamRecordOfTable, TableRecord } from '../tables/table-record';

const CREATE_TABLE = structure({
  AttributeDefinitions: required(tables.attributeDefinitions),
  TableName: required(text({ pattern: members.NAME_PATTERN })),
  BillingMode: tables.billingMode,
  ProvisionedThroughput: tables.provisionedThroughput,
  KeySchema: tables.keySchema,
  LocalSecondaryIndexes: optional(list(tables.localIndex)),
  GlobalSecondaryIndexes: optional(list(tables.globalIndex)),
  StreamSpecification: tables.streamSpecification,
  SSESpecification: tables.sseSpecification,
  TableClass: tables.tableClass,
  DeletionProtectionEnabled: optional(flag),
  Tags: optional(list(tables.tag)),
});
type Request = Of<typeof CREATE_TABLE>;

export const createTable: Operation = async (database, input) => {
  tables.checkTableName(input);
  const request = readRequest(CREATE_TABLE, input);
  const BillingMode = request.BillingMode ?? 'PROVISIONED';
  checkDefinition({ ...request, BillingMode });
  const stream = newStream(database, request.StreamSpecification);
  if (database.catalog.find(request.TableName) !== undefined) {
    throw resourceInUse(`Table already exists: ${request.TableName}`);
  }
  const table = await database.catalog.put(recordOf(database, request, BillingMode, stream));
  database.statistics.created(table);
  return { TableDescription: describe(table, database.account, 'CREATING', NO_STATISTICS) };
};

function recordOf(
  database: Database,
  request: Request,
  BillingMode: TableRecord['BillingMode'],
  stream: StreamRecordOfTable | undefined,
): TableRecord {
  const now = database.nowSeconds();
  return {
    TableName: request.TableName,
    TableId: database.entropy.uuid(),
    number: database.catalog.nextNumber(),
    CreationDateTime: now,
    AttributeDefinitions: request.AttributeDefinitions,
    KeySchema: request.KeySchema,
    BillingMode,
    ...(BillingMode === 'PAY_PER_REQUEST' && { LastUpdateToPayPerRequestDateTime: now }),
    ProvisionedThroughput: request.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    LocalSecondaryIndexes: (request.LocalSecondaryIndexes ?? []).map(indexRecord),
    GlobalSecondaryIndexes: (request.GlobalSecondaryIndexes ?? []).map(indexRecord),
    ...(stream && { stream }),
    DeletionProtectionEnabled: request.DeletionProtectionEnabled ?? false,
    ...(request.TableClass && { TableClass: request.TableClass }),
    ...(request.SSESpecification?.Enabled && { SSEEnabled: true }),
    Tags: request.Tags ?? [],
  };
}

/** The definition of a stream that is being enabled, or nothing. */
export function newStream(
  database: Database,
  specification: Request['StreamSpecification'],
): StreamRecordOfTable | undefined {
  if (specification === undefined) return undefined;
  const { StreamEnabled, StreamViewType } = specification;
  if (!StreamEnabled) {
    if (StreamViewType === undefined) return undefined;
    throw invalidParameter('StreamViewType cannot be specified when StreamEnabled is false');
  }
  if (StreamViewType === undefined) {
    throw invalidParameter('StreamViewType must be specified when StreamEnabled is true');
  }
  const label = new Date(database.clock.now()).toISOString().slice(0, -1);
  return { StreamViewType, label, enabled: true };
}
