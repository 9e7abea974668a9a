/**
 * What is explored: sets of schedules, each enumerated to its end from the calls and commits of runs without faults, and
 * random ones. Every case has its number, from which its seed follows; whoever runs it, the run is the same.
 */
import { isCompensatable } from '../lib/saga/plan';
import { type Entropy, seededEntropy } from '../local/entropy';
import { errorsAt } from './errors';
import type { Scenario } from './scenario';
import type { CallPosition, Fault } from './schedule';
import { type Baselines, type Case, type CaseSet, ofFaults, type Seen } from './sets/case';
import { flaws, stops } from './sets/endings';
import { callFault, FOREVER, faultsAt, isInvoke, WAYS } from './sets/faults';
import { struckRecoveries } from './sets/recoveries';
import { newVersions } from './sets/versions';

/** Of the saga's own functions. */
const stepFunctions = (scenario: Scenario): readonly string[] =>
  scenario.subject.definition.steps.flatMap((step) =>
    step.kind === 'compensatable' ? [step.name, step.compensation.name] : [step.name],
  );

const isOfStep = ({ function: fn }: CallPosition, names: readonly string[]) =>
  names.some((name) => fn.endsWith(name) || fn.endsWith(`${name}Choreographed`));

const unknownOutcomes = ofFaults(
  'unknown outcomes',
  'every step fails at every try, with every error name, in every way',
  function* ({ positions }, scenario) {
    if (!scenario.name.endsWith('/completed')) return;
    const names = stepFunctions(scenario);
    for (const at of positions) {
      if (!isInvoke(at) || at.nth !== 1 || !isOfStep(at, names)) continue;
      for (const fault of faultsAt(at)) yield { ...fault, times: FOREVER } as Fault;
    }
  },
);

const crashes = ofFaults(
  'single crashes',
  'the process is lost before and after every commit',
  function* ({ commits }) {
    for (let commit = 1; commit <= commits; commit++) {
      yield { kind: 'crash', commit, side: 'before' };
      yield { kind: 'crash', commit, side: 'after' };
    }
  },
);

const operators = ofFaults(
  'people',
  'somebody cancels, resumes or redrives the saga at every call',
  function* ({ positions }) {
    for (const at of positions) {
      for (const action of ['cancel', 'resume', 'redrive'] as const) yield { kind: 'operator', at, action };
    }
  },
);

const deliveries = ofFaults(
  'deliveries',
  'every call is made twice, at once and ten minutes later; every invocation comes late; the clock jumps an hour',
  function* ({ positions }) {
    for (const at of positions) {
      yield { kind: 'duplicate', at, delayMillis: 0 };
      yield { kind: 'duplicate', at, delayMillis: 600_000 };
      yield { kind: 'clock', at, jumpMillis: 3_600_000 };
      if (isInvoke(at)) yield { kind: 'delay', at, delayMillis: 3_000 };
    }
  },
);

const singles = ofFaults(
  'single faults',
  'every call meets every error that AWS names for it, in every way',
  function* ({ positions }) {
    for (const at of positions) yield* faultsAt(at);
  },
);

/** Every subset of the compensations fails for good; then a person resumes the saga. */
const failingCompensations: CaseSet = {
  name: 'failing compensations',
  what: 'every subset of the compensations fails at every try',
  *cases(scenarios, baselines) {
    for (const scenario of scenarios) {
      const names = scenario.subject.definition.steps
        .filter(isCompensatable)
        .map(({ compensation }) => compensation.name);
      const compensations = (baselines[scenario.name]?.positions ?? []).filter(
        (at) => isInvoke(at) && at.nth === 1 && isOfStep(at, names),
      );
      for (let subset = 1; subset < 2 ** compensations.length; subset++) {
        const chosen = compensations.filter((_, index) => (subset >> index) & 1);
        const schedule = chosen.map((at) => callFault(at, 'notApplied', FOREVER));
        yield { scenario, schedule };
      }
    }
  },
};

const pairs: CaseSet = {
  name: 'pairs',
  what: 'every two calls fail, with one error for each kind of call, in every way',
  *cases(scenarios, baselines) {
    for (const scenario of scenarios) {
      const positions = baselines[scenario.name]?.positions ?? [];
      for (const [index, one] of positions.entries()) {
        for (const other of positions.slice(index + 1)) {
          for (const how of WAYS) {
            for (const way of WAYS) yield { scenario, schedule: [callFault(one, how), callFault(other, way)] };
          }
        }
      }
    }
  },
};

/** The second comes while the next process picks up what the first one left. */
const DOUBLE_CRASH_REACH = 12;

const doubleCrashes: CaseSet = {
  name: 'double crashes',
  what: `the process is lost at every commit, and again within the next ${DOUBLE_CRASH_REACH}`,
  *cases(scenarios, baselines) {
    for (const scenario of scenarios) {
      const commits = baselines[scenario.name]?.commits ?? 0;
      for (let commit = 1; commit <= commits; commit++) {
        for (let next = 1; next <= DOUBLE_CRASH_REACH; next++) {
          yield {
            scenario,
            schedule: [
              { kind: 'crash', commit, side: 'after' },
              { kind: 'crash', commit: commit + next, side: 'before' },
            ],
          };
        }
      }
    }
  },
};

/** Small sets first: under a budget, what is left of it decides how much of the last is run. */
export const SETS: readonly CaseSet[] = [
  failingCompensations,
  unknownOutcomes,
  flaws,
  stops,
  newVersions,
  crashes,
  operators,
  deliveries,
  struckRecoveries,
  singles,
  doubleCrashes,
  pairs,
];

const MAX_RANDOM_FAULTS = 4;
const NOTHING_SEEN: Seen = { positions: [], commits: 0 };

/** A case of everything mixed, from its seed alone. */
export function randomCase(seed: number, scenarios: readonly Scenario[], baselines: Baselines): Case {
  const chance = seededEntropy(seed);
  const scenario = pick(chance, scenarios);
  const { positions, commits } = baselines[scenario.name] ?? NOTHING_SEEN;
  const count = 1 + Math.floor(chance.fraction() * MAX_RANDOM_FAULTS);
  const schedule = Array.from({ length: count }, () => randomFault(chance, positions, commits));
  return { scenario, schedule };
}

function randomFault(chance: Entropy, positions: readonly CallPosition[], commits: number): Fault {
  const at = pick(chance, positions);
  const which = chance.fraction();
  if (which < 0.1) {
    const commit = 1 + Math.floor(chance.fraction() * commits);
    return { kind: 'crash', commit, side: chance.fraction() < 0.5 ? 'before' : 'after' };
  }
  if (which < 0.2) return { kind: 'duplicate', at, delayMillis: Math.floor(chance.fraction() * 60_000) };
  if (which < 0.25) return { kind: 'clock', at, jumpMillis: Math.floor(chance.fraction() * 3_600_000) };
  if (which < 0.3) return { kind: 'stop', at, error: 'StoppedFromOutside' };
  if (which < 0.38) return { kind: 'operator', at, action: pick(chance, ['cancel', 'resume', 'redrive'] as const) };
  if (which < 0.4) return { kind: 'deploy', at, what: chance.fraction() < 0.5 ? 'machine' : 'functions' };
  if (which < 0.45 && isInvoke(at)) return { kind: 'delay', at, delayMillis: Math.floor(chance.fraction() * 10_000) };
  const { leaves, ...error } = pick(chance, errorsAt(at));
  const how = leaves === 'refused' ? 'notApplied' : pick(chance, WAYS);
  const times = 1 + Math.floor(chance.fraction() ** 3 * 12);
  const fault = { kind: 'call', at, how, error, times } as const;
  return how === 'late' ? { ...fault, delayMillis: Math.floor(chance.fraction() ** 2 * 900_000) } : fault;
}

function pick<T>(chance: Entropy, among: readonly T[]): T {
  const chosen = among[Math.floor(chance.fraction() * among.length)];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
}
