/**
 * The sweeper: publishes what the stream left unsent, be it that the bus refused it for longer than the stream tries, or
 * that it was published and not marked. Its two metrics say how the relay does: in good times both are 0.
 */
import type { Context } from 'aws-lambda';
import type { OutboxRecord } from '../saga/outbox';
import { type RelayRun, relay } from '../saga/relay';
import { type EpochMillis, epochMillis, type JsonObject } from '../units';
import type { UnsentEvents } from './dynamodb-outbox';
import type { Metrics } from './embedded-metrics';
import { loggedCall } from './logged-call';
import { decodeOutbox, UNSENT_SHARDS } from './outbox-item';
import type { RelayDependencies } from './outbox-stream-handler';

/** Younger events are the stream's. */
export const MIN_AGE_SECONDS = 60;
/** Of each shard and run: eight shards of 500 rows take seconds, and a minute later there is another run. */
export const MAX_PAGES = 5;

export interface SweeperDependencies extends RelayDependencies {
  readonly unsent: UnsentEvents;
  readonly metrics: Metrics;
}

export interface SweepAnswer {
  readonly found: number;
  readonly published: number;
  readonly unpublished: number;
  readonly unmarked: number;
  readonly unreadable: number;
}

export function outboxSweeper(
  dependencies: SweeperDependencies,
): (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<SweepAnswer> {
  const { unsent, metrics, logger, source } = dependencies;
  return (_, { awsRequestId }) =>
    loggedCall(dependencies, { source, requestId: awsRequestId }, async ({ at, note }) => {
      const before = epochMillis(at - MIN_AGE_SECONDS * 1000);
      const shards = await Promise.all(
        Array.from({ length: UNSENT_SHARDS }, (_, shard) => unsent.read(shard, before, MAX_PAGES)),
      );
      // Told before anything is tried: this is what the stream left behind, whatever becomes of this run.
      metrics(backlogOf(shards.flat(), at), at);
      const unreadable: string[] = [];
      const runs: RelayRun[] = [];
      for (const rows of shards) {
        const read = readRows(rows);
        unreadable.push(...read.unreadable);
        runs.push(await relay(read.records, at, dependencies, new Set(read.unreadable)));
      }
      if (unreadable.length > 0) logger.error('events unreadable', { count: unreadable.length });
      const count = (of: keyof RelayRun) => runs.reduce((sum, run) => sum + run[of].length, 0);
      const value = {
        found: shards.flat().length,
        published: count('published'),
        unpublished: count('unpublished'),
        unmarked: count('unmarked'),
        unreadable: unreadable.length,
      };
      note(value);
      return { outcome: value.found === value.published ? 'swept' : 'sweptInPart', value };
    });
}

function backlogOf(rows: readonly JsonObject[], at: EpochMillis) {
  const oldest = rows.reduce((time, { createdAt }) => Math.min(time, Number(createdAt)), Number(at));
  return [
    { name: 'UnsentEvents', unit: 'Count', value: rows.length },
    { name: 'OldestUnsentEventAgeSeconds', unit: 'Seconds', value: Math.floor((at - oldest) / 1000) },
  ] as const;
}

/** `unreadable` are the aggregates of rows that are no outbox records. */
function readRows(rows: readonly JsonObject[]) {
  const records: OutboxRecord[] = [];
  const unreadable: string[] = [];
  for (const row of rows) {
    try {
      records.push(decodeOutbox(row));
    } catch {
      unreadable.push(String(row.pk));
    }
  }
  return { records, unreadable };
}
