/** Waits between tries, drawn with full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog). */

export interface Backoff {
  /** Settles after `millis`. */
  wait(millis: number): Promise<void>;
  /** Uniform in [0, 1). */
  fraction(): number;
}

export interface BackoffLimits {
  readonly tries: number;
  /** The longest first wait; each further one may be twice as long. */
  readonly baseMillis: number;
  readonly maxMillis: number;
}

/** Waits before try number `failures + 1`. */
export function waitAfter(failures: number, { baseMillis, maxMillis }: BackoffLimits, backoff: Backoff): Promise<void> {
  const longest = Math.min(maxMillis, baseMillis * 2 ** (failures - 1));
  return backoff.wait(Math.floor(backoff.fraction() * longest));
}
