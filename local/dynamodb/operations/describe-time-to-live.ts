/** DescribeTimeToLive. Source: DynamoDB API Reference, DescribeTimeToLive. */
import type { Operation } from '../database';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';
import { describeTimeToLive as describe } from '../tables/describe-time-to-live';

const DESCRIBE_TIME_TO_LIVE = structure({ TableName: members.tableName });

export const describeTimeToLive: Operation = (database, input) => {
  const { TableName } = readRequest(DESCRIBE_TIME_TO_LIVE, input);
  return { TimeToLiveDescription: describe(database.catalog.named(TableName).record) };
};
