/** ListTables. Source: DynamoDB API Reference, ListTables. */

import { answer } from '../answer';
import type { Operation } from '../database';
import { indexName } from '../requests/members';
import { integer } from '../requests/scalars';
import { optional, readRequest, structure } from '../requests/shape';

const MAX_TABLES = 100;
const LIST_TABLES = structure({
  Limit: optional(integer({ min: 1, max: MAX_TABLES })),
  ExclusiveStartTableName: optional(indexName),
});

export const listTables: Operation = (database, input) => {
  const { Limit = MAX_TABLES, ExclusiveStartTableName: after = '' } = readRequest(LIST_TABLES, input);
  const { catalog, transitions } = database;
  const rest = [...catalog.all().map((table) => table.name), ...transitions.deleting()]
    .filter((name) => name > after)
    .sort();
  const names = rest.slice(0, Limit);
  return answer({ TableNames: names, LastEvaluatedTableName: rest.length > names.length ? names.at(-1) : undefined });
};
