/** DeleteResourcePolicy. Source: DynamoDB API Reference, DeleteResourcePolicy: no error where there is no policy. */
import { answer } from '../answer';
import type { Operation } from '../database';
import { text } from '../requests/scalars';
import { optional, readRequest, required, structure } from '../requests/shape';
import { checkRevision, policyHolder, withPolicy } from '../tables/resource-policies';

const DELETE_RESOURCE_POLICY = structure({
  ResourceArn: required(text({ min: 1, max: 1283 })),
  ExpectedRevisionId: optional(text({ min: 1, max: 255 })),
});

export const deleteResourcePolicy: Operation = async (database, input) => {
  const { ResourceArn, ExpectedRevisionId } = readRequest(DELETE_RESOURCE_POLICY, input);
  const { table, policy } = policyHolder(database, ResourceArn);
  checkRevision(policy, ExpectedRevisionId, ResourceArn);
  if (policy !== undefined) await database.catalog.put(withPolicy(table.record, ResourceArn, undefined));
  return answer({ RevisionId: policy?.RevisionId });
};
