/**
 * A new table made of another one's definition and items. Streams, TTL, tags, policies and point-in-time recovery are not
 * restored. Source: DynamoDB API Reference, RestoreTableFromBackup and RestoreTableToPointInTime, and Developer Guide,
 * "Restoring a DynamoDB table from a backup".
 */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import type { Change } from '../../store/store';
import type { Database } from '../database';
import { invalidParameter } from '../errors';
import * as members from '../requests/members';
import { list, text } from '../requests/scalars';
import { type Of, optional, required, structure } from '../requests/shape';
import * as tables from '../requests/table-members';
import type { Item } from '../values/attribute-value';
import { globalIndexRecord, type IndexInput, indexRecord } from './definition-checks';
import { describeCreated } from './describe';
import { encryption } from './encryption';
import { usedDefinitionsOnly } from './index-updates';
import { indexKey, itemKey } from './item-keys';
import { tableOf } from './table';
import type { IndexRecord, RestoreSource, TableRecord } from './table-record';
import { onDemandThroughput } from './throughput';

/** What both restores take. */
export const RESTORE_MEMBERS = {
  TargetTableName: required(text({ pattern: members.NAME_PATTERN, min: 3, max: 255 })),
  BillingModeOverride: tables.billingMode,
  GlobalSecondaryIndexOverride: optional(list(tables.globalIndex)),
  LocalSecondaryIndexOverride: optional(list(tables.localIndex)),
  ProvisionedThroughputOverride: tables.provisionedThroughput,
  OnDemandThroughputOverride: tables.onDemandThroughput,
  SSESpecificationOverride: tables.sseSpecification,
} as const;
const RESTORE = structure(RESTORE_MEMBERS);
export type RestoreRequest = Of<typeof RESTORE>;

export interface Restorable {
  readonly definition: TableRecord;
  readonly items: Iterable<Item>;
  readonly source: RestoreSource;
}

export function checkTargetIsFree(database: Database, { TargetTableName }: RestoreRequest): void {
  const kind = database.transitions.of(TargetTableName)?.kind;
  if (kind === 'CREATING' || kind === 'DELETING') {
    throw new AwsError(
      'TableInUseException',
      `A target table with the specified name is either being created or deleted: ${TargetTableName}`,
    );
  }
  if (database.catalog.find(TargetTableName) === undefined) return;
  throw new AwsError('TableAlreadyExistsException', `Table already exists: ${TargetTableName}`);
}

/** Answers the description of the new table. */
export async function restore(database: Database, from: Restorable, request: RestoreRequest): Promise<JsonObject> {
  const record = restoredRecord(database, from, request);
  const table = await database.catalog.put(record, contents(database, from.items, record));
  return database.transitions.begin(table.name, 'CREATING', describeCreated(database, table));
}

function restoredRecord(database: Database, { definition, source }: Restorable, request: RestoreRequest): TableRecord {
  const BillingMode = request.BillingModeOverride ?? definition.BillingMode;
  const throughput = request.ProvisionedThroughputOverride ?? definition.ProvisionedThroughput;
  const OnDemandThroughput = onDemandThroughput(request.OnDemandThroughputOverride, BillingMode, undefined);
  const global = (index: IndexInput) => globalIndexRecord(index, BillingMode);
  const now = database.nowSeconds();
  return usedDefinitionsOnly({
    TableName: request.TargetTableName,
    TableId: database.entropy.uuid(),
    number: database.catalog.nextNumber(),
    CreationDateTime: now,
    AttributeDefinitions: definition.AttributeDefinitions,
    KeySchema: definition.KeySchema,
    BillingMode,
    ...(BillingMode === 'PAY_PER_REQUEST' && { LastUpdateToPayPerRequestDateTime: now }),
    ProvisionedThroughput: BillingMode === 'PROVISIONED' ? throughput : { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ...(OnDemandThroughput && { OnDemandThroughput }),
    LocalSecondaryIndexes: chosen(definition.LocalSecondaryIndexes, request.LocalSecondaryIndexOverride, indexRecord),
    GlobalSecondaryIndexes: chosen(definition.GlobalSecondaryIndexes, request.GlobalSecondaryIndexOverride, global),
    DeletionProtectionEnabled: false,
    ...(definition.TableClass && { TableClass: definition.TableClass }),
    ...(request.SSESpecificationOverride === undefined
      ? { SSEEnabled: definition.SSEEnabled === true, KMSMasterKeyArn: definition.KMSMasterKeyArn }
      : encryption(database.account, request.SSESpecificationOverride)),
    restoredFrom: source,
    Tags: [],
  });
}

/** "The indexes provided should match existing secondary indexes." */
function chosen(
  existing: readonly IndexRecord[],
  override: readonly IndexInput[] | undefined,
  recordOf: (index: IndexInput) => IndexRecord,
): readonly IndexRecord[] {
  if (override === undefined) return existing;
  for (const { IndexName } of override) {
    if (existing.some((index) => index.IndexName === IndexName)) continue;
    throw invalidParameter(`Index override does not match an index of the backup: ${IndexName}`);
  }
  return override.map(recordOf);
}

function contents(database: Database, items: Iterable<Item>, record: TableRecord): readonly Change[] {
  const table = tableOf(record, database.account);
  const changes: Change[] = [];
  for (const item of items) {
    const key = itemKey(table, item);
    changes.push({ kind: 'put', key, value: item });
    for (const index of table.indexes) {
      const entry = indexKey(table, index, item);
      if (entry !== undefined) changes.push({ kind: 'put', key: entry, value: key });
    }
  }
  return changes;
}
