/** Time to Live as the API describes it. Source: DynamoDB API Reference, TimeToLiveDescription. */
import type { TableRecord } from './table-record';

export function describeTimeToLive({ TimeToLiveAttribute }: TableRecord) {
  const enabled = TimeToLiveAttribute !== undefined;
  return {
    TimeToLiveStatus: enabled ? 'ENABLED' : 'DISABLED',
    ...(enabled && { AttributeName: TimeToLiveAttribute }),
  };
}
