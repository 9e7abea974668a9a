/** The CDK app: which stacks it has, and how the local model gets their templates without a deployment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { projectRoot } from '../constructs/project-root';
import { ChoreographyStack } from './choreography-stack';
import { OrderStack } from './order-stack';
import { choreographyStackName, STAGES, type Stage, stackName } from './stages';

/** The context keys and values of cdk.json: what the CDK command line hands to the app. */
type Context = { readonly [key: string]: unknown };

/** Either is a deployment of its own: `cdk deploy` takes the name of one. */
export interface OrderStacks {
  /** Orchestrated, with choreographed reactions. */
  readonly order: OrderStack;
  /** Choreographed altogether. */
  readonly choreography: ChoreographyStack;
}

/**
 * Adds both stacks for the stage that the context names (`-c stage=prod`), `dev` where it names none.
 * @throws Error when there is no such stage
 */
export function addStacks(app: App): OrderStacks {
  const stage = parseStage(app.node.tryGetContext('stage') ?? 'dev');
  return {
    order: new OrderStack(app, stackName(stage), { stage }),
    choreography: new ChoreographyStack(app, choreographyStackName(stage), { stage }),
  };
}

/**
 * Writes the cloud assembly to `outdir` in about a second: nothing is bundled, so that the assets name the
 * project itself and each function's `backstep:entry` its source; nothing is validated, which `cdk synth` does.
 */
export function synthesize({ outdir, stage }: { readonly outdir: string; readonly stage: Stage }): void {
  const app = new App({
    outdir,
    context: featureFlags(),
    postCliContext: { stage, 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    stackTraces: false,
    treeMetadata: false,
  });
  addStacks(app);
  app.synth();
}

/** As the CDK command line has them, without which the template would be another. */
export function featureFlags(): Context {
  const { context } = JSON.parse(readFileSync(join(projectRoot(), 'cdk.json'), 'utf8')) as { context: Context };
  return context;
}

function parseStage(value: unknown): Stage {
  const stage = STAGES.find((known) => known === value);
  if (stage === undefined) {
    throw new Error(`stage '${value}' is not one of ${STAGES.join(', ')}; choose one with -c stage=${STAGES[0]}`);
  }
  return stage;
}
