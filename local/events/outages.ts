/** Buses that are down on purpose. */

/** How a bus that is down answers: for each entry, or for the whole call. */
export type Outage = 'InternalFailure' | 'ThrottlingException';

export class Outages {
  private readonly down = new Map<string, Outage>();

  begin(bus: string, outage: Outage): void {
    this.down.set(bus, outage);
  }

  end(bus: string): void {
    this.down.delete(bus);
  }

  of(bus: string): Outage | undefined {
    return this.down.get(bus);
  }
}
