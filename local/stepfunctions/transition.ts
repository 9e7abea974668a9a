/** What a transition leaves in the store: the frame, its events, the execution record and its place in the lists (D1). */
import { type EpochMillis, epochMillis } from '../../lib/units';
import type { Change, Key, Store } from '../store/store';
import type { ExecutionId } from './arns';
import type { HistoryEvent } from './history/event';
import type { Frame } from './interpreter/frame';
import {
  type ExecutionRecord,
  executionKey,
  frameKey,
  historyKey,
  listsOf,
  pointKey,
  pointsUntil,
  REDRIVABLE_MILLIS,
  startedKey,
} from './records';
import { redrivePointOf } from './redrive-point';

export interface Transition {
  readonly id: ExecutionId;
  readonly historyPrefix: Key;
  /** `null` when the execution is new. */
  readonly before: { readonly record: ExecutionRecord | null; readonly frame: Frame };
  readonly after: { readonly record: ExecutionRecord; readonly frame: Frame };
  readonly events: readonly HistoryEvent[];
}

export function recordAfter(record: ExecutionRecord, before: Frame, frame: Frame, now: EpochMillis): ExecutionRecord {
  const begun = before.kind === 'ended' ? redriven(record, now) : record;
  if (frame.kind !== 'ended') return begun;
  const { ending } = frame;
  const ended = { ...begun, status: ending.kind, stopDate: now };
  return ending.kind === 'SUCCEEDED'
    ? { ...ended, output: ending.output }
    : { ...ended, error: ending.error, cause: ending.cause };
}

const redriven = (record: ExecutionRecord, now: EpochMillis): ExecutionRecord => ({
  ...record,
  status: 'RUNNING',
  stopDate: null,
  error: null,
  cause: null,
  redrive: { count: (record.redrive?.count ?? 0) + 1, date: now, tokens: record.redrive?.tokens ?? [] },
});

export function changesOf({ id, historyPrefix, before, after, events }: Transition): readonly Change[] {
  const { record, frame } = after;
  const { executionArn, startDate, status } = record;
  const changes: Change[] = [];
  // A heartbeat leaves no event.
  const firstId = events[0]?.id;
  if (firstId !== undefined) changes.push({ kind: 'put', key: historyKey(historyPrefix, firstId), value: events });
  if (frame.kind === 'running') changes.push({ kind: 'put', key: frameKey(id), value: { executionArn, frame } });
  else if (before.frame.kind === 'running') changes.push({ kind: 'delete', key: frameKey(id) });
  if (before.record === record) return changes;
  changes.push({ kind: 'put', key: executionKey(id), value: record });
  changes.push(...pointChanges(id, before, after));
  if (before.record?.status === status) return changes;
  for (const list of listsOf(id, record)) {
    changes.push({ kind: 'put', key: startedKey(list, status, startDate, id.name), value: executionArn });
    if (before.record === null) continue;
    changes.push({ kind: 'delete', key: startedKey(list, before.record.status, startDate, id.name) });
  }
  return changes;
}

/** Only a Standard execution is ever redriven. */
function pointChanges(
  id: ExecutionId,
  before: Transition['before'],
  { record, frame }: Transition['after'],
): readonly Change[] {
  const changes: Change[] = [];
  const ended = before.record?.stopDate ?? null;
  if (ended !== null) changes.push({ kind: 'delete', key: pointKey(id, ended) });
  if (frame.kind === 'ended' && frame.last !== null && record.stopDate !== null && record.type === 'STANDARD') {
    changes.push({ kind: 'put', key: pointKey(id, record.stopDate), value: redrivePointOf(frame.last) });
  }
  return changes;
}

/** Points swept with one commit. */
const MAX_SWEPT = 10;

/** Drops points of executions that ended too long ago to be redriven: a few each time one more is kept. */
export function sweepPoints(store: Store, now: EpochMillis): readonly Change[] {
  const changes: Change[] = [];
  for (const [key] of store.range(pointsUntil(epochMillis(now - REDRIVABLE_MILLIS)))) {
    changes.push({ kind: 'delete', key });
    if (changes.length === MAX_SWEPT) break;
  }
  return changes;
}
