/**
 * Backups: a table's definition and a copy of its items, kept in the store until the backup is deleted.
 *
 * "If you delete a table with point-in-time recovery enabled, a system backup is automatically created and is retained for
 * 35 days": it goes with the next one of its kind after that, and is not told of meanwhile.
 *
 * Source: DynamoDB Developer Guide, "Backing up a DynamoDB table", "Restoring a DynamoDB table from a backup" and "Before you
 * begin using point-in-time recovery".
 */
import type { Json, JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import { type Change, type Key, keyOf, within } from '../../store/store';
import { answer } from '../answer';
import type { Database } from '../database';
import { deletions, itemsOf } from './contents';
import { describeTimeToLive } from './describe-time-to-live';
import type { Statistics } from './statistics';
import { type Table, tableArn } from './table';
import type { IndexRecord, TableRecord } from './table-record';

export interface BackupRecord {
  readonly arn: string;
  readonly name: string;
  /** Seconds. */
  readonly createdAt: number;
  readonly items: number;
  readonly bytes: number;
  readonly table: TableRecord;
  /** Seconds; of a system backup. */
  readonly expiresAt?: number;
}
const SYSTEM_BACKUP_SECONDS = 35 * 24 * 60 * 60;

type Status = 'CREATING' | 'AVAILABLE' | 'DELETED';

const backupKey = (arn: string): Key => keyOf('dynamodb', 'backup', arn);
const itemsPlace = (arn: string): Key => keyOf('dynamodb', 'backup items', arn);

export function newBackup(
  database: Database,
  { name, record }: Table,
  backupName: string,
  counts: Statistics,
): BackupRecord {
  const { account, clock, entropy } = database;
  const id = `${String(clock.now()).padStart(14, '0')}-${entropy.uuid().slice(0, 8)}`;
  const arn = `${tableArn(account, name)}/backup/${id}`;
  return {
    arn,
    name: backupName,
    createdAt: database.nowSeconds(),
    items: counts.items,
    bytes: counts.bytes,
    table: record,
  };
}

export const storeBackup = (database: Database, backup: BackupRecord, table: Table): Promise<void> =>
  database.store.commit(copyOf(database, backup, table));

/** What to commit where a table is deleted: a last backup of one with point-in-time recovery. */
export function systemBackup(database: Database, table: Table): readonly Change[] {
  const { name, record } = table;
  if (record.PointInTimeRecovery === undefined) return [];
  const backup = newBackup(database, table, `${name}$DeletedTableBackup`, database.statistics.now(table));
  const expiresAt = backup.createdAt + SYSTEM_BACKUP_SECONDS;
  const expired = storedBackups(database).filter((each) => isExpired(database, each));
  return [
    ...copyOf(database, { ...backup, expiresAt }, table),
    ...expired.flatMap((each) => deletionOf(database, each)),
  ];
}

function copyOf(database: Database, backup: BackupRecord, table: Table): readonly Change[] {
  const changes: Change[] = [{ kind: 'put', key: backupKey(backup.arn), value: backup }];
  let number = 0;
  for (const value of itemsOf(database.store, table.place)) {
    const key = `${itemsPlace(backup.arn)}\u0000${String(number++).padStart(12, '0')}`;
    changes.push({ kind: 'put', key, value });
  }
  return changes;
}

export const backedUpItems = (database: Database, { arn }: BackupRecord) => itemsOf(database.store, itemsPlace(arn));

export const deleteBackupOf = (database: Database, backup: BackupRecord): Promise<void> =>
  database.store.commit(deletionOf(database, backup));

const deletionOf = ({ store }: Database, { arn }: BackupRecord): readonly Change[] => [
  { kind: 'delete', key: backupKey(arn) },
  ...deletions(store, itemsPlace(arn)),
];

export function findBackup(database: Database, arn: string): BackupRecord {
  const backup = database.store.get(backupKey(arn)) as BackupRecord | undefined;
  if (backup !== undefined && !isExpired(database, backup)) return backup;
  throw new AwsError('BackupNotFoundException', `Backup not found: ${arn}`);
}

/** In the order of their ARNs: by table, and then by time. */
export const allBackups = (database: Database): readonly BackupRecord[] =>
  storedBackups(database).filter((backup) => !isExpired(database, backup));

const storedBackups = ({ store }: Database): readonly BackupRecord[] =>
  [...store.range(within('dynamodb', 'backup'))].map(([, value]) => value as BackupRecord);

const isExpired = (database: Database, { expiresAt }: BackupRecord): boolean =>
  expiresAt !== undefined && expiresAt <= database.nowSeconds();

export const typeOfBackup = ({ expiresAt }: BackupRecord) => (expiresAt === undefined ? 'USER' : 'SYSTEM');

export const backupDetails = (backup: BackupRecord, BackupStatus: Status): JsonObject => ({
  BackupArn: backup.arn,
  BackupName: backup.name,
  BackupSizeBytes: backup.bytes,
  BackupStatus,
  BackupType: typeOfBackup(backup),
  BackupCreationDateTime: backup.createdAt,
  ...(backup.expiresAt !== undefined && { BackupExpiryDateTime: backup.expiresAt }),
});

export const backupSummary = (backup: BackupRecord): JsonObject => ({
  TableName: backup.table.TableName,
  TableId: backup.table.TableId,
  TableArn: sourceArn(backup),
  ...backupDetails(backup, 'AVAILABLE'),
});

export const sourceArn = ({ arn }: BackupRecord): string => arn.slice(0, arn.indexOf('/backup/'));

export function describeBackup(backup: BackupRecord, status: Status): JsonObject {
  const { table } = backup;
  const { ReadCapacityUnits, WriteCapacityUnits } = table.ProvisionedThroughput;
  return {
    BackupDetails: backupDetails(backup, status),
    SourceTableDetails: answer({
      TableName: table.TableName,
      TableId: table.TableId,
      TableArn: sourceArn(backup),
      TableSizeBytes: backup.bytes,
      KeySchema: table.KeySchema,
      TableCreationDateTime: table.CreationDateTime,
      ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
      OnDemandThroughput: table.OnDemandThroughput,
      ItemCount: backup.items,
      BillingMode: table.BillingMode,
    }),
    SourceTableFeatureDetails: features(table),
  };
}

function features(table: TableRecord): JsonObject {
  const { LocalSecondaryIndexes: locals, GlobalSecondaryIndexes: globals, stream } = table;
  const infos = (indexes: readonly IndexRecord[]): readonly Json[] | undefined =>
    indexes.length === 0 ? undefined : indexes.map(indexInfo);
  return answer({
    LocalSecondaryIndexes: infos(locals),
    GlobalSecondaryIndexes: infos(globals),
    StreamDescription: stream?.enabled ? { StreamEnabled: true, StreamViewType: stream.StreamViewType } : undefined,
    TimeToLiveDescription: describeTimeToLive(table),
    SSEDescription: table.SSEEnabled ? { Status: 'ENABLED', SSEType: 'KMS' } : undefined,
  });
}

const indexInfo = ({ IndexName, KeySchema, Projection, ProvisionedThroughput: throughput }: IndexRecord): JsonObject =>
  answer({
    IndexName,
    KeySchema,
    Projection: answer({ ...Projection }),
    ProvisionedThroughput: throughput && {
      ReadCapacityUnits: throughput.ReadCapacityUnits,
      WriteCapacityUnits: throughput.WriteCapacityUnits,
    },
  });
