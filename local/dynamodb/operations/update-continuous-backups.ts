/** UpdateContinuousBackups. Source: DynamoDB API Reference, UpdateContinuousBackups. */
import type { Operation } from '../database';
import * as members from '../requests/members';
import { flag, integer } from '../requests/scalars';
import { optional, readRequest, required, structure } from '../requests/shape';
import { backedUpTable, describeBackups } from '../tables/continuous-backups';

const MAX_DAYS = 35;
const UPDATE_CONTINUOUS_BACKUPS = structure({
  TableName: members.tableName,
  PointInTimeRecoverySpecification: required(
    structure({
      PointInTimeRecoveryEnabled: required(flag),
      RecoveryPeriodInDays: optional(integer({ min: 1, max: MAX_DAYS })),
    }),
  ),
});

export const updateContinuousBackups: Operation = async (database, input) => {
  const { TableName, PointInTimeRecoverySpecification } = readRequest(UPDATE_CONTINUOUS_BACKUPS, input);
  const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays = MAX_DAYS } = PointInTimeRecoverySpecification;
  const { PointInTimeRecovery: current, ...rest } = backedUpTable(database, TableName).record;
  const since = current?.since ?? database.nowSeconds();
  const record = PointInTimeRecoveryEnabled ? { ...rest, PointInTimeRecovery: { since, RecoveryPeriodInDays } } : rest;
  await database.catalog.put(record);
  return describeBackups(database, record);
};
