/** UpdateContributorInsights. Source: DynamoDB API Reference, UpdateContributorInsights. Done as soon as it is answered. */
import { answer } from '../answer';
import type { Operation } from '../database';
import { oneOf } from '../requests/scalars';
import { optional, readRequest, required, structure } from '../requests/shape';
import { INSIGHTS_RESOURCE, watchedTable } from '../tables/contributor-insights';

const UPDATE_CONTRIBUTOR_INSIGHTS = structure({
  ...INSIGHTS_RESOURCE,
  ContributorInsightsAction: required(oneOf('ENABLE', 'DISABLE')),
  ContributorInsightsMode: optional(oneOf('ACCESSED_AND_THROTTLED_KEYS', 'THROTTLED_KEYS')),
});

export const updateContributorInsights: Operation = async (database, input) => {
  const request = readRequest(UPDATE_CONTRIBUTOR_INSIGHTS, input);
  const { IndexName, ContributorInsightsMode: mode = 'ACCESSED_AND_THROTTLED_KEYS' } = request;
  const { record } = watchedTable(database, request.TableName, IndexName);
  const enabled = request.ContributorInsightsAction === 'ENABLE';
  const setting = { enabled, mode, since: database.nowSeconds() };
  await database.catalog.put({
    ...record,
    ContributorInsights: { ...record.ContributorInsights, [IndexName ?? '']: setting },
  });
  return answer({
    TableName: record.TableName,
    IndexName,
    ContributorInsightsStatus: enabled ? 'ENABLING' : 'DISABLING',
    ContributorInsightsMode: enabled ? mode : undefined,
  });
};
