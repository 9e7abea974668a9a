/** DescribeContributorInsights. Source: DynamoDB API Reference, DescribeContributorInsights. */
import { answer } from '../answer';
import type { Operation } from '../database';
import { readRequest, structure } from '../requests/shape';
import { INSIGHTS_RESOURCE, rulesOf, settingOf, watchedTable } from '../tables/contributor-insights';

const DESCRIBE_CONTRIBUTOR_INSIGHTS = structure(INSIGHTS_RESOURCE);

export const describeContributorInsights: Operation = (database, input) => {
  const { TableName, IndexName } = readRequest(DESCRIBE_CONTRIBUTOR_INSIGHTS, input);
  const table = watchedTable(database, TableName, IndexName);
  const setting = settingOf(table.record, IndexName);
  const enabled = setting?.enabled === true ? setting : undefined;
  return answer({
    TableName: table.name,
    IndexName,
    ContributorInsightsRuleList: enabled && rulesOf(table, IndexName, enabled),
    ContributorInsightsStatus: enabled ? 'ENABLED' : 'DISABLED',
    LastUpdateDateTime: setting?.since,
    ContributorInsightsMode: enabled?.mode,
  });
};
