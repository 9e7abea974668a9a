/** What a proof comes to, as one table for people and one object for programs. */

import { SETS } from './enumerate';
import type { Explored } from './explore';
import { RANDOM } from './explore';
import type { SetSearched } from './searches';
import type { Tally } from './tally';

export interface Report {
  readonly commit: string;
  readonly seed: number;
  readonly seconds: number;
  readonly threads: number;
  readonly runs: number;
  readonly runsPerSecond: number;
  readonly sets: readonly {
    readonly name: string;
    readonly what: string;
    readonly run: number;
    readonly total: number;
    readonly complete: boolean;
  }[];
  readonly searches: readonly SetSearched[];
  readonly distinctEnds: number;
  readonly virtualHours: number;
  readonly calls: number;
  readonly repeated: number;
  readonly faults: Tally['faults'];
  readonly sometimes: Tally['sometimes'];
  /** Dangerous states that no run met. */
  readonly neverMet: readonly string[];
  readonly laws: readonly string[];
  readonly violations: number;
}

export interface Facts {
  readonly commit: string;
  readonly seed: number;
  readonly seconds: number;
  readonly threads: number;
  readonly laws: readonly string[];
  readonly searches: readonly SetSearched[];
}

const HOUR_MILLIS = 3_600_000;

export function reportOf({ tally, sets }: Explored, facts: Facts): Report {
  const runs = Object.values(tally.runs).reduce((sum, count) => sum + count, 0);
  const what = new Map([...SETS.map((set) => [set.name, set.what] as const), [RANDOM, 'everything mixed, by seed']]);
  return {
    ...facts,
    runs,
    runsPerSecond: runs / facts.seconds,
    sets: Object.entries(sets).map(([name, { total, complete }]) => ({
      name,
      what: what.get(name) ?? '',
      run: tally.runs[name] ?? 0,
      total,
      complete,
    })),
    distinctEnds: Object.keys(tally.ends).length,
    virtualHours: tally.virtualMillis / HOUR_MILLIS,
    calls: tally.calls,
    repeated: tally.repeated,
    faults: tally.faults,
    sometimes: tally.sometimes,
    neverMet: Object.keys(tally.sometimes).filter((name) => tally.sometimes[name] === 0),
    laws: facts.laws,
    violations:
      tally.violations.length +
      tally.moreViolations +
      facts.searches.reduce((sum, { broken }) => sum + broken.length, 0),
  };
}

export function* linesOf(report: Report): Iterable<string> {
  yield `${report.runs} runs in ${report.seconds.toFixed(1)} s on ${report.threads} threads: ${report.runsPerSecond.toFixed(0)} a second; ${report.calls} calls; ${report.virtualHours.toFixed(0)} hours of virtual time`;
  yield `commit ${report.commit}, seed ${report.seed}`;
  yield '';
  for (const { name, what, run, total, complete } of report.sets) {
    const share = complete ? `${run}, complete` : `${run} of ${total}`;
    yield `${name.padEnd(24)} ${share.padEnd(18)} ${what}`;
  }
  for (const { name, what, states, transitions, orders, complete } of report.searches) {
    const share = complete ? `${states} states, complete` : `${states} states, cut`;
    yield `${name.padEnd(24)} ${share.padEnd(24)} ${what}: ${transitions} transitions, ${orders} orders`;
  }
  yield '';
  yield `${report.distinctEnds} distinct ends; ${report.repeated} runs repeated on a fresh stage; ${report.laws.length} laws after each run`;
  for (const law of report.laws) yield `  ${law}`;
  yield '';
  yield 'faults, by name:';
  for (const [name, times] of sorted(report.faults)) yield `  ${String(times).padStart(6)}  ${name}`;
  yield 'sometimes:';
  for (const [name, times] of sorted(report.sometimes)) yield `  ${String(times).padStart(6)}  ${name}`;
  yield '';
  yield report.violations === 0 ? 'no law was broken' : `${report.violations} violations`;
}

const sorted = (counts: { readonly [name: string]: number }) =>
  Object.entries(counts).sort(([one, many], [other, more]) => more - many || one.localeCompare(other));
