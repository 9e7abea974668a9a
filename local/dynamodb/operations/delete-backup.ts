/** DeleteBackup. Source: DynamoDB API Reference, DeleteBackup. */
import type { Operation } from '../database';
import { readRequest, structure } from '../requests/shape';
import { backupArn } from '../requests/table-members';
import { deleteBackupOf, describeBackup, findBackup } from '../tables/backups';

const DELETE_BACKUP = structure({ BackupArn: backupArn });

export const deleteBackup: Operation = async (database, input) => {
  const backup = findBackup(database, readRequest(DELETE_BACKUP, input).BackupArn);
  await deleteBackupOf(database, backup);
  return { BackupDescription: describeBackup(backup, 'DELETED') };
};
