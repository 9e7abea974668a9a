/** ListContributorInsights: of every table and index where it was ever switched. Source: DynamoDB API Reference. */
import { answer } from '../answer';
import type { Operation } from '../database';
import * as members from '../requests/members';
import { integer, text } from '../requests/scalars';
import { optional, readRequest, structure } from '../requests/shape';

const MAX_RESULTS = 100;
const LIST_CONTRIBUTOR_INSIGHTS = structure({
  TableName: optional(members.tableName),
  NextToken: optional(text()),
  MaxResults: optional(integer({ max: MAX_RESULTS })),
});

/** The token is the number of summaries before the page. */
export const listContributorInsights: Operation = (database, input) => {
  const { TableName, NextToken, MaxResults = MAX_RESULTS } = readRequest(LIST_CONTRIBUTOR_INSIGHTS, input);
  const tables = TableName === undefined ? database.catalog.all() : [database.catalog.named(TableName)];
  const all = tables.flatMap(({ record }) =>
    Object.entries(record.ContributorInsights ?? {}).map(([index, { enabled, mode }]) =>
      answer({
        TableName: record.TableName,
        IndexName: index === '' ? undefined : index,
        ContributorInsightsStatus: enabled ? 'ENABLED' : 'DISABLED',
        ContributorInsightsMode: enabled ? mode : undefined,
      }),
    ),
  );
  const from = Number(NextToken ?? 0);
  const end = from + (MaxResults > 0 ? MaxResults : MAX_RESULTS);
  return answer({
    ContributorInsightsSummaries: all.slice(from, end),
    NextToken: end < all.length ? String(end) : undefined,
  });
};
