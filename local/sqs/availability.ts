/** Tells whoever waits for a queue that it has a message to give: long polls, and event source mappings. */
import type { Cancel, LocalClock } from '../clock';
import type { Messages } from './messages';
import type { Queue } from './queue';

export type AvailabilityListener = () => void;

interface Watch {
  readonly listeners: Set<AvailabilityListener>;
  cancel: Cancel | undefined;
}

export class Availability {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly clock: LocalClock,
    private readonly messages: Messages,
  ) {}

  /** Calls `listener` whenever there may be a message to receive, and now if there is one. Answers how to stop. */
  subscribe(queue: Queue, listener: AvailabilityListener): () => void {
    const watch = this.watches.get(queue.name) ?? { listeners: new Set(), cancel: undefined };
    this.watches.set(queue.name, watch);
    watch.listeners.add(listener);
    if (this.messages.hasVisible(queue.name)) this.clock.at(this.clock.now(), () => this.tell(watch, listener));
    else this.changed(queue.name);
    return () => {
      watch.listeners.delete(listener);
      if (watch.listeners.size > 0 || this.watches.get(queue.name) !== watch) return;
      watch.cancel?.();
      this.watches.delete(queue.name);
    };
  }

  /** After messages came, went, or changed their visibility. A timer runs only while someone waits. */
  changed(queueName: string): void {
    const watch = this.watches.get(queueName);
    if (watch === undefined) return;
    watch.cancel?.();
    watch.cancel = undefined;
    const next = this.messages.nextVisibleAt(queueName);
    if (next === undefined) return;
    if (next > this.clock.now()) watch.cancel = this.clock.at(next, () => this.changed(queueName));
    else for (const listener of [...watch.listeners]) this.tell(watch, listener);
  }

  close(): void {
    for (const { cancel } of this.watches.values()) cancel?.();
    this.watches.clear();
  }

  private tell(watch: Watch, listener: AvailabilityListener): void {
    if (watch.listeners.has(listener)) listener();
  }
}
