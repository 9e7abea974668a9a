/** `npm run verify`: explores what can go wrong, and says whether a law was broken. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../lib/constructs/project-root';
import { freshAssemblies } from '../verify/assemblies';
import { recordBaselines, Stages } from '../verify/explore';
import { lawsOf } from '../verify/laws';
import { failureMatrix } from '../verify/matrix';
import { stepLaws } from '../verify/one-step/laws';
import { type Prepared, prepare } from '../verify/prepared';
import { linesOf, reportOf } from '../verify/report';
import type { Scenario } from '../verify/scenario';
import { SCENARIOS, scenarioNamed } from '../verify/scenarios';
import { searchSets, tellWay, walkAgain } from '../verify/searches';
import { shrink } from '../verify/shrink';
import { tellRun } from '../verify/story';
import type { Tally, Violation } from '../verify/tally';
import { type ReplayedWay, replayedFrom, tokenOf, wayFrom } from '../verify/token';
import { exploreOnThreads, isWorker, work } from '../verify/workers';

const USAGE = `npm run verify -- [--budget 60s|10m] [--seed N] [--runs N] [--scenario NAME] [--json]
npm run verify -- --replay WORD
npm run verify -- --matrix docs/failure-matrix.svg

  --budget    as much as fits in; without it, every set to its end
  --seed      of the random runs. Default: 1
  --runs      how many random runs. Default: 10000
  --scenario  only this one, or those whose names begin so
  --replay    runs what a violation was told with once more, and tells it
  --matrix    writes the picture of the steps and what becomes of a saga when they fail
  --threads   Default: one a core
  --json      the report as JSON on standard output
`;

const options = {
  budget: { type: 'string' },
  seed: { type: 'string', default: '1' },
  runs: { type: 'string', default: '10000' },
  scenario: { type: 'string' },
  replay: { type: 'string' },
  matrix: { type: 'string' },
  threads: { type: 'string', default: String(Math.max(cpus().length, 1)) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** What of a budget the searches of states may take. */
const SEARCHES_SHARE = 0.3;
/** What of the rest the enumerated sets may take. */
const SETS_SHARE = 0.75;
/** More are told by their law alone. */
const MAX_TOLD = 5;

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const began = performance.now();
  const assemblies = freshAssemblies(join(projectRoot(), 'node_modules', '.cache', 'backstep', 'verify'));
  const prepared = prepare(assemblies, projectRoot());
  const stages = new Stages(prepared);
  if (values.replay !== undefined) {
    const way = wayFrom(values.replay);
    return await (way === undefined ? replay(stages, values.replay) : replayWay(prepared, way));
  }
  if (values.matrix !== undefined) {
    mkdirSync(dirname(values.matrix), { recursive: true });
    writeFileSync(values.matrix, await failureMatrix(stages));
    return 0;
  }
  const scenarios = scenariosOf(values.scenario);
  const budget = values.budget === undefined ? Number.POSITIVE_INFINITY : millisOf(values.budget);
  const searchedUntil = began + budget * SEARCHES_SHARE;
  const searches = await searchSets(prepared, scenarios, () => performance.now() > searchedUntil);
  const baselines = await recordBaselines(stages, scenarios);
  // What is told at the end, and a shrunk violation, come out of it too.
  const left = budget - (performance.now() - began);
  const seed = Number(values.seed);
  const threads = Number(values.threads);
  const explored = await exploreOnThreads(
    __filename,
    { assemblies, projectRoot: projectRoot(), scenarios: scenarios.map(({ name }) => name), baselines },
    { seed, randomCases: Number(values.runs), setsMillis: left * SETS_SHARE, allMillis: left },
    threads,
    (tally) => tellProgress(tally, (performance.now() - began) / 1_000),
  );
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const laws = [...scenarios.flatMap((scenario) => lawsOf(scenario)), ...stepLaws].map(
    ({ name, law }) => `${name}: ${law}`,
  );
  const seconds = (performance.now() - began) / 1_000;
  const report = reportOf(explored, {
    commit: commitNow(),
    seed,
    seconds,
    threads,
    laws: [...new Set(laws)],
    searches,
  });
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else for (const line of linesOf(report)) process.stdout.write(`${line}\n`);
  for (const { name, broken } of searches) {
    for (const one of broken) {
      const lines = [`${name}, ${one.search}`, ...tellWay(one), `  npm run verify -- --replay ${one.replay}`];
      process.stderr.write(`\n${lines.join('\n')}\n`);
    }
  }
  const { violations } = explored.tally;
  for (const violation of violations.slice(0, MAX_TOLD)) await tellViolation(stages, violation);
  for (const { invariant, sentences, ...which } of violations.slice(MAX_TOLD)) {
    process.stderr.write(`${invariant}: ${sentences[0]}\n  npm run verify -- --replay ${tokenOf(which)}\n`);
  }
  await stages.close();
  return report.violations === 0 ? 0 : 1;
}

async function replay(stages: Stages, token: string): Promise<number> {
  const { scenario: name, schedule, seed } = replayedFrom(token);
  const scenario = scenarioNamed(name);
  const { observed, traceHash } = await stages.runAfresh(scenario, schedule, seed);
  for (const line of tellRun(observed)) process.stdout.write(`${line}\n`);
  process.stdout.write(`  trace  ${traceHash}\n`);
  let broken = 0;
  for (const { name: law, check } of lawsOf(scenario)) {
    for (const sentence of check(observed)) {
      broken++;
      process.stdout.write(`${law}: ${sentence}\n`);
    }
  }
  return broken === 0 ? 0 : 1;
}

async function replayWay(prepared: Prepared, way: ReplayedWay): Promise<number> {
  const walked = await walkAgain(prepared, SCENARIOS, way);
  process.stdout.write(`${[`${way.set}, ${way.search}`, ...tellWay(walked)].join('\n')}\n`);
  return walked.sentences.length === 0 ? 0 : 1;
}

async function tellViolation(stages: Stages, { invariant, scenario: name, schedule, seed }: Violation): Promise<void> {
  const scenario = scenarioNamed(name);
  const law = lawsOf(scenario).find((each) => each.name === invariant);
  if (law === undefined) {
    process.stderr.write(
      `\n${invariant}\n  npm run verify -- --replay ${tokenOf({ scenario: name, schedule, seed })}\n`,
    );
    return;
  }
  const smallest = await shrink(schedule, async (candidate) => {
    const { observed } = await stages.runAfresh(scenario, candidate, seed);
    return law.check(observed).length > 0;
  });
  const { observed } = await stages.runAfresh(scenario, smallest, seed);
  process.stderr.write(`\n${invariant}\n`);
  for (const sentence of law.check(observed)) process.stderr.write(`  ${sentence}\n`);
  for (const line of tellRun(observed)) process.stderr.write(`${line}\n`);
  const token = tokenOf({ scenario: name, schedule: smallest, seed });
  process.stderr.write(`  npm run verify -- --replay ${token}\n`);
}

function scenariosOf(name: string | undefined): readonly Scenario[] {
  if (name === undefined) return SCENARIOS;
  const found = SCENARIOS.filter((scenario) => scenario.name.startsWith(name));
  return found.length > 0 ? found : [scenarioNamed(name)];
}

function tellProgress({ runs, violations }: Tally, seconds: number): void {
  if (!process.stderr.isTTY) return;
  const all = Object.values(runs).reduce((sum, count) => sum + count, 0);
  const [set = ''] = Object.keys(runs).slice(-1);
  process.stderr.write(`\r\u001b[K${seconds.toFixed(0)} s  ${all} runs  ${violations.length} violations  ${set}`);
}

/** @throws Error when it is no time */
function millisOf(text: string): number {
  const [, number, unit] = /^(\d+)(s|m)$/.exec(text) ?? [];
  if (number === undefined) throw new Error(`--budget ${text} is no time; write 60s or 10m`);
  return Number(number) * (unit === 'm' ? 60_000 : 1_000);
}

function commitNow(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: projectRoot(), encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

// Of the SDK's own tries only the last counts: a fault stands for the one that its tries could not mend.
process.env.AWS_MAX_ATTEMPTS = '1';

if (isWorker()) {
  work().catch((error: unknown) => {
    throw error;
  });
} else {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exit(2);
    },
  );
}
