/** One worker's share of the exploration. Whoever else takes part, its cases and their runs are the same. */
import { randomCase, SETS } from './enumerate';
import type { Invariant } from './invariant';
import type { Observed } from './observed';
import type { Prepared } from './prepared';
import { type Run, run, SWEPT_ANYWAY } from './run';
import type { Scenario, Subject } from './scenario';
import type { Schedule } from './schedule';
import type { Baselines, CaseSet, OpenedSeen, Seen } from './sets/case';
import { openingsOf } from './sets/recoveries';
import { newWarm, Stage, type Warm } from './stage';
import { count, judge, newTally, repeat, type Tally } from './tally';

/** A stage keeps all that its runs wrote; after so many it is replaced. */
const RUNS_A_STAGE = 1_000;
/** A process that begins reads all that is kept: a loss weighs as so many runs. */
const RUNS_A_LOSS = 40;

/** Opens stages as they are needed, and replaces those that are spent. */
export class Stages {
  private readonly open = new Map<Subject, Stage>();
  private readonly warm = new Map<Subject, Warm>();

  constructor(private readonly prepared: Prepared) {}

  async run(scenario: Scenario, schedule: Schedule, seed: number): Promise<Run> {
    return run(await this.stageOf(scenario.subject), scenario, schedule, seed);
  }

  /** As on the first run of a process. */
  async runAfresh(scenario: Scenario, schedule: Schedule, seed: number): Promise<Run> {
    const stage = await Stage.open(scenario.subject, this.prepared);
    try {
      return await run(stage, scenario, schedule, seed);
    } finally {
      await stage.close();
    }
  }

  async close(): Promise<void> {
    for (const stage of this.open.values()) await stage.close();
    this.open.clear();
  }

  private async stageOf(subject: Subject): Promise<Stage> {
    const known = this.open.get(subject);
    if (known !== undefined && !isWorn(known)) return known;
    await known?.close();
    // What a spent run left in its functions goes with it.
    if (known?.isSpent) this.warm.delete(subject);
    const warm = this.warm.get(subject) ?? newWarm();
    this.warm.set(subject, warm);
    const stage = await Stage.open(subject, this.prepared, warm);
    this.open.set(subject, stage);
    return stage;
  }
}

const isWorn = ({ isSpent, runs, losses }: Stage): boolean => isSpent || runs + losses * RUNS_A_LOSS >= RUNS_A_STAGE;

/** Apart from all others, and of none that is swept without need (run.ts), whose sweeping is no part of the saga. */
const BASELINE_SEED = 900_000_001;
const OPENING_SEED = 910_000_001;

/** Of every scenario without faults; what it calls and commits is where faults go. */
export async function recordBaselines(stages: Stages, scenarios: readonly Scenario[]): Promise<Baselines> {
  const baselines: Record<string, Baselines[string]> = {};
  const seeds = { next: 0 };
  for (const [index, scenario] of scenarios.entries()) {
    const { observed } = await stages.run(scenario, [], BASELINE_SEED + index * SWEPT_ANYWAY);
    const seen = seenIn(observed);
    const openings: OpenedSeen[] = [];
    for (const schedule of openingsOf(scenario, seen)) {
      const opened = await stages.run(scenario, schedule, seeds.next++ * SWEPT_ANYWAY + OPENING_SEED);
      openings.push({ ...seenIn(opened.observed), schedule });
    }
    baselines[scenario.name] = { ...seen, states: tasksEntered(observed), openings };
  }
  return baselines;
}

const seenIn = ({ calls, commits }: Observed): Seen => ({ positions: calls.map(({ at }) => at), commits });

function tasksEntered({ executions }: Observed): readonly string[] {
  const entered = executions.flatMap(({ history }) =>
    history.flatMap(({ type, stateEnteredEventDetails: details }) =>
      type === 'TaskStateEntered' ? [String((details as { readonly name: string }).name)] : [],
    ),
  );
  return [...new Set(entered)];
}

export interface Plan {
  readonly share: number;
  readonly shares: number;
  /** The first seed of the random cases; other cases are numbered from it too. */
  readonly seed: number;
  /** Random cases, of all shares together. */
  readonly randomCases: number;
  /** Milliseconds for the sets, and for everything. @default as long as it takes */
  readonly setsMillis: number;
  readonly allMillis: number;
}

export interface Explored {
  readonly tally: Tally;
  /** By set: whether this share of it was run to its end, and how many cases it has. */
  readonly sets: { readonly [set: string]: { readonly total: number; readonly complete: boolean } };
}

/** Seeds of one set are apart from those of another. */
const SEEDS_A_SET = 10_000_000;

export const seedOf = (base: number, set: number, index: number): number => base + (set + 1) * SEEDS_A_SET + index;

/**
 * Under a budget each set has its part of it, and what the sets before it left. The cases of a set are taken in strides, so
 * that those which are reached lie all over it.
 */
const STRIDE = 97;

export async function explore(
  stages: Stages,
  scenarios: readonly Scenario[],
  invariantsOf: (scenario: Scenario) => readonly Invariant[],
  baselines: Baselines,
  plan: Plan,
  now: () => number,
  progress: (tally: Tally) => void,
): Promise<Explored> {
  const tally = newTally();
  const began = now();
  const sets: Record<string, Explored['sets'][string]> = {};
  const one = async (set: string, scenario: Scenario, schedule: Schedule, seed: number) => {
    const result = await stages.run(scenario, schedule, seed);
    count(tally, set, result);
    judge(tally, set, seed, result, invariantsOf(scenario));
    progress(tally);
    return result;
  };
  for (const [number, set] of SETS.entries()) {
    const cases = [...set.cases(scenarios, baselines)];
    let complete = true;
    for (const index of inStrides(cases.length)) {
      const next = cases[index];
      if (next === undefined || index % plan.shares !== plan.share) continue;
      if (now() - began > (plan.setsMillis * (number + 1)) / SETS.length) {
        complete = false;
        break;
      }
      await one(set.name, next.scenario, next.schedule, seedOf(plan.seed, number, index));
    }
    sets[set.name] = { total: cases.length, complete };
  }
  let complete = true;
  for (let index = plan.share; index < plan.randomCases; index += plan.shares) {
    if (now() - began > plan.allMillis) {
      complete = false;
      break;
    }
    const seed = plan.seed + index;
    const { scenario, schedule } = randomCase(seed, scenarios, baselines);
    const { traceHash } = await one(RANDOM, scenario, schedule, seed);
    if (index % REPEATED < plan.shares) {
      const again = await stages.runAfresh(scenario, schedule, seed);
      repeat(tally, RANDOM, seed, again, traceHash);
    }
  }
  sets[RANDOM] = { total: plan.randomCases, complete };
  return { tally, sets };
}

export const RANDOM = 'random';
/** One random run in so many is repeated on a fresh stage. */
const REPEATED = 50;

/** Every index below `length`, once. */
export function* inStrides(length: number): Iterable<number> {
  for (let start = 0; start < Math.min(STRIDE, length); start++) {
    for (let index = start; index < length; index += STRIDE) yield index;
  }
}

export const setNamed = (name: string): CaseSet | undefined => SETS.find((set) => set.name === name);
