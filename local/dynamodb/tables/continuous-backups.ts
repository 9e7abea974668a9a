/** Continuous backups: what is switched on, without any backup behind it. */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import type { Database } from '../database';
import { nameOf } from './catalog';
import type { Table } from './table';
import type { TableRecord } from './table-record';

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
              LatestRestorableDateTime: database.nowSeconds(),
            },
    },
  };
}
