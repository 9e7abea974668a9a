/**
 * What a function's answer says of the records of its batch, where the mapping has `ReportBatchItemFailures`.
 * Source: Lambda Developer Guide, "Configuring partial batch response with DynamoDB and Lambda", "Success and failure
 * conditions"; the same for SQS.
 */
import type { Json } from '../../../lib/units';
import type { InvocationResult } from '../invocation';

export type BatchOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed' }
  /** The records that are to be tried again, by identifier; each is of the batch, and there is at least one. */
  | { readonly kind: 'partly'; readonly failed: ReadonlySet<string> };

const SUCCEEDED: BatchOutcome = { kind: 'succeeded' };
const FAILED: BatchOutcome = { kind: 'failed' };

export function outcomeOf(
  result: InvocationResult,
  reportsItemFailures: boolean,
  identifiers: ReadonlySet<string>,
): BatchOutcome {
  if (result.kind === 'failed') return FAILED;
  if (!reportsItemFailures) return SUCCEEDED;
  const response: Json = JSON.parse(result.payload);
  if (isNothing(response)) return SUCCEEDED;
  if (!isObject(response)) return FAILED;
  const { batchItemFailures } = response;
  if (batchItemFailures === undefined || batchItemFailures === null) return SUCCEEDED;
  if (!Array.isArray(batchItemFailures)) return FAILED;
  return batchItemFailures.length === 0 ? SUCCEEDED : reported(batchItemFailures, identifiers);
}

function reported(failures: readonly Json[], identifiers: ReadonlySet<string>): BatchOutcome {
  const failed = new Set<string>();
  for (const failure of failures) {
    const identifier = isObject(failure) ? failure.itemIdentifier : undefined;
    if (typeof identifier !== 'string' || !identifiers.has(identifier)) return FAILED;
    failed.add(identifier);
  }
  return { kind: 'partly', failed };
}

/** `null`, the empty text and the empty list are "an empty EventResponse". */
const isNothing = (response: Json): boolean =>
  response === null || response === '' || (Array.isArray(response) && response.length === 0);

const isObject = (value: Json): value is { readonly [field: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
