/** DescribeTimeToLive. Source: DynamoDB API Reference, DescribeTimeToLive. */
import type { Operation } from '../database';
import * as members from '../requests/members';
import { readRequest, structure } from '../requests/shape';

const DESCRIBE_TIME_TO_LIVE = structure({ TableName: members.tableName });

export const describeTimeToLive: Operation = (database, input) => {
  const { TableName } = readRequest(DESCRIBE_TIME_TO_LIVE, input);
  const { TimeToLiveAttribute } = database.catalog.named(TableName).record;
  const enabled = TimeToLiveAttribute !== undefined;
  return {
    TimeToLiveDescription: {
      TimeToLiveStatus: enabled ? 'ENABLED' : 'DISABLED',
      ...(enabled && { AttributeName: TimeToLiveAttribute }),
    },
  };
};
