/** RestoreTableToPointInTime. Source: DynamoDB API Reference, RestoreTableToPointInTime. */
import { AwsError } from '../../service';
import type { Database, Operation } from '../database';
import { validationError } from '../errors';
import * as members from '../requests/members';
import { flag, seconds, text } from '../requests/scalars';
import { type Of, optional, readRequest, structure } from '../requests/shape';
import { backedUpTable, restorableTimes } from '../tables/continuous-backups';
import { checkTargetIsFree, RESTORE_MEMBERS, restore } from '../tables/restored';
import type { Table } from '../tables/table';

const RESTORE_TABLE_TO_POINT_IN_TIME = structure({
  SourceTableArn: optional(text({ min: 1, max: 1024 })),
  SourceTableName: optional(text({ pattern: members.NAME_PATTERN, min: 3, max: 255 })),
  ...RESTORE_MEMBERS,
  UseLatestRestorableTime: optional(flag),
  RestoreDateTime: optional(seconds),
});
type Request = Of<typeof RESTORE_TABLE_TO_POINT_IN_TIME>;

export const restoreTableToPointInTime: Operation = async (database, input) => {
  const request = readRequest(RESTORE_TABLE_TO_POINT_IN_TIME, input);
  const { SourceTableArn, SourceTableName } = request;
  const sourceName = SourceTableArn ?? SourceTableName;
  if (sourceName === undefined) throw validationError('SourceTableName or SourceTableArn is required');
  checkTargetIsFree(database, request);
  const table = backedUpTable(database, sourceName);
  const RestoreDateTime = timeOf(database, table, request);
  const from = {
    definition: table.record,
    items: database.past.itemsAt(table, RestoreDateTime),
    source: { SourceTableArn: table.arn, RestoreDateTime },
  };
  return { TableDescription: await restore(database, from, request) };
};

/** "DynamoDB restores your table data to the state based on the selected date and time (day:hour:minute:second)." */
function timeOf(database: Database, { record }: Table, request: Request): number {
  const times = restorableTimes(database, record);
  if (times === undefined) {
    throw new AwsError(
      'PointInTimeRecoveryUnavailableException',
      `Point in time recovery is not enabled for table '${record.TableName}'`,
    );
  }
  const { RestoreDateTime, UseLatestRestorableTime } = request;
  if (UseLatestRestorableTime === true) {
    if (RestoreDateTime === undefined) return times.latest;
    throw validationError('Only one of RestoreDateTime and UseLatestRestorableTime can be specified');
  }
  if (RestoreDateTime === undefined) throw validationError('RestoreDateTime or UseLatestRestorableTime is required');
  const time = Math.floor(RestoreDateTime);
  if (time >= times.earliest && time <= times.latest) return time;
  throw new AwsError(
    'InvalidRestoreTimeException',
    'An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.',
  );
}
