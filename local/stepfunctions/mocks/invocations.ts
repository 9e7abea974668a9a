/**
 * Which invocation of which state a task is, read from the history: a process that takes an execution up again counts
 * on from where the last one was.
 */
import type { Key, Store } from '../../store/store';
import { BoundedCache } from '../bounded-cache';
import type { HistoryEvent } from '../history/event';
import { historyKey } from '../records';

export interface Invocation {
  readonly state: string;
  /** Counts from 0 within the execution: retries and iterations of a Map state count on. */
  readonly number: number;
}

interface Counted {
  lastEventId: number;
  /** By the id of each event: the state its thread of control stands in. */
  readonly states: Map<number, string>;
  readonly counts: Map<string, number>;
  /** By ticket: the id of the event that scheduled the task. */
  readonly byTicket: Map<number, Invocation>;
}

/** Executions whose counts are kept at hand; those of others are read anew. */
const MAX_COUNTED = 1_000;

export class Invocations {
  private readonly counted = new BoundedCache<Key, Counted>(MAX_COUNTED);

  constructor(private readonly store: Store) {}

  /** `historyPrefix` is that of the execution. */
  of(historyPrefix: Key, ticket: number): Invocation {
    const counted = this.counted.get(historyPrefix) ?? NOTHING_COUNTED();
    this.counted.set(historyPrefix, counted);
    if (ticket > counted.lastEventId) {
      const rest = { from: historyKey(historyPrefix, counted.lastEventId + 1), to: `${historyPrefix}\u00ff` };
      for (const [, events] of this.store.range(rest)) {
        for (const event of events as readonly HistoryEvent[]) count(counted, event);
      }
    }
    const invocation = counted.byTicket.get(ticket);
    if (invocation === undefined) throw new Error(`the history holds no task that was scheduled by event ${ticket}`);
    return invocation;
  }
}

const NOTHING_COUNTED = (): Counted => ({
  lastEventId: 0,
  states: new Map(),
  counts: new Map(),
  byTicket: new Map(),
});

const SCHEDULED = /^(Task|LambdaFunction|Activity)Scheduled$/;

function count(counted: Counted, event: HistoryEvent): void {
  const state = event.stateEnteredEventDetails?.name ?? counted.states.get(event.previousEventId) ?? '';
  counted.lastEventId = event.id;
  counted.states.set(event.id, state);
  if (!SCHEDULED.test(event.type)) return;
  const number = counted.counts.get(state) ?? 0;
  counted.counts.set(state, number + 1);
  counted.byTicket.set(event.id, { state, number });
}
