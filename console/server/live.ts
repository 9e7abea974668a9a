/**
 * What has changed, to every page that listens: gathered, and sent at most so often.
 *
 * V1. Between two messages lie at least `GAP_MILLIS` of real time, whatever goes on in the model.
 * V2. A message has a bound; what is over it is left out, and `overflow` says so.
 * V3. A page that does not keep up is sent nothing until it does; it learns by `overflow` that it missed something.
 * V4. While no page listens, nothing is gathered.
 */
import type { StateChange } from '../../local/cloudwatch/alarms/notifications';
import type { HistoryEvent } from '../../local/stepfunctions/history/event';
import type { ExecutionRecord } from '../../local/stepfunctions/records';
import type { Send } from '../../local/wire/pages';
import type { ClockState, LaneNotice, LiveUpdate, SagaRow } from '../api';
import { alarmOf } from './alarms';
import { clockOf } from './clock-state';
import { rowOf } from './execution-rows';
import type { Room } from './room';

/** 20 a second. */
const GAP_MILLIS = 50;
const MAX_ROWS = 200;
const MAX_EVENTS = 2_000;

export interface Watched {
  readonly execution: string | undefined;
  readonly saga: { readonly stack: string; readonly id: string } | undefined;
}

/** Runs something so much real time later; answers how to let it be. */
export type Later = (run: () => void, millis: number) => () => void;

const inTime: Later = (run, millis) => {
  const timer = setTimeout(run, millis).unref();
  return () => clearTimeout(timer);
};

interface Reader {
  readonly send: Send;
  readonly watched: Watched;
  history: HistoryEvent[];
  notices: LaneNotice[];
  missed: boolean;
}

export class Live {
  private readonly readers = new Set<Reader>();
  private readonly executions = new Map<string, ExecutionRecord>();
  private readonly sagas = new Map<string, SagaRow>();
  private readonly alarms = new Map<string, StateChange>();
  private readonly changed = { breaks: false, matrix: false };
  private overflow = false;
  private isDue = false;
  private cancel = (): void => undefined;
  private stops: readonly (() => void)[] = [];
  private clock: ClockState;

  constructor(
    private readonly room: Room,
    private readonly startedAs: string,
    private readonly later: Later = inTime,
  ) {
    this.clock = clockOf(room.local);
  }

  /** Answers how to stop. */
  open(send: Send, watched: Watched): () => void {
    const reader: Reader = { send, watched, history: [], notices: [], missed: false };
    this.readers.add(reader);
    if (this.readers.size === 1) this.listen();
    this.tell(reader, { ...this.news(), ...this.state() });
    return () => {
      this.readers.delete(reader);
      if (this.readers.size === 0) this.rest();
    };
  }

  /** The clock was moved, or made to stand. */
  clockMoved(): void {
    if (this.readers.size > 0) this.note(() => undefined);
  }

  private listen(): void {
    const { local, sagas, lanes, breakage, matrix } = this.room;
    const { stepfunctions, cloudwatch } = local.world.services;
    this.stops = [
      stepfunctions.subscribe((record, events) => this.hearExecution(record, events)),
      cloudwatch.subscribe((change) => this.note(() => this.alarms.set(change.alarm.record.name, change))),
      sagas.subscribe((row) => this.note(() => this.put(this.sagas, `${row.stack} ${row.id}`, row))),
      lanes.subscribe((stack, id, notice) => this.hearNotice(stack, id, notice)),
      breakage.subscribe(() => this.note(() => (this.changed.breaks = true))),
      matrix.subscribe(() => this.note(() => (this.changed.matrix = true))),
    ];
    // Streams of the ledgers are heard once it is being read.
    sagas.load().catch(() => undefined);
  }

  private rest(): void {
    for (const stop of this.stops) stop();
    this.cancel();
    this.isDue = false;
    this.forget();
  }

  private hearExecution(record: ExecutionRecord, events: readonly HistoryEvent[]): void {
    this.note(() => this.put(this.executions, record.executionArn, record));
    for (const reader of this.readers) {
      if (reader.watched.execution !== record.executionArn) continue;
      if (reader.history.length + events.length > MAX_EVENTS) reader.missed = true;
      else reader.history.push(...events);
    }
  }

  private hearNotice(stack: string, id: string, notice: LaneNotice): void {
    for (const reader of this.readers) {
      const { saga } = reader.watched;
      if (saga === undefined || saga.id !== id || saga.stack !== stack) continue;
      this.note(() => {
        if (reader.notices.length < MAX_EVENTS) reader.notices.push(notice);
        else reader.missed = true;
      });
    }
  }

  /** V2 */
  private put<T>(map: Map<string, T>, key: string, value: T): void {
    if (map.size < MAX_ROWS || map.has(key)) map.set(key, value);
    else this.overflow = true;
  }

  private note(change: () => unknown): void {
    change();
    // V1
    if (this.isDue) return;
    this.isDue = true;
    this.cancel = this.later(() => this.flush(), GAP_MILLIS);
  }

  private flush(): void {
    this.isDue = false;
    const { kind, mode } = this.clock;
    this.clock = clockOf(this.room.local);
    const isOther = this.clock.kind !== kind || this.clock.mode !== mode;
    const news = { ...this.news(), clock: isOther ? this.clock : null };
    this.forget();
    for (const reader of this.readers) this.tell(reader, news);
  }

  private tell(reader: Reader, news: LiveUpdate): void {
    const { history, notices, missed } = reader;
    const update: LiveUpdate = { ...news, history, notices, overflow: news.overflow || missed };
    // V3
    reader.missed = reader.send(`event: update\ndata: ${JSON.stringify(update)}\n\n`) === 'full';
    reader.history = [];
    reader.notices = [];
  }

  private news(): LiveUpdate {
    const { room } = this;
    return {
      startedAs: this.startedAs,
      now: room.local.clock.now(),
      overflow: this.overflow,
      executions: Array.from(this.executions.values(), (record) => rowOf(room, record)),
      sagas: [...this.sagas.values()],
      history: [],
      notices: [],
      alarms: Array.from(this.alarms.values(), ({ alarm, state }) => alarmOf(room.places, alarm.record, state)),
      breaks: this.changed.breaks ? room.breakage.list() : null,
      clock: null,
      matrix: this.changed.matrix ? room.matrix.current : null,
    };
  }

  /** What a page begins with. */
  private state(): Pick<LiveUpdate, 'breaks' | 'clock' | 'matrix'> {
    const { local, breakage, matrix } = this.room;
    return { breaks: breakage.list(), clock: clockOf(local), matrix: matrix.current };
  }

  private forget(): void {
    this.executions.clear();
    this.sagas.clear();
    this.alarms.clear();
    this.changed.breaks = false;
    this.changed.matrix = false;
    this.overflow = false;
  }
}
