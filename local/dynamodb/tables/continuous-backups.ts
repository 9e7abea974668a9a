/** Continuous backups: what is switched on, and what can be restored. The items are in the table's past. */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import type { Database } from '../database';
import { nameOf } from './catalog';
import { earliestRestorable } from './past';
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

/** Epoch seconds, both included. */
export interface RestorableTimes {
  readonly earliest: number;
  readonly latest: number;
}

/** Undefined without point-in-time recovery. */
export function restorableTimes({ clock }: Database, record: TableRecord): RestorableTimes | undefined {
  if (record.PointInTimeRecovery === undefined) return undefined;
  const earliest = earliestRestorable(record, clock);
  return { earliest, latest: Math.max(earliest, Math.floor(clock.now() / 1000) - LAG_SECONDS) };
}

export function describeBackups(database: Database, record: TableRecord): JsonObject {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: describeRecovery(restorableTimes(database, record), record),
    },
  };
}

function describeRecovery(times: RestorableTimes | undefined, { PointInTimeRecovery }: TableRecord): JsonObject {
  if (times === undefined || PointInTimeRecovery === undefined) return { PointInTimeRecoveryStatus: 'DISABLED' };
  return {
    PointInTimeRecoveryStatus: 'ENABLED',
    RecoveryPeriodInDays: PointInTimeRecovery.RecoveryPeriodInDays,
    EarliestRestorableDateTime: times.earliest,
    LatestRestorableDateTime: times.latest,
  };
}
