/** DescribeTable. Source: DynamoDB API Reference, DescribeTable. */
import type { Operation } from '../database';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';
import { checkTableName } from '../requests/table-members';
import { nameOf } from '../tables/catalog';
import { describe } from '../tables/describe';

const DESCRIBE_TABLE = structure({ TableName: members.tableName });

export const describeTable: Operation = (database, input) => {
  checkTableName(input);
  const { TableName } = readRequest(DESCRIBE_TABLE, input);
  const underWay = database.transitions.of(nameOf(TableName));
  if (underWay !== undefined) return { Table: underWay.shown };
  const table = database.catalog.named(TableName);
  return { Table: describe(database, table) };
};
