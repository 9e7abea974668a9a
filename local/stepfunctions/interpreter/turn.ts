/** One advance in the making: the events and commands it has led to so far. Nothing here outlives the advance. */
import type { EpochMillis } from '../../../lib/units';
import type { Entropy } from '../../entropy';
import { type EventDetails, type EventType, type HistoryEvent, MAX_EVENTS } from '../history/event';
import type { Run } from './execution';
import type { Command } from './signal';

/** The history is full: the execution ends here, whatever it was about to do. */
export class HistoryFull extends Error {
  override readonly name = 'HistoryFull';
}

export class Turn {
  readonly events: HistoryEvent[] = [];
  readonly commands: Command[] = [];

  constructor(
    readonly run: Run,
    readonly now: EpochMillis,
    readonly chance: Entropy,
    readonly redriveCount: number,
    private last: number,
  ) {}

  get lastEventId(): number {
    return this.last;
  }

  /** Appends an event and answers its id. The last place of the history is kept for the event that ends it. */
  emit(type: EventType, previousEventId: number, details?: EventDetails): number {
    if (this.last >= MAX_EVENTS - 1) throw new HistoryFull();
    return this.end(type, previousEventId, details);
  }

  /** Appends the event that ends the execution. */
  end(type: EventType, previousEventId: number, details?: EventDetails): number {
    const id = ++this.last;
    this.events.push({ id, previousEventId, timestamp: this.now, type, ...details });
    return id;
  }
}
