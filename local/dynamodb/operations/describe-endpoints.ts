/** DescribeEndpoints. Source: DynamoDB API Reference, DescribeEndpoints. */
import type { Operation } from '../database';

const CACHE_PERIOD_MINUTES = 1440;

export const describeEndpoints: Operation = ({ account }) => ({
  Endpoints: [{ Address: `dynamodb.${account.region}.amazonaws.com`, CachePeriodInMinutes: CACHE_PERIOD_MINUTES }],
});
