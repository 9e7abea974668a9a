/**
 * RestoreTableFromBackup: a new table with the items and indexes of a backup. Streams, TTL, tags, policies and
 * point-in-time recovery are not restored. Source: DynamoDB API Reference, RestoreTableFromBackup, and Developer Guide,
 * "Restoring a DynamoDB table from a backup".
 */
import { AwsError } from '../../service';
import type { Change } from '../../store/store';
import type { Database, Operation } from '../database';
import { invalidParameter } from '../errors';
import * as members from '../requests/members';
import { list, text } from '../requests/scalars';
import { type Of, optional, readRequest, required, structure } from '../requests/shape';
import * as tables from '../requests/table-members';
import { type BackupRecord, backedUpItems, findBackup, sourceArn } from '../tables/backups';
import { globalIndexRecord, type IndexInput, indexRecord } from '../tables/definition-checks';
import { describeCreated } from '../tables/describe';
import { usedDefinitionsOnly } from '../tables/index-updates';
import { indexKey, itemKey } from '../tables/item-keys';
import { tableOf } from '../tables/table';
import type { IndexRecord, TableRecord } from '../tables/table-record';
import { onDemandThroughput } from '../tables/throughput';
import { encryption } from './create-table';

const RESTORE_TABLE_FROM_BACKUP = structure({
  TargetTableName: required(text({ pattern: members.NAME_PATTERN, min: 3, max: 255 })),
  BackupArn: tables.backupArn,
  BillingModeOverride: tables.billingMode,
  GlobalSecondaryIndexOverride: optional(list(tables.globalIndex)),
  LocalSecondaryIndexOverride: optional(list(tables.localIndex)),
  ProvisionedThroughputOverride: tables.provisionedThroughput,
  OnDemandThroughputOverride: tables.onDemandThroughput,
  SSESpecificationOverride: tables.sseSpecification,
});
type Request = Of<typeof RESTORE_TABLE_FROM_BACKUP>;

export const restoreTableFromBackup: Operation = async (database, input) => {
  const request = readRequest(RESTORE_TABLE_FROM_BACKUP, input);
  const { TargetTableName } = request;
  if (database.catalog.find(TargetTableName) !== undefined) {
    throw new AwsError('TableAlreadyExistsException', `Table already exists: ${TargetTableName}`);
  }
  const backup = findBackup(database, request.BackupArn);
  const record = restoredRecord(database, backup, request);
  const table = await database.catalog.put(record, contents(database, backup, record));
  return { TableDescription: describeCreated(database, table) };
};

function restoredRecord(database: Database, backup: BackupRecord, request: Request): TableRecord {
  const { table } = backup;
  const BillingMode = request.BillingModeOverride ?? table.BillingMode;
  const throughput = request.ProvisionedThroughputOverride ?? table.ProvisionedThroughput;
  const OnDemandThroughput = onDemandThroughput(request.OnDemandThroughputOverride, BillingMode, undefined);
  const global = (index: IndexInput) => globalIndexRecord(index, BillingMode);
  const now = database.nowSeconds();
  return usedDefinitionsOnly({
    TableName: request.TargetTableName,
    TableId: database.entropy.uuid(),
    number: database.catalog.nextNumber(),
    CreationDateTime: now,
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    BillingMode,
    ...(BillingMode === 'PAY_PER_REQUEST' && { LastUpdateToPayPerRequestDateTime: now }),
    ProvisionedThroughput: BillingMode === 'PROVISIONED' ? throughput : { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ...(OnDemandThroughput && { OnDemandThroughput }),
    LocalSecondaryIndexes: chosen(table.LocalSecondaryIndexes, request.LocalSecondaryIndexOverride, indexRecord),
    GlobalSecondaryIndexes: chosen(table.GlobalSecondaryIndexes, request.GlobalSecondaryIndexOverride, global),
    DeletionProtectionEnabled: false,
    ...(table.TableClass && { TableClass: table.TableClass }),
    ...(request.SSESpecificationOverride === undefined
      ? { SSEEnabled: table.SSEEnabled === true, KMSMasterKeyArn: table.KMSMasterKeyArn }
      : encryption(database, request.SSESpecificationOverride)),
    restoredFrom: {
      SourceBackupArn: backup.arn,
      SourceTableArn: sourceArn(backup),
      RestoreDateTime: backup.createdAt,
    },
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

function contents(database: Database, backup: BackupRecord, record: TableRecord): readonly Change[] {
  const table = tableOf(record, database.account);
  const changes: Change[] = [];
  for (const item of backedUpItems(database, backup)) {
    const key = itemKey(table, item);
    changes.push({ kind: 'put', key, value: item });
    for (const index of table.indexes) {
      const entry = indexKey(table, index, item);
      if (entry !== undefined) changes.push({ kind: 'put', key: entry, value: key });
    }
  }
  return changes;
}
