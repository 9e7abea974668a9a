/** Buses that are down on purpose. */
import type { JsonObject } from '../../lib/units';

/** How a bus that is down answers: for each entry, or for the whole call. */
export type Outage = 'InternalFailure' | 'ThrottlingException';

/** Of the entries of a PutEvents, as they were sent. */
export type StruckEntries = (entry: JsonObject) => boolean;

interface Down {
  readonly outage: Outage;
  readonly strikes: StruckEntries;
}

export class Outages {
  private readonly down = new Map<string, Down>();

  begin(bus: string, outage: Outage, strikes: StruckEntries): void {
    this.down.set(bus, { outage, strikes });
  }

  end(bus: string): void {
    this.down.delete(bus);
  }

  of(bus: string, entry: JsonObject): Outage | undefined {
    const down = this.down.get(bus);
    return down?.strikes(entry) ? down.outage : undefined;
  }
}
