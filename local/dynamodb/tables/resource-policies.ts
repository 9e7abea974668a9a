/**
 * Policies attached to tables and streams: kept, told and conditionally changed. They hold nobody back, as no permission
 * does in the model. Source: DynamoDB API Reference, PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy.
 */
import { AwsError } from '../../service';
import type { Database } from '../database';
import { resourceNotFound, validationError } from '../errors';
import { streamArn, type Table } from './table';
import type { ResourcePolicy, TableRecord } from './table-record';
import { tableNameOf } from './tagged-table';

/** "The maximum size supported for a resource-based policy document is 20 KB." */
const MAX_POLICY_BYTES = 20 * 1024;
/** As an expected revision: there is no policy yet. */
const NO_POLICY = 'NO_POLICY';

export interface PolicyHolder {
  readonly table: Table;
  readonly policy: ResourcePolicy | undefined;
}

/** A table, or its latest stream. */
export function policyHolder(database: Database, arn: string): PolicyHolder {
  const [tableArn = arn] = arn.split('/stream/');
  const table = database.catalog.find(tableNameOf(tableArn));
  const { stream } = table?.record ?? {};
  const arns = table && [table.arn, ...(stream ? [streamArn(database.account, table.name, stream.label)] : [])];
  if (table === undefined || arns?.includes(arn) !== true) throw resourceNotFound(`ResourcArn: ${arn} not found`);
  return { table, policy: table.record.ResourcePolicies?.[arn] };
}

export function withPolicy(record: TableRecord, arn: string, policy: ResourcePolicy | undefined): TableRecord {
  const { [arn]: _, ...others } = record.ResourcePolicies ?? {};
  return { ...record, ResourcePolicies: policy === undefined ? others : { ...others, [arn]: policy } };
}

/** The same document keeps its revision: "running it multiple times on the same resource is idempotent". */
export function newPolicy(database: Database, Policy: string, current?: ResourcePolicy): ResourcePolicy {
  checkDocument(Policy);
  if (current?.Policy === Policy) return current;
  const now = database.clock.now();
  return { Policy, RevisionId: String(current === undefined ? now : Math.max(now, Number(current.RevisionId) + 1)) };
}

function checkDocument(policy: string): void {
  if (Buffer.byteLength(policy) > MAX_POLICY_BYTES) {
    throw validationError(`Invalid policy document: The policy exceeds the maximum size of ${MAX_POLICY_BYTES} bytes`);
  }
  try {
    const document: unknown = JSON.parse(policy);
    if (typeof document === 'object' && document !== null) return;
  } catch {
    // The service does not say either what is wrong with the text.
  }
  throw validationError('Invalid policy document: Policy document must be valid JSON');
}

export const policyNotFound = (arn: string) =>
  new AwsError('PolicyNotFoundException', `Resource-based policy not found for the provided ResourceArn: ${arn}`);

export function checkRevision(policy: ResourcePolicy | undefined, expected: string | undefined, arn: string): void {
  if (expected === undefined) return;
  if (expected === NO_POLICY ? policy !== undefined : policy?.RevisionId !== expected) throw policyNotFound(arn);
}
