/** GetResourcePolicy. Source: DynamoDB API Reference, GetResourcePolicy. */
import type { Operation } from '../database';
import { text } from '../requests/scalars';
import { readRequest, required, structure } from '../requests/shape';
import { policyHolder, policyNotFound } from '../tables/resource-policies';

const GET_RESOURCE_POLICY = structure({ ResourceArn: required(text({ min: 1, max: 1283 })) });

export const getResourcePolicy: Operation = (database, input) => {
  const { ResourceArn } = readRequest(GET_RESOURCE_POLICY, input);
  const { policy } = policyHolder(database, ResourceArn);
  if (policy === undefined) throw policyNotFound(ResourceArn);
  return { Policy: policy.Policy, RevisionId: policy.RevisionId };
};
