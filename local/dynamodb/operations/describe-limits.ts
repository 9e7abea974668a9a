/** DescribeLimits: the quotas of a new account. Source: DynamoDB Developer Guide, "Quotas", Default throughput quotas. */
import type { Operation } from '../database';

export const describeLimits: Operation = () => ({
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
});
