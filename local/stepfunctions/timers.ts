/** The timers of one execution, by ticket. */
import type { Cancel } from '../clock';

interface Timer {
  readonly ticket: number;
  readonly cancel: Cancel;
}

/** So many are looked through; a map costs an execution that waits more memory than all else it has. */
const FEW = 8;

export class Timers {
  private few: Timer[] = [];
  private many: Map<number, Set<Cancel>> | undefined;

  add(ticket: number, cancel: Cancel): void {
    if (this.many === undefined && this.few.length < FEW) {
      this.few.push({ ticket, cancel });
      return;
    }
    this.many ??= new Map();
    const known = this.many.get(ticket);
    if (known === undefined) this.many.set(ticket, new Set([cancel]));
    else known.add(cancel);
  }

  /** The timer has fired. */
  remove(ticket: number, cancel: Cancel): void {
    const index = this.few.findIndex((timer) => timer.cancel === cancel);
    if (index >= 0) this.few.splice(index, 1);
    const known = this.many?.get(ticket);
    known?.delete(cancel);
    if (known?.size === 0) this.many?.delete(ticket);
  }

  /** Releases those of one ticket. */
  cancel(ticket: number): void {
    if (this.few.some((timer) => timer.ticket === ticket)) {
      for (const timer of this.few) if (timer.ticket === ticket) timer.cancel();
      this.few = this.few.filter((timer) => timer.ticket !== ticket);
    }
    for (const cancel of this.many?.get(ticket) ?? []) cancel();
    this.many?.delete(ticket);
  }

  cancelAll(): void {
    for (const { cancel } of this.few) cancel();
    for (const cancels of this.many?.values() ?? []) for (const cancel of cancels) cancel();
    this.few = [];
    this.many = undefined;
  }
}
