/**
 * What becomes of a batch of stream records after an attempt; nothing here waits or writes.
 *
 * B1. Records are finished in order: nothing after a record is tried before it has succeeded or been given up.
 * B2. Of a partial answer the lowest sequence number counts: "Lambda uses the lowest sequence number as the checkpoint"
 *     and tries everything from there again, also what had succeeded.
 * B3. "Splitting batches doesn't consume the retry quota."
 *
 * Source: Lambda Developer Guide, "Retain discarded records for a DynamoDB event source" and "Configuring partial batch
 * response with DynamoDB and Lambda".
 */
import { assertNever } from '../../../../lib/units';
import type { StreamRecord } from '../../../dynamodb/streams';
import type { BatchOutcome } from '../batch-response';

/** A record with its text, made once for every attempt and every split. */
export interface Entry {
  readonly record: StreamRecord;
  readonly text: string;
}

/** Never empty. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** Invocations with these records at the front that have failed. */
  readonly failures: number;
}

export type Condition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export interface Discarded {
  readonly entries: readonly Entry[];
  readonly condition: Condition;
  readonly invokeCount: number;
}

export interface Progress {
  /** What is to be tried next, the first first. */
  readonly next: readonly Batch[];
  readonly discarded: Discarded | undefined;
  /** Whether the next attempt must wait: it would only repeat the last one. */
  readonly mustWait: boolean;
}

export interface RetryRules {
  /** -1 for no end. */
  readonly maximumRetryAttempts: number;
  readonly bisects: boolean;
}

export const identifierOf = ({ record }: Entry): string => record.dynamodb.SequenceNumber;

export function afterAttempt(batch: Batch, outcome: BatchOutcome, rules: RetryRules): Progress {
  switch (outcome.kind) {
    case 'succeeded':
      return { next: [], discarded: undefined, mustWait: false };
    case 'failed':
      return afterFailure(batch, rules);
    case 'partly':
      return afterPartial(batch, outcome.failed, rules);
    default:
      return assertNever(outcome);
  }
}

function afterFailure({ entries, failures }: Batch, rules: RetryRules): Progress {
  if (rules.bisects && entries.length > 1) return split(entries, Math.ceil(entries.length / 2), failures);
  const failed = failures + 1;
  if (rules.maximumRetryAttempts >= 0 && failed > rules.maximumRetryAttempts) {
    const discarded = { entries, condition: 'RetryAttemptsExhausted', invokeCount: failed } as const;
    return { next: [], discarded, mustWait: false };
  }
  return { next: [{ entries, failures: failed }], discarded: undefined, mustWait: true };
}

/**
 * "If both ... are turned on, the batch is bisected at the returned sequence number, and Lambda retries only the
 * remaining records." Where the first record is the one returned nothing remains before it: then the batch is split in
 * two as after an error, or a poison record would take the whole batch with it when its attempts are used up.
 */
function afterPartial({ entries, failures }: Batch, failed: ReadonlySet<string>, rules: RetryRules): Progress {
  const lowest = entries.findIndex((entry) => failed.has(identifierOf(entry)));
  const rest = { entries: entries.slice(lowest), failures };
  if (lowest > 0 && rules.bisects) return { next: [rest], discarded: undefined, mustWait: false };
  return afterFailure(rest, rules);
}

const split = (entries: readonly Entry[], at: number, failures: number): Progress => ({
  next: [
    { entries: entries.slice(0, at), failures },
    { entries: entries.slice(at), failures },
  ],
  discarded: undefined,
  mustWait: false,
});

/** Takes from the front what is too old to be tried; creation times never fall within a shard. */
export function withoutAged(batch: Batch, isAged: (record: StreamRecord) => boolean): Progress | undefined {
  const fresh = batch.entries.findIndex(({ record }) => !isAged(record));
  if (fresh === 0) return undefined;
  const entries = fresh < 0 ? batch.entries : batch.entries.slice(0, fresh);
  const rest = fresh < 0 ? [] : [{ entries: batch.entries.slice(fresh), failures: batch.failures }];
  const discarded = { entries, condition: 'RecordAgeExceeded', invokeCount: batch.failures } as const;
  return { next: rest, discarded, mustWait: false };
}
