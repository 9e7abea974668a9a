/** One advance in the making: the events and commands it has led to so far. Nothing here outlives the advance. */
import type { EpochMillis, Json } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import { type EventDetails, type EventType, type HistoryEvent, MAX_EVENTS } from '../history/event';
import { exceedsDataLimit, nestsTooDeep, textOf } from '../json';
import { dataLimitExceeded } from '../state-error';
import type { Run } from './execution';
import type { Redrives } from './frame';
import type { Command } from './signal';

/** The history is full: the execution ends here, whatever it was about to do. */
export class HistoryFull extends Error {
  override readonly name = 'HistoryFull';
}

export class Turn {
  readonly events: HistoryEvent[] = [];
  private asked: Command[] = [];
  private written: { readonly value: Json; readonly text: string } = { value: null, text: 'null' };

  constructor(
    readonly run: Run,
    readonly now: EpochMillis,
    readonly chance: Entropy,
    readonly redrives: Redrives,
    private last: number,
  ) {}

  get lastEventId(): number {
    return this.last;
  }

  /** The text of data. What passes through states unchanged is written once: its text is the last one made. */
  textOf(value: Json): string {
    if (value !== this.written.value || typeof value !== 'object') this.written = { value, text: textOf(value) };
    return this.written.text;
  }

  /** The text of data that leaves a state. Throws `StateError` past the limit. */
  dataText(value: Json, subject: string): string {
    const text = this.textOf(value);
    if (exceedsDataLimit(text) || nestsTooDeep(text)) throw dataLimitExceeded(subject);
    return text;
  }

  get commands(): readonly Command[] {
    return this.asked;
  }

  ask(command: Exclude<Command, { kind: 'forget' }>): void {
    this.asked.push(command);
  }

  /** Whatever hangs on the ticket is awaited no more; what was asked for it in this turn is never begun. */
  forget(ticket: number): void {
    const before = this.asked.length;
    this.asked = this.asked.filter((command) => command.kind === 'cancel' || command.ticket !== ticket);
    if (this.asked.length === before) this.asked.push({ kind: 'forget', ticket });
  }

  /** Appends an event and answers its id. The last place of the history is kept for the event that ends it. */
  emit(type: EventType, previousEventId: number, details?: EventDetails): number {
    if (this.last >= MAX_EVENTS - 1) throw new HistoryFull();
    return this.end(type, previousEventId, details);
  }

  /** Appends the event that ends the execution. */
  end(type: EventType, previousEventId: number, details?: EventDetails): number {
    const id = ++this.last;
    // The details come last: an object of many shapes that is spread first costs Node 20 ten times as much.
    this.events.push({ id, previousEventId, timestamp: this.now, type, ...details });
    return id;
  }
}
