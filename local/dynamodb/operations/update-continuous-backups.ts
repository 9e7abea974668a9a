/** UpdateContinuousBackups. Source: DynamoDB API Reference, UpdateContinuousBackups. */
import type { Database, Operation } from '../database';
import * as members from '../requests/members';
import { flag, integer } from '../requests/scalars';
import { optional, readRequest, required, structure } from '../requests/shape';
import { backedUpTable, describeBackups } from '../tables/continuous-backups';
import { earliestRestorable } from '../tables/past';
import type { TableRecord } from '../tables/table-record';

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
  const { record } = backedUpTable(database, TableName);
  const { PointInTimeRecovery: _, ...rest } = record;
  if (!PointInTimeRecoveryEnabled) {
    await database.catalog.put(rest, database.past.forget(record));
    return describeBackups(database, rest);
  }
  const recovered = { ...rest, PointInTimeRecovery: { since: sinceOf(database, record), RecoveryPeriodInDays } };
  await database.catalog.put(recovered);
  return describeBackups(database, recovered);
};

/** What a shorter period has given up does not come back with a longer one. */
const sinceOf = ({ clock }: Database, record: TableRecord): number =>
  Math.min(earliestRestorable(record, clock), Math.floor(clock.now() / 1000));
