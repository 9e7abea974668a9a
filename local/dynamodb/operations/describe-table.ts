/** DescribeTable. Source: DynamoDB API Reference, DescribeTable. */
import type { Operation } from '../database';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';
import { checkTableName } from '../requests/table-members';
import { describe } from '../tables/describe';

const DESCRIBE_TABLE = structure({ TableName: members.tableName });

export const describeTable: Operation = (database, input) => {
  checkTableName(input);
  const table = database.catalog.named(readRequest(DESCRIBE_TABLE, input).TableName);
  return { Table: describe(database, table) };
};
