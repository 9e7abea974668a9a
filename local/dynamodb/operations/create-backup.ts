/** CreateBackup. Source: DynamoDB API Reference, CreateBackup. The backup is AVAILABLE as soon as it is answered. */
import type { Operation } from '../database';
import * as members from '../requests/members';
import { text } from '../requests/scalars';
import { readRequest, required, structure } from '../requests/shape';
import { backupDetails, newBackup, storeBackup } from '../tables/backups';
import { backedUpTable } from '../tables/continuous-backups';

const CREATE_BACKUP = structure({
  TableName: members.tableName,
  BackupName: required(text({ pattern: members.NAME_PATTERN, min: 3, max: 255 })),
});

export const createBackup: Operation = async (database, input) => {
  const { TableName, BackupName } = readRequest(CREATE_BACKUP, input);
  const table = backedUpTable(database, TableName);
  const backup = newBackup(database, table, BackupName, database.statistics.now(table));
  await storeBackup(database, backup, table);
  return { BackupDetails: backupDetails(backup, 'CREATING') };
};
