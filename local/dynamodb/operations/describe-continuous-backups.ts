/** DescribeContinuousBackups. Source: DynamoDB API Reference, DescribeContinuousBackups. */
import type { Operation } from '../database';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';
import { backedUpTable, describeBackups } from '../tables/continuous-backups';

const DESCRIBE_CONTINUOUS_BACKUPS = structure({ TableName: members.tableName });

export const describeContinuousBackups: Operation = (database, input) => {
  const { TableName } = readRequest(DESCRIBE_CONTINUOUS_BACKUPS, input);
  return describeBackups(database, backedUpTable(database, TableName).record);
};
