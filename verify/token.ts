/** A run as one word: what `--replay` takes. */
import type { Schedule } from './schedule';

export interface Replayed {
  readonly scenario: string;
  readonly schedule: Schedule;
  readonly seed: number;
}

export const tokenOf = ({ scenario, schedule, seed }: Replayed): string =>
  Buffer.from(JSON.stringify([scenario, seed, schedule])).toString('base64url');

/** @throws Error when it is no such word */
export function replayedFrom(token: string): Replayed {
  try {
    const [scenario, seed, schedule] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [
      string,
      number,
      Schedule,
    ];
    if (typeof scenario === 'string' && typeof seed === 'number' && Array.isArray(schedule)) {
      return { scenario, schedule, seed };
    }
  } catch {
    // Told below.
  }
  throw new Error('that is no word for a run; take one that a violation was told with');
}
