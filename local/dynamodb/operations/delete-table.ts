/** DeleteTable. Source: DynamoDB API Reference, DeleteTable. The table is gone as soon as it is answered; its stream stays. */
import type { Operation } from '../database';
import { validationError } from '../errors';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';
import { checkTableName } from '../requests/table-members';
import { deletions } from '../tables/contents';
import { describeDeleted } from '../tables/describe';
import { endOfStream } from '../tables/ended-streams';

const DELETE_TABLE = structure({ TableName: members.tableName });

export const deleteTable: Operation = async (database, input) => {
  checkTableName(input);
  const table = database.catalog.named(readRequest(DELETE_TABLE, input).TableName);
  if (table.record.DeletionProtectionEnabled) {
    throw validationError(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  const response = { TableDescription: describeDeleted(database, table) };
  const places = [table.place, ...table.indexes.map((index) => index.place)];
  await database.catalog.delete(table, [
    database.statistics.forget(table),
    ...places.flatMap((place) => deletions(database.store, place)),
    ...database.past.forget(table.record),
    ...endOfStream(database, table.record),
  ]);
  return response;
};
