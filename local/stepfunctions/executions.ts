/** Executions as the store holds them: one by one, in lists, and their histories. */
import type { EpochMillis } from '../../lib/units';
import type { Key, Range, Store } from '../store/store';
import { describedExecutionOf, type ExecutionId, executionOf } from './arns';
import { executionDoesNotExist } from './errors';
import type { HistoryEvent } from './history/event';
import { type EndedFrame, NEVER_REDRIVEN } from './interpreter/frame';
import {
  type ExecutionRecord,
  type ExecutionStatus,
  executionKey,
  historyKey,
  historyPrefix,
  historyRange,
  namedRange,
  pointKey,
  STATUSES,
  startedKey,
  startedRange,
} from './records';
import { type RedrivePoint, standingAt } from './redrive-point';

export class Executions {
  constructor(private readonly store: Store) {}

  find(id: ExecutionId): ExecutionRecord | undefined {
    return this.store.get(executionKey(id)) as ExecutionRecord | undefined;
  }

  /** Standard, or a child of a map run. Throws `InvalidArn` or `ExecutionDoesNotExist`. */
  get(executionArn: string): ExecutionRecord {
    const record = this.find(describedExecutionOf(executionArn));
    if (record === undefined) throw executionDoesNotExist(executionArn);
    return record;
  }

  /** The whole history, oldest first. */
  history(id: ExecutionId): readonly HistoryEvent[] {
    const events: HistoryEvent[] = [];
    for (const [, value] of this.store.range(historyRange(id))) events.push(...(value as readonly HistoryEvent[]));
    return events;
  }

  /** From the event `from` on, oldest first. Events are kept by commit, so the one that holds `from` is looked for. */
  *historyFrom(id: ExecutionId, from: number): Generator<HistoryEvent> {
    const range = historyRange(id);
    const prefix = historyPrefix(id);
    const [first = range.from] = firstKey(this.store, {
      from: range.from,
      to: historyKey(prefix, from + 1),
      reverse: true,
    });
    for (const [, value] of this.store.range({ from: first, to: range.to })) {
      for (const event of value as readonly HistoryEvent[]) if (event.id >= from) yield event;
    }
  }

  /** From the event `from` on, newest first; `undefined` is the last one. */
  *historyBackFrom(id: ExecutionId, from: number | undefined): Generator<HistoryEvent> {
    const range = historyRange(id);
    const to = from === undefined ? range.to : historyKey(historyPrefix(id), from + 1);
    for (const [, value] of this.store.range({ from: range.from, to, reverse: true })) {
      for (const event of (value as readonly HistoryEvent[]).toReversed()) {
        if (from === undefined || event.id <= from) yield event;
      }
    }
  }

  eventCount(id: ExecutionId): number {
    for (const { id: last } of this.historyBackFrom(id, undefined)) return last;
    return 0;
  }

  /** Where an execution stood when it ended without success; `undefined` when it is too long ago. */
  endedFrame({ executionArn, status, stopDate, error, cause, redrive }: ExecutionRecord): EndedFrame | undefined {
    if (status !== 'FAILED' && status !== 'ABORTED' && status !== 'TIMED_OUT') {
      throw new Error(`${executionArn} is ${status}`);
    }
    const id = executionOf(executionArn);
    const point = stopDate === null ? undefined : this.store.get(pointKey(id, stopDate));
    if (point === undefined) return undefined;
    const history = this.history(id);
    return {
      kind: 'ended',
      lastEventId: history.length,
      redrives: redrive === null ? NEVER_REDRIVEN : { count: redrive.count, time: redrive.date },
      ending: { kind: status, error, cause },
      last: standingAt(point as RedrivePoint, history),
    };
  }

  /** Newest first, from after `position`: a walk of the lists by status, merged. */
  *newestFirst(
    list: string,
    status: ExecutionStatus | undefined,
    position: ListPosition | undefined,
  ): Generator<ExecutionRecord> {
    const walks = (status === undefined ? STATUSES : [status]).map((each) => this.walk(list, each, position));
    let heads = walks.flatMap((walk) => headOf(walk));
    while (heads.length > 0) {
      const newest = heads.reduce((best, head) => (isNewer(head.record, best.record) ? head : best));
      yield newest.record;
      heads = heads.flatMap((head) => (head === newest ? headOf(head.walk) : [head]));
    }
  }

  /** Those of a machine whose names begin so, by name. */
  *named(machine: string, prefix: string): Generator<ExecutionRecord> {
    for (const [, value] of this.store.range(namedRange(machine, prefix))) yield value as ExecutionRecord;
  }

  /** How many of a list have each status: their keys are counted, and no record is read. */
  counts(list: string): { readonly [status in ExecutionStatus]: number } {
    const count = (status: ExecutionStatus) => {
      let found = 0;
      for (const _ of this.store.range(startedRange(list, status))) found++;
      return found;
    };
    return {
      RUNNING: count('RUNNING'),
      SUCCEEDED: count('SUCCEEDED'),
      FAILED: count('FAILED'),
      TIMED_OUT: count('TIMED_OUT'),
      ABORTED: count('ABORTED'),
      PENDING_REDRIVE: count('PENDING_REDRIVE'),
    };
  }

  private *walk(list: string, status: ExecutionStatus, position: ListPosition | undefined): Generator<ExecutionRecord> {
    const { from, to } = startedRange(list, status);
    const end = position === undefined ? to : startedKey(list, status, position.startDate, position.name);
    for (const [, value] of this.store.range({ from, to: end, reverse: true })) {
      const record = this.recordOf(value);
      if (record !== undefined) yield record;
    }
  }

  private recordOf(executionArn: unknown): ExecutionRecord | undefined {
    const [, , , , , , machine = '', ...name] = String(executionArn).split(':');
    return this.find({ machine, name: name.join(':') });
  }
}

function firstKey(store: Store, range: Range): readonly Key[] {
  for (const [key] of store.range(range)) return [key];
  return [];
}

/** The last execution that a page held. */
export interface ListPosition {
  readonly startDate: EpochMillis;
  readonly name: string;
}

interface Head {
  readonly record: ExecutionRecord;
  readonly walk: Iterator<ExecutionRecord>;
}

function headOf(walk: Iterator<ExecutionRecord>): readonly Head[] {
  const next = walk.next();
  return next.done ? [] : [{ record: next.value, walk }];
}

const orderOf = ({ startDate, name }: ExecutionRecord): readonly [EpochMillis, Key] => [startDate, name];

function isNewer(a: ExecutionRecord, b: ExecutionRecord): boolean {
  const [[timeA, nameA], [timeB, nameB]] = [orderOf(a), orderOf(b)];
  return timeA === timeB ? nameA > nameB : timeA > timeB;
}
