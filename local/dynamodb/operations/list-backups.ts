/** ListBackups. Source: DynamoDB API Reference, ListBackups. */
import { answer } from '../answer';
import type { Operation } from '../database';
import * as members from '../requests/members';
import { integer, oneOf, seconds } from '../requests/scalars';
import { optional, readRequest, structure } from '../requests/shape';
import { backupArn } from '../requests/table-members';
import { allBackups, backupSummary, typeOfBackup } from '../tables/backups';
import { nameOf } from '../tables/catalog';

const MAX_BACKUPS = 100;
const LIST_BACKUPS = structure({
  TableName: optional(members.tableName),
  Limit: optional(integer({ min: 1, max: MAX_BACKUPS })),
  TimeRangeLowerBound: optional(seconds),
  TimeRangeUpperBound: optional(seconds),
  ExclusiveStartBackupArn: optional(backupArn),
  BackupType: optional(oneOf('USER', 'SYSTEM', 'AWS_BACKUP', 'ALL')),
});

export const listBackups: Operation = (database, input) => {
  const { TableName, Limit = MAX_BACKUPS, BackupType = 'USER', ...request } = readRequest(LIST_BACKUPS, input);
  const { TimeRangeLowerBound: since = 0, TimeRangeUpperBound: until = Number.POSITIVE_INFINITY } = request;
  const { ExclusiveStartBackupArn: after = '' } = request;
  const all = allBackups(database).filter((backup) => BackupType === 'ALL' || BackupType === typeOfBackup(backup));
  const rest = all.filter(
    ({ arn, createdAt, table }) =>
      arn > after &&
      createdAt >= since &&
      createdAt < until &&
      (TableName === undefined || table.TableName === nameOf(TableName)),
  );
  const page = rest.slice(0, Limit);
  return answer({
    BackupSummaries: page.map(backupSummary),
    LastEvaluatedBackupArn: rest.length > page.length ? page.at(-1)?.arn : undefined,
  });
};
