/**
 * The model against dynalite: hand-written corner cases, then random requests from a seed. They must answer the same,
 * but for the known differences, and every known difference must still occur.
 */
import fc from 'fast-check';
import { CORNER_CASES } from './cases';
import type { Difference } from './compare';
import { DynaliteThread } from './dynalite-side';
import { differencesIn } from './exchange';
import { requests } from './generate/requests';
import { createTables } from './generate/tables';
import { KNOWN_DIFFERENCES, type KnownDifference, knownDifference } from './known-differences';
import type { Request } from './request';

export interface DifferentialOptions {
  readonly seed: number;
  /** Lists of random requests, each sent to two new databases. */
  readonly runs: number;
  /** Told after each corner case and each run. */
  readonly onProgress?: (progress: Progress) => void;
}
export interface Progress {
  readonly cases: number;
  readonly runs: number;
  readonly requests: number;
}

export interface Failure {
  /** A corner case's name, or the seed. */
  readonly of: string;
  /** As few as show it. */
  readonly requests: readonly Request[];
  readonly difference: Difference;
}
export interface Report extends Progress {
  readonly seed: number;
  /** How often each known difference was met. */
  readonly known: ReadonlyMap<KnownDifference, number>;
  readonly failures: readonly Failure[];
}

export async function differential({ seed, runs, onProgress }: DifferentialOptions): Promise<Report> {
  const comparison = new Comparison(onProgress);
  try {
    await comparison.corners();
    await comparison.random(seed, runs);
    return { seed, ...comparison.progress, known: comparison.known, failures: comparison.failures };
  } finally {
    await comparison.close();
  }
}

/** Known differences that were not met. */
export const stale = ({ known }: Report): readonly KnownDifference[] =>
  KNOWN_DIFFERENCES.filter((each) => (known.get(each) ?? 0) === 0);

/** The unknown differences that some requests show, sent to two new databases. */
export async function replay(list: readonly Request[]): Promise<readonly Difference[]> {
  const thread = new DynaliteThread();
  try {
    return (await differencesIn(list, thread)).filter((each) => knownDifference(each) === undefined);
  } finally {
    await thread.close();
  }
}

class Comparison {
  progress: Progress = { cases: 0, runs: 0, requests: 0 };
  readonly known = new Map<KnownDifference, number>();
  readonly failures: Failure[] = [];
  private readonly thread = new DynaliteThread();

  constructor(private readonly onProgress: DifferentialOptions['onProgress']) {}

  close(): Promise<void> {
    return this.thread.close();
  }

  async corners(): Promise<void> {
    for (const { name, requests: list } of CORNER_CASES) {
      const unknown = await this.unknownIn(list);
      for (const difference of unknown) {
        const until = list.indexOf(difference.request) + 1;
        this.failures.push({ of: name, requests: list.slice(0, until), difference });
      }
      this.advance({ cases: this.progress.cases + 1 });
    }
  }

  async random(seed: number, runs: number): Promise<void> {
    let last: { readonly list: readonly Request[]; readonly difference: Difference } | undefined;
    const property = fc.asyncProperty(requests, async (random) => {
      const list = [...createTables, ...random];
      const [difference] = await this.unknownIn(list);
      this.advance({ runs: this.progress.runs + 1 });
      if (difference === undefined) return true;
      last = { list: list.slice(0, list.indexOf(difference.request) + 1), difference };
      return false;
    });
    // What failed last, while it was made smaller, is the smallest.
    const { failed } = await fc.check(property, { seed, numRuns: runs });
    if (failed && last !== undefined) {
      this.failures.push({ of: `seed ${seed}`, requests: last.list, difference: last.difference });
    }
  }

  private async unknownIn(list: readonly Request[]): Promise<readonly Difference[]> {
    const unknown: Difference[] = [];
    for (const difference of await differencesIn(list, this.thread)) {
      const known = knownDifference(difference);
      if (known === undefined) unknown.push(difference);
      else this.known.set(known, (this.known.get(known) ?? 0) + 1);
    }
    this.advance({ requests: this.progress.requests + list.length });
    return unknown;
  }

  private advance(more: Partial<Progress>): void {
    this.progress = { ...this.progress, ...more };
    if (more.requests === undefined) this.onProgress?.(this.progress);
  }
}
