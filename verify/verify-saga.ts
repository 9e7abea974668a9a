/**
 * Verifies a deployed saga in a test: `const { violations } = await verifySaga(stack, { scenarios, invariants })`. Each
 * scenario is run as its stack deploys it, without faults and then with every single fault of its calls, and after each run
 * every law is checked.
 */
import { App, Stage as CdkStage, type Stack } from 'aws-cdk-lib';
import { projectRoot } from '../lib/constructs/project-root';
import { featureFlags } from '../lib/order/order-app';
import type { Invariant } from './invariant';
import { sagaLaws } from './invariants/laws';
import { prepare } from './prepared';
import { type Run, run } from './run';
import type { Scenario } from './scenario';
import type { Schedule } from './schedule';
import { singleFaults } from './single-faults';
import { Stage } from './stage';
import { tellFault } from './story';

export interface SagaVerification {
  readonly scenarios: readonly Scenario[];
  /**
   * The laws of the saga's own business, checked beside those of every saga.
   * @default none
   */
  readonly invariants?: readonly Invariant[];
  /**
   * Runs of one scenario at the most; those that are left out lie evenly among the others.
   * @default every single fault
   */
  readonly maxRuns?: number;
  /** Ids and jitter follow from it. @default 1 */
  readonly seed?: number;
}

export interface SagaVerified {
  readonly runs: number;
  readonly violations: readonly SagaViolation[];
}

export interface SagaViolation {
  /** The law's name. */
  readonly law: string;
  readonly scenario: string;
  /** What went wrong on purpose, in a sentence each; nothing did where there is none. */
  readonly faults: readonly string[];
  readonly sentence: string;
}

/** An app whose stacks take no time to bundle: the local model bundles the functions' sources itself. */
export const appToVerify = (outdir?: string): App =>
  new App({
    ...(outdir === undefined ? {} : { outdir }),
    postCliContext: { ...featureFlags(), 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
    treeMetadata: false,
  });

/** @param stack of an app that nobody else synthesizes */
export async function verifySaga(
  stack: Stack,
  { scenarios, invariants = [], maxRuns = Number.POSITIVE_INFINITY, seed = 1 }: SagaVerification,
): Promise<SagaVerified> {
  const prepared = prepare(assemblyOf(stack), projectRoot());
  const laws = [...sagaLaws, ...invariants];
  const violations: SagaViolation[] = [];
  let runs = 0;
  const judge = (scenario: Scenario, { observed }: Run) => {
    runs++;
    for (const law of laws) {
      const common = { law: law.name, scenario: scenario.name, faults: observed.schedule.map(tellFault) };
      violations.push(...law.check(observed).map((sentence) => ({ ...common, sentence })));
    }
  };
  for (const scenario of scenarios) {
    let stage = await Stage.open(scenario.subject, prepared);
    try {
      const baseline = await run(stage, scenario, [], seed + runs);
      judge(scenario, baseline);
      for (const schedule of spread(singleFaults(baseline.observed.calls), maxRuns - 1)) {
        if (stage.isSpent) {
          await stage.close();
          stage = await Stage.open(scenario.subject, prepared);
        }
        judge(scenario, await run(stage, scenario, schedule, seed + runs));
      }
    } finally {
      await stage.close();
    }
  }
  return { runs, violations };
}

/** Synthesized once, however often it is asked for. */
function assemblyOf(stack: Stack): string {
  const stage = CdkStage.of(stack);
  if (stage === undefined) throw new Error(`stack '${stack.node.path}' is in no app; create it with appToVerify()`);
  return stage.synth().directory;
}

/** At most `count` of them, from the first to the last. */
function spread(schedules: readonly Schedule[], count: number): readonly Schedule[] {
  if (schedules.length <= count) return schedules;
  return Array.from({ length: count }, (_, at) => schedules[Math.floor((at * schedules.length) / count)]).filter(
    (schedule) => schedule !== undefined,
  );
}
