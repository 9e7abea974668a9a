/** A run, or a way through a search of states, as one word: what `--replay` takes. */
import type { Schedule } from './schedule';
import type { Path } from './search';

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

/** The moves from one beginning to a state that breaks a law. */
export interface ReplayedWay {
  readonly set: string;
  readonly search: string;
  readonly path: Path;
}

const WAY = 'way';

export const wayTokenOf = ({ set, search, path }: ReplayedWay): string =>
  Buffer.from(JSON.stringify([WAY, set, search, path.join('.')])).toString('base64url');

/** Undefined where the word is none of a way; it may be one of a run. */
export function wayFrom(token: string): ReplayedWay | undefined {
  try {
    const [kind, set, search, path] = JSON.parse(Buffer.from(token, 'base64url').toString()) as string[];
    if (kind !== WAY || set === undefined || search === undefined) return undefined;
    return { set, search, path: path ? path.split('.').map(Number) : [] };
  } catch {
    return undefined;
  }
}
