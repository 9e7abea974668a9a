/** PutResourcePolicy. Source: DynamoDB API Reference, PutResourcePolicy. It is in force, and enforced by nothing, at once. */
import type { Operation } from '../database';
import { flag, text } from '../requests/scalars';
import { optional, readRequest, required, structure } from '../requests/shape';
import { checkRevision, newPolicy, policyHolder, withPolicy } from '../tables/resource-policies';

const PUT_RESOURCE_POLICY = structure({
  ResourceArn: required(text({ min: 1, max: 1283 })),
  Policy: required(text()),
  ExpectedRevisionId: optional(text({ min: 1, max: 255 })),
  ConfirmRemoveSelfResourceAccess: optional(flag),
});

export const putResourcePolicy: Operation = async (database, input) => {
  const { ResourceArn, Policy, ExpectedRevisionId } = readRequest(PUT_RESOURCE_POLICY, input);
  const { table, policy } = policyHolder(database, ResourceArn);
  checkRevision(policy, ExpectedRevisionId, ResourceArn);
  const next = newPolicy(database, Policy, policy);
  await database.catalog.put(withPolicy(table.record, ResourceArn, next));
  return { RevisionId: next.RevisionId };
};
