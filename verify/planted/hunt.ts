/** Looks for a planted bug: a run without faults, then every single fault of it, until the law that is named is broken. */
import type { Invariant } from '../invariant';
import { type Prepared, prepare } from '../prepared';
import { run } from '../run';
import type { Scenario } from '../scenario';
import type { Schedule } from '../schedule';
import { singleFaults } from '../single-faults';
import { Stage } from '../stage';
import { plantedAssembly, plantedRunner, plantedStack, plantingPlugins, type Runner } from './plant';
import type { PlantedBug } from './planted-bug';

export interface Ground {
  /** The folder that `cdk synth` wrote, by subject. */
  readonly assemblies: { readonly [subject: string]: string };
  readonly projectRoot: string;
  readonly scenarios: readonly Scenario[];
  /** By subject. */
  readonly laws: { readonly [subject: string]: readonly Invariant[] };
  /** Of each scenario. @default 400 */
  readonly maxRuns?: number;
}

export type Found =
  | { readonly kind: 'found'; readonly runs: number; readonly schedule: Schedule; readonly sentence: string }
  /** `others`: what else was broken meanwhile, by law. */
  | { readonly kind: 'missed'; readonly runs: number; readonly others: { readonly [law: string]: string } };

/** Whatever a bug needs to show, it shows within so many runs of one scenario. */
const MAX_RUNS = 400;

/** @throws BugNotPlantable, or Error where the bug names what is not there */
export async function hunt(bug: PlantedBug, ground: Ground): Promise<Found> {
  const others: { [law: string]: string } = {};
  let runs = 0;
  const { maxRuns = MAX_RUNS } = ground;
  for (const scenario of scenariosOf(bug, ground)) {
    const last = runs + maxRuns;
    const runner = bug.at === 'model' ? await plantedRunner(bug) : AS_IT_IS;
    const stage = await runner.Stage.open(scenario.subject, await preparedWith(bug, scenario, ground, runner));
    try {
      const seeds = { next: 1 };
      const tried = await runner.run(stage, scenario, [], seeds.next++);
      const schedules: readonly Schedule[] = [[], ...singleFaults(tried.observed.calls)];
      for (const schedule of schedules) {
        const { observed } = schedule.length === 0 ? tried : await runner.run(stage, scenario, schedule, seeds.next++);
        runs++;
        for (const law of ground.laws[bug.subject] ?? []) {
          const [sentence] = law.check(observed);
          if (sentence === undefined) continue;
          if (law.name === bug.foundBy) return { kind: 'found', runs, schedule, sentence };
          others[law.name] ??= sentence;
        }
        if (stage.isSpent || runs >= last) break;
      }
    } finally {
      await stage.close();
    }
  }
  return { kind: 'missed', runs, others };
}

function scenariosOf({ name, subject, scenarios }: PlantedBug, ground: Ground): readonly Scenario[] {
  return scenarios.map((scenario) => {
    const found = ground.scenarios.find((one) => one.name === `${subject}/${scenario}`);
    if (found === undefined) throw new Error(`'${name}': there is no scenario '${subject}/${scenario}'`);
    return found;
  });
}

const AS_IT_IS: Runner = { Stage, run, prepare };

async function preparedWith(bug: PlantedBug, { subject }: Scenario, ground: Ground, runner: Runner): Promise<Prepared> {
  const assembly = ground.assemblies[bug.subject];
  if (assembly === undefined) throw new Error(`'${bug.name}': there is no assembly of '${bug.subject}'`);
  const from = bug.at === 'templates' ? await plantedAssembly(bug, `${assembly}.planted`) : assembly;
  const prepared = runner.prepare(from, ground.projectRoot, plantingPlugins(bug));
  const stacks = prepared.stacks.map((stack) => plantedStack(bug, stack, subject.definition));
  return { ...prepared, stacks: await Promise.all(stacks) };
}
