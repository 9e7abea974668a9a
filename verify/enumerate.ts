/**
 * What is explored: sets of schedules, each enumerated to its end from the calls and commits of runs without faults, and
 * random ones. Every case has its number, from which its seed follows; whoever runs it, the run is the same.
 */
import { isCompensatable } from '../lib/saga/plan';
import { type Entropy, seededEntropy } from '../local/entropy';
import { errorsAt, LATE_MILLIS, representativeAt, waysOf } from './errors';
import type { Scenario } from './scenario';
import type { CallFaultKind, CallPosition, ErrorReply, Fault, Schedule } from './schedule';

/** What a scenario does where nothing goes wrong. */
export interface Baseline {
  readonly positions: readonly CallPosition[];
  readonly commits: number;
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

const isInvoke = ({ service, operation }: CallPosition) => service === 'lambda' && operation === 'Invoke';

/** One fault in each of the ways that its error leaves open. */
function* faultsAt(at: CallPosition, error: ErrorReply & { leaves: 'refused' | 'unknown' }): Iterable<Fault> {
  const { name, message } = error;
  for (const how of waysOf(error)) yield* timed({ kind: 'call', at, how, error: { name, message } });
}

function* timed(fault: Extract<Fault, { kind: 'call' }>): Iterable<Fault> {
  if (fault.how !== 'late') yield fault;
  else for (const delayMillis of LATE_MILLIS) yield { ...fault, delayMillis };
}

/** A set of one fault a case. */
const ofEach = (
  name: string,
  what: string,
  faults: (baseline: Baseline, scenario: Scenario) => Iterable<Fault>,
): CaseSet => ({
  name,
  what,
  *cases(scenarios, baselines) {
    for (const scenario of scenarios) {
      const baseline = baselines[scenario.name];
      if (baseline === undefined) continue;
      for (const fault of faults(baseline, scenario)) yield { scenario, schedule: [fault] };
    }
  },
});

/** Of the saga's own functions. */
const stepFunctions = (scenario: Scenario): readonly string[] =>
  scenario.subject.definition.steps.flatMap((step) =>
    step.kind === 'compensatable' ? [step.name, step.compensation.name] : [step.name],
  );

const isOfStep = ({ function: fn }: CallPosition, names: readonly string[]) =>
  names.some((name) => fn.endsWith(name) || fn.endsWith(`${name}Choreographed`));

const FOREVER = 50;

const unknownOutcomes = ofEach(
  'unknown outcomes',
  'every step fails at every try, with every error name, in every way',
  function* ({ positions }, scenario) {
    if (!scenario.name.endsWith('/completed')) return;
    const names = stepFunctions(scenario);
    for (const at of positions) {
      if (!isInvoke(at) || at.nth !== 1 || !isOfStep(at, names)) continue;
      for (const error of errorsAt(at)) {
        for (const fault of faultsAt(at, error)) yield { ...fault, times: FOREVER } as Fault;
      }
    }
  },
);

const crashes = ofEach('single crashes', 'the process is lost before and after every commit', function* ({ commits }) {
  for (let commit = 1; commit <= commits; commit++) {
    yield { kind: 'crash', commit, side: 'before' };
    yield { kind: 'crash', commit, side: 'after' };
  }
});

const stops = ofEach(
  'uncatchable endings',
  'executions are stopped from outside at every call',
  function* ({ positions }) {
    for (const at of positions) yield { kind: 'stop', at, error: 'StoppedFromOutside' };
  },
);

const operators = ofEach(
  'people',
  'somebody cancels, resumes or redrives the saga, or deploys a new version, at every call',
  function* ({ positions }) {
    for (const at of positions) {
      for (const action of ['cancel', 'resume', 'redrive'] as const) yield { kind: 'operator', at, action };
      yield { kind: 'deploy', at };
    }
  },
);

const deliveries = ofEach(
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

const singles = ofEach(
  'single faults',
  'every call meets every error that AWS names for it, in every way',
  function* ({ positions }) {
    for (const at of positions) for (const error of errorsAt(at)) yield* faultsAt(at, error);
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

function callFault(at: CallPosition, how: CallFaultKind, times = 1): Fault {
  const { name, message } = representativeAt(at);
  const fault = { kind: 'call', at, how, error: { name, message }, times } as const;
  return how === 'late' ? { ...fault, delayMillis: LATE_MILLIS[1] } : fault;
}

const WAYS: readonly CallFaultKind[] = ['notApplied', 'replyLost', 'late'];

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
  stops,
  crashes,
  operators,
  deliveries,
  singles,
  doubleCrashes,
  pairs,
];

const MAX_RANDOM_FAULTS = 4;

/** A case of everything mixed, from its seed alone. */
export function randomCase(seed: number, scenarios: readonly Scenario[], baselines: Baselines): Case {
  const chance = seededEntropy(seed);
  const scenario = pick(chance, scenarios);
  const { positions, commits } = baselines[scenario.name] ?? { positions: [], commits: 0 };
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
  if (which < 0.4) return { kind: 'deploy', at };
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
