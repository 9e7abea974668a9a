/** Executions as the store holds them: one by one, in lists, and their histories. */
import type { EpochMillis } from '../../lib/units';
import type { Key, Store } from '../store/store';
import { type ExecutionId, executionOf, standardExecutionOf } from './arns';
import { executionDoesNotExist } from './errors';
import type { HistoryEvent } from './history/event';
import { type EndedFrame, NEVER_REDRIVEN } from './interpreter/frame';
import {
  type ExecutionRecord,
  type ExecutionStatus,
  executionKey,
  historyRange,
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

  /** Throws `InvalidArn` or `ExecutionDoesNotExist`. */
  get(executionArn: string): ExecutionRecord {
    const record = this.find(standardExecutionOf(executionArn));
    if (record === undefined) throw executionDoesNotExist(executionArn);
    return record;
  }

  /** The whole history, oldest first. */
  history(id: ExecutionId): readonly HistoryEvent[] {
    const events: HistoryEvent[] = [];
    for (const [, value] of this.store.range(historyRange(id))) events.push(...(value as readonly HistoryEvent[]));
    return events;
  }

  eventCount(id: ExecutionId): number {
    for (const [, value] of this.store.range({ ...historyRange(id), reverse: true })) {
      return (value as readonly HistoryEvent[]).at(-1)?.id ?? 0;
    }
    return 0;
  }

  /** Where a redrivable execution stood when it ended. */
  endedFrame({ executionArn, status, stopDate, error, cause, redrive }: ExecutionRecord): EndedFrame {
    if (status !== 'FAILED' && status !== 'ABORTED' && status !== 'TIMED_OUT') {
      throw new Error(`${executionArn} is ${status}`);
    }
    const id = executionOf(executionArn);
    const point = stopDate === null ? undefined : this.store.get(pointKey(id, stopDate));
    if (point === undefined) throw new Error(`the store lacks the point where ${executionArn} ended`);
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
