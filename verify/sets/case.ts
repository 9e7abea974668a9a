/** What a set is: cases, enumerated to their end from what happens where nothing goes wrong. */
import type { Scenario } from '../scenario';
import type { CallPosition, Fault, Schedule } from '../schedule';

/** What a run calls and commits: where faults can go. */
export interface Seen {
  readonly positions: readonly CallPosition[];
  readonly commits: number;
}

/** What a scenario does where nothing goes wrong. */
export interface Baseline extends Seen {
  /** The Task states that its executions enter, in their order. */
  readonly states: readonly string[];
  /** What it does where something has to be recovered. */
  readonly openings: readonly OpenedSeen[];
}

export interface OpenedSeen extends Seen {
  /** What makes a recovery necessary. */
  readonly schedule: Schedule;
}

export type Baselines = { readonly [scenario: string]: Baseline };

export interface Case {
  readonly scenario: Scenario;
  readonly schedule: Schedule;
}

export interface CaseSet {
  readonly name: string;
  /** One sentence, for the report. */
  readonly what: string;
  cases(scenarios: readonly Scenario[], baselines: Baselines): Iterable<Case>;
}

/** A set of one schedule a case. */
export const ofSchedules = (
  name: string,
  what: string,
  schedules: (baseline: Baseline, scenario: Scenario) => Iterable<Schedule>,
): CaseSet => ({
  name,
  what,
  *cases(scenarios, baselines) {
    for (const scenario of scenarios) {
      const baseline = baselines[scenario.name];
      if (baseline === undefined) continue;
      for (const schedule of schedules(baseline, scenario)) yield { scenario, schedule };
    }
  },
});

/** A set of one fault a case. */
export const ofFaults = (
  name: string,
  what: string,
  faults: (baseline: Baseline, scenario: Scenario) => Iterable<Fault>,
): CaseSet =>
  ofSchedules(name, what, function* (baseline, scenario) {
    for (const fault of faults(baseline, scenario)) yield [fault];
  });
