/** DescribeBackup. Source: DynamoDB API Reference, DescribeBackup. */
import type { Operation } from '../database';
import { readRequest, structure } from '../requests/shape';
import { backupArn } from '../requests/table-members';
import { describeBackup as describe, findBackup } from '../tables/backups';

const DESCRIBE_BACKUP = structure({ BackupArn: backupArn });

export const describeBackup: Operation = (database, input) => ({
  BackupDescription: describe(findBackup(database, readRequest(DESCRIBE_BACKUP, input).BackupArn), 'AVAILABLE'),
});
