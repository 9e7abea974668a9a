/** CreateTable. Source: DynamoDB API Reference, CreateTable. A table can be used once it is ACTIVE: see transitions.ts. */
import type { Database, Operation } from '../database';
import { invalidParameter, resourceInUse } from '../errors';
import * as members from '../requests/members';
import { flag, list, text } from '../requests/scalars';
import { type Of, optional, readRequest, required, structure } from '../requests/shape';
import * as tables from '../requests/table-members';
import { checkDefinition, globalIndexRecord, indexRecord } from '../tables/definition-checks';
import { describeCreated } from '../tables/describe';
import { encryption } from '../tables/encryption';
import { newPolicy, withPolicy } from '../tables/resource-policies';
import { tableArn } from '../tables/table';
import type { StreamRecordOfTable, TableRecord } from '../tables/table-record';
import { withTags } from '../tables/tags';
import { newWarmThroughput, onDemandThroughput } from '../tables/throughput';

const CREATE_TABLE = structure({
  AttributeDefinitions: required(tables.attributeDefinitions),
  TableName: required(text({ pattern: members.NAME_PATTERN })),
  BillingMode: tables.billingMode,
  ProvisionedThroughput: tables.provisionedThroughput,
  OnDemandThroughput: tables.onDemandThroughput,
  WarmThroughput: tables.warmThroughput,
  KeySchema: tables.keySchema,
  LocalSecondaryIndexes: optional(list(tables.localIndex)),
  GlobalSecondaryIndexes: optional(list(tables.globalIndex)),
  StreamSpecification: tables.streamSpecification,
  SSESpecification: tables.sseSpecification,
  TableClass: tables.tableClass,
  DeletionProtectionEnabled: optional(flag),
  Tags: optional(list(tables.tag)),
  ResourcePolicy: optional(text()),
});
type Request = Of<typeof CREATE_TABLE>;

const UNMODELLED = ['VectorIndexes', 'GlobalTableSourceArn'];

export const createTable: Operation = async (database, input) => {
  tables.checkTableName(input);
  tables.refuseUnmodelled('CreateTable', input, UNMODELLED);
  const request = readRequest(CREATE_TABLE, input);
  const BillingMode = request.BillingMode ?? 'PROVISIONED';
  checkDefinition({ ...request, BillingMode });
  const stream = newStream(database, request.StreamSpecification);
  const { transitions } = database;
  if (transitions.of(request.TableName)?.kind === 'DELETING') transitions.refuseChange(request.TableName);
  if (database.catalog.find(request.TableName) !== undefined) {
    throw resourceInUse(`Table already exists: ${request.TableName}`);
  }
  const record = recordOf(database, request, BillingMode, stream);
  const table = await database.catalog.put(withPolicyOf(database, record, request.ResourcePolicy), [
    database.statistics.created(record),
  ]);
  return { TableDescription: transitions.begin(table.name, 'CREATING', describeCreated(database, table)) };
};

function withPolicyOf(database: Database, record: TableRecord, policy: string | undefined): TableRecord {
  if (policy === undefined) return record;
  return withPolicy(record, tableArn(database.account, record.TableName), newPolicy(database, policy));
}

function recordOf(
  database: Database,
  request: Request,
  BillingMode: TableRecord['BillingMode'],
  stream: StreamRecordOfTable | undefined,
): TableRecord {
  const now = database.nowSeconds();
  const { ProvisionedThroughput, WarmThroughput } = request;
  const OnDemandThroughput = onDemandThroughput(request.OnDemandThroughput, BillingMode, undefined);
  return {
    TableName: request.TableName,
    TableId: database.entropy.uuid(),
    number: database.catalog.nextNumber(),
    CreationDateTime: now,
    AttributeDefinitions: request.AttributeDefinitions,
    KeySchema: request.KeySchema,
    BillingMode,
    ...(BillingMode === 'PAY_PER_REQUEST' && { LastUpdateToPayPerRequestDateTime: now }),
    ProvisionedThroughput: ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ...(OnDemandThroughput && { OnDemandThroughput }),
    ...(WarmThroughput && {
      WarmThroughput: newWarmThroughput(WarmThroughput, { BillingMode, ProvisionedThroughput }, 'table'),
    }),
    LocalSecondaryIndexes: (request.LocalSecondaryIndexes ?? []).map(indexRecord),
    GlobalSecondaryIndexes: (request.GlobalSecondaryIndexes ?? []).map((index) =>
      globalIndexRecord(index, BillingMode),
    ),
    ...(stream && { stream }),
    DeletionProtectionEnabled: request.DeletionProtectionEnabled ?? false,
    ...(request.TableClass && { TableClass: request.TableClass }),
    ...(request.SSESpecification && encryption(database.account, request.SSESpecification)),
    Tags: withTags([], request.Tags ?? []),
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
