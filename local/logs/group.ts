/**
 * Log groups: what is set for them is in the store, what was logged is in memory.
 *
 * A group keeps its last events up to a number and a size, whatever its retention says; AWS keeps everything.
 */
import type { EpochMillis } from '../../lib/units';
import type { FilterPattern } from './filter-pattern';
import type { MetricFilter } from './metric-filter';

export interface GroupSettings {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: EpochMillis;
  readonly retentionDays: number | undefined;
  readonly tags: { readonly [key: string]: string };
  readonly metricFilters: readonly MetricFilter[];
}

/** As it is put. */
export interface LogEvent {
  /** Milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

export interface StoredEvent extends LogEvent {
  /** In order of arrival, from 1. */
  readonly id: number;
  readonly stream: string;
  readonly ingestedAt: EpochMillis;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: EpochMillis;
  firstEventAt: number | undefined;
  lastEventAt: number | undefined;
  lastIngestedAt: EpochMillis | undefined;
}

/** Events kept a group; the oldest go first. */
const MAX_EVENTS = 10_000;
/** Characters of messages kept a group. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
/** Streams kept a group: an execution environment has one of its own. */
const MAX_STREAMS = 1_000;
const MAX_EVENT_CHARACTERS = 1_048_576;
const DAY_MILLIS = 86_400_000;

export class LogGroup {
  readonly streams = new Map<string, LogStream>();
  private events: StoredEvent[] = [];
  private lastId = 0;
  private characters = 0;
  /** Read once from the settings. */
  filters: readonly { readonly filter: MetricFilter; readonly matches: FilterPattern }[] = [];

  constructor(public settings: GroupSettings) {}

  openStream(name: string, now: EpochMillis): LogStream {
    let stream = this.streams.get(name);
    if (stream === undefined) {
      stream = { name, createdAt: now, firstEventAt: undefined, lastEventAt: undefined, lastIngestedAt: undefined };
      this.streams.set(name, stream);
      for (const oldest of this.streams.keys()) {
        if (this.streams.size <= MAX_STREAMS) break;
        this.streams.delete(oldest);
      }
    }
    return stream;
  }

  add(streamName: string, { timestamp, message }: LogEvent, now: EpochMillis): void {
    const stream = this.openStream(streamName, now);
    const kept = message.length > MAX_EVENT_CHARACTERS ? message.slice(0, MAX_EVENT_CHARACTERS) : message;
    this.events.push({ id: ++this.lastId, stream: streamName, timestamp, ingestedAt: now, message: kept });
    this.characters += kept.length;
    stream.firstEventAt = Math.min(stream.firstEventAt ?? timestamp, timestamp);
    stream.lastEventAt = Math.max(stream.lastEventAt ?? timestamp, timestamp);
    stream.lastIngestedAt = now;
    // Dropped in bulk, so that a full group does not shift on every event.
    if (this.events.length >= 2 * MAX_EVENTS || this.characters >= 2 * MAX_CHARACTERS) this.trim();
  }

  deleteStream(name: string): void {
    this.streams.delete(name);
    this.events = this.events.filter(({ stream }) => stream !== name);
    this.characters = this.events.reduce((sum, { message }) => sum + message.length, 0);
  }

  /** What is kept, by time and then by arrival. */
  read(now: EpochMillis): readonly StoredEvent[] {
    const { retentionDays } = this.settings;
    const from = retentionDays === undefined ? Number.NEGATIVE_INFINITY : now - retentionDays * DAY_MILLIS;
    this.trim();
    return this.events
      .filter(({ timestamp }) => timestamp >= from)
      .sort((a, b) => a.timestamp - b.timestamp || a.id - b.id);
  }

  get storedCharacters(): number {
    return this.characters;
  }

  private trim(): void {
    let first = Math.max(0, this.events.length - MAX_EVENTS);
    for (const { message } of this.events.slice(0, first)) this.characters -= message.length;
    for (; this.characters > MAX_CHARACTERS; first++) this.characters -= this.events[first]?.message.length ?? 0;
    if (first > 0) this.events.splice(0, first);
  }
}
