/** Callers for some seconds, each of whom waits for what he began and begins the next. */
export interface Looped {
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[];
  /** By `performance.now`, when the last caller was done. */
  readonly began: number;
  readonly ended: number;
}

export async function closedLoop(work: () => Promise<unknown>, callers: number, seconds: number): Promise<Looped> {
  const latencies: number[] = [];
  const began = performance.now();
  const caller = async () => {
    while (performance.now() - began < seconds * 1000) {
      const sent = performance.now();
      await work();
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { latencies: latencies.sort((one, other) => one - other), began, ended: performance.now() };
}
