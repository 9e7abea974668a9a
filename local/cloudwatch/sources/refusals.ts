/**
 * Metrics of calls that were refused, by the service or by a fault in its place.
 * Source: DynamoDB Developer Guide, "DynamoDB metrics and dimensions"; Step Functions Developer Guide, "Execution metrics".
 */
import type { Json, JsonObject } from '../../../lib/units';
import type { CallSite } from '../../faults';
import type { AwsError } from '../../service';
import type { RefusalListener } from '../../wire/router';
import type { Metrics } from '../metrics/metrics';

const THROTTLING: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);
/** Of a transaction's reasons. */
const REASONS: { readonly [code: string]: string | undefined } = {
  ConditionalCheckFailed: 'ConditionalCheckFailedRequests',
  TransactionConflict: 'TransactionConflict',
};

export function refusalCounter(metrics: Metrics): RefusalListener {
  return (site, error) => {
    if (site.service === 'dynamodb') countItems(metrics, site, error);
    else if (site.service === 'stepfunctions') countExecutions(metrics, site, error);
  };
}

function countExecutions(metrics: Metrics, { operation, input }: CallSite, { code }: AwsError): void {
  if (operation !== 'StartExecution' || code !== 'ThrottlingException') return;
  const { stateMachineArn } = input;
  if (typeof stateMachineArn !== 'string') return;
  metrics.of('AWS/States', 'ExecutionThrottled', { StateMachineArn: stateMachineArn }, 'Count').add(1);
}

function countItems(metrics: Metrics, { operation, input }: CallSite, error: AwsError): void {
  const add = (metric: string, dimensions: { readonly [name: string]: string }) =>
    metrics.of('AWS/DynamoDB', metric, dimensions, 'Count').add(1);
  const { code, statusCode, fields } = error;
  const tables = tablesOf(input);
  if (code === 'TransactionCanceledException') {
    const reasons = Array.isArray(fields.CancellationReasons) ? fields.CancellationReasons : [];
    for (const [index, reason] of reasons.entries()) {
      const metric = isObject(reason) ? REASONS[String(reason.Code)] : undefined;
      if (metric !== undefined) add(metric, { TableName: tables[index] ?? '' });
    }
    return;
  }
  for (const TableName of new Set(tables)) {
    if (code === 'ConditionalCheckFailedException') add('ConditionalCheckFailedRequests', { TableName });
    else if (code === 'TransactionConflictException') add('TransactionConflict', { TableName });
    else if (THROTTLING.has(code)) add('ThrottledRequests', { TableName, Operation: operation });
    else if (statusCode >= 500) add('SystemErrors', { TableName, Operation: operation });
  }
  if (code === 'ValidationException' || code === 'ResourceNotFoundException') add('UserErrors', {});
}

/** Of a transaction, the table of each of its items. */
function tablesOf(input: JsonObject): readonly string[] {
  if (typeof input.TableName === 'string') return [nameOf(input.TableName)];
  if (isObject(input.RequestItems)) return Object.keys(input.RequestItems).map(nameOf);
  if (!Array.isArray(input.TransactItems)) return [];
  return input.TransactItems.map((item: Json) => {
    const [action] = isObject(item) ? Object.values(item) : [];
    return isObject(action) ? nameOf(String(action.TableName)) : '';
  });
}

const nameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
