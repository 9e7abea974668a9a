/** RestoreTableFromBackup. Source: DynamoDB API Reference, RestoreTableFromBackup. */
import type { Operation } from '../database';
import { readRequest, structure } from '../requests/shape';
import * as tables from '../requests/table-members';
import { backedUpItems, findBackup, sourceArn } from '../tables/backups';
import { checkTargetIsFree, RESTORE_MEMBERS, restore } from '../tables/restored';

const RESTORE_TABLE_FROM_BACKUP = structure({ ...RESTORE_MEMBERS, BackupArn: tables.backupArn });

export const restoreTableFromBackup: Operation = async (database, input) => {
  const request = readRequest(RESTORE_TABLE_FROM_BACKUP, input);
  checkTargetIsFree(database, request);
  const backup = findBackup(database, request.BackupArn);
  const source = {
    SourceBackupArn: backup.arn,
    SourceTableArn: sourceArn(backup),
    RestoreDateTime: backup.createdAt,
  };
  const from = { definition: backup.table, items: backedUpItems(database, backup), source };
  return { TableDescription: await restore(database, from, request) };
};
