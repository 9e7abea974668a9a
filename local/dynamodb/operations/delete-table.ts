/** DeleteTable. Source: DynamoDB API Reference, DeleteTable. Its items are gone as soon as it is answered; its stream stays. */
import type { Operation } from '../database';
import { validationError } from '../errors';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';
import { checkTableName } from '../requests/table-members';
import { systemBackup } from '../tables/backups';
import { nameOf } from '../tables/catalog';
import { deletions } from '../tables/contents';
import { describeDeleted } from '../tables/describe';
import { endOfStream } from '../tables/ended-streams';

const DELETE_TABLE = structure({ TableName: members.tableName });

export const deleteTable: Operation = async (database, input) => {
  checkTableName(input);
  const { TableName } = readRequest(DELETE_TABLE, input);
  const { transitions } = database;
  const underWay = transitions.of(nameOf(TableName));
  // "If table is already in the DELETING state, no error is returned."
  if (underWay?.kind === 'DELETING') return { TableDescription: underWay.shown };
  const table = database.catalog.named(TableName);
  transitions.refuseChange(table.name);
  if (table.record.DeletionProtectionEnabled) {
    throw validationError(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  const description = describeDeleted(database, table);
  const last = systemBackup(database, table);
  const places = [table.place, ...table.indexes.map((index) => index.place)];
  await database.catalog.delete(table, [
    ...last,
    database.statistics.forget(table),
    ...places.flatMap((place) => deletions(database.store, place)),
    ...database.past.forget(table.record),
    ...endOfStream(database, table.record),
  ]);
  return { TableDescription: transitions.begin(table.name, 'DELETING', description) };
};
