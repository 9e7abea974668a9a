/** DescribeContinuousBackups and UpdateContinuousBackups: what is switched on, without any backup behind it. */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import type { Database, Operation } from '../database';
import * as members from '../requests/members';
import { flag, integer } from '../requests/scalars';
import { optional, readRequest, required, structure } from '../requests/shape';
import type { Table } from '../tables/table';
import type { TableRecord } from '../tables/table-record';

const MAX_DAYS = 35;
const DESCRIBE = structure({ TableName: members.tableName });
const UPDATE = structure({
  TableName: members.tableName,
  PointInTimeRecoverySpecification: required(
    structure({
      PointInTimeRecoveryEnabled: required(flag),
      RecoveryPeriodInDays: optional(integer({ min: 1, max: MAX_DAYS })),
    }),
  ),
});

export const describeContinuousBackups: Operation = (database, input) =>
  description(database, find(database, readRequest(DESCRIBE, input).TableName).record);

export const updateContinuousBackups: Operation = async (database, input) => {
  const { TableName, PointInTimeRecoverySpecification } = readRequest(UPDATE, input);
  const { PointInTimeRecoveryEnabled, RecoveryPeriodInDays = MAX_DAYS } = PointInTimeRecoverySpecification;
  const { PointInTimeRecovery: current, ...rest } = find(database, TableName).record;
  const since = current?.since ?? database.nowSeconds();
  const record = PointInTimeRecoveryEnabled ? { ...rest, PointInTimeRecovery: { since, RecoveryPeriodInDays } } : rest;
  await database.catalog.put(record);
  return description(database, record);
};

function find(database: Database, tableName: string): Table {
  const table = database.catalog.find(tableName);
  if (table === undefined) throw new AwsError('TableNotFoundException', `Table not found: ${tableName}`);
  return table;
}

function description(database: Database, { PointInTimeRecovery: recovery }: TableRecord): JsonObject {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        recovery === undefined
          ? { PointInTimeRecoveryStatus: 'DISABLED' }
          : {
              PointInTimeRecoveryStatus: 'ENABLED',
              RecoveryPeriodInDays: recovery.RecoveryPeriodInDays,
              EarliestRestorableDateTime: recovery.since,
              LatestRestorableDateTime: database.nowSeconds(),
            },
    },
  };
}
