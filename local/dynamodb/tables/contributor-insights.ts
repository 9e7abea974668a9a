/**
 * CloudWatch Contributor Insights of tables and indexes: switched and told. No rule of CloudWatch stands behind it.
 * Source: DynamoDB Developer Guide, "Analyzing data access with CloudWatch Contributor Insights for DynamoDB".
 */
import type { Database } from '../database';
import { resourceNotFound } from '../errors';
import * as members from '../requests/members';
import { optional } from '../requests/shape';
import type { Table } from './table';
import type { ContributorInsights, TableRecord } from './table-record';

/** A table or an index, by name. */
export const INSIGHTS_RESOURCE = { TableName: members.tableName, IndexName: optional(members.indexName) };

/** The setting of a table stands under the empty name. */
export const settingOf = (record: TableRecord, indexName = ''): ContributorInsights | undefined =>
  record.ContributorInsights?.[indexName];

export function watchedTable(database: Database, tableName: string, indexName: string | undefined): Table {
  const table = database.catalog.named(tableName);
  if (indexName !== undefined && !table.record.GlobalSecondaryIndexes.some((each) => each.IndexName === indexName)) {
    throw resourceNotFound(`Table: ${table.name} index: ${indexName} not found`);
  }
  return table;
}

/** One rule each for the keys most accessed and those most throttled, by partition key and, if there is one, by sort key. */
export function rulesOf(table: Table, indexName: string | undefined, { mode, since }: ContributorInsights) {
  const schema = table.indexes.find((index) => index.name === indexName) ?? table;
  const counts = mode === 'THROTTLED_KEYS' ? ['T'] : ['C', 'T'];
  const keys = schema.range === undefined ? ['PK'] : ['PK', 'SK'];
  const resource = indexName === undefined ? table.name : `${table.name}-${indexName}`;
  return counts.flatMap((count) =>
    keys.map((key) => `DynamoDBContributorInsights-${key}${count}-${resource}-${Math.floor(since * 1000)}`),
  );
}
