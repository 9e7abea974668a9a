/** Continuous backups: what is switched on, without any backup behind it. */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import type { Database } from '../database';
import { nameOf } from './catalog';
import type { Table } from './table';
import type { TableRecord } from './table-record';

/** "LatestRestorableDateTime is typically 5 minutes before the current time." */
const LAG_SECONDS = 5 * 60;

/** The operations on backups have an error of their own for a missing table. */
export function backedUpTable(database: Database, tableName: string): Table {
  const table = database.catalog.find(nameOf(tableName));
  if (table === undefined) throw new AwsError('TableNotFoundException', `Table not found: ${tableName}`);
  return table;
}

export function describeBackups(database: Database, { PointInTimeRecovery: recovery }: TableRecord): JsonObject {
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
              LatestRestorableDateTime: Math.max(recovery.since, database.nowSeconds() - LAG_SECONDS),
            },
    },
  };
}
