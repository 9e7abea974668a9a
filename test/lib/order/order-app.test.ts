import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks, featureFlags, synthesize } from '../../../lib/order/order-app';
import { choreographyStackName, stackName } from '../../../lib/order/stages';

const appWith = (context: { readonly [key: string]: unknown }) => new App({ postCliContext: context });

test('the stage is dev unless the context names one', () => {
  const dev = addStacks(appWith({}));
  const prod = addStacks(appWith({ stage: 'prod' }));

  expect([dev.order.stackName, dev.choreography.stackName]).toEqual([
    'Backstep-Order-dev',
    'Backstep-Choreography-dev',
  ]);
  expect([prod.order.stackName, prod.choreography.stackName]).toEqual([
    'Backstep-Order-prod',
    'Backstep-Choreography-prod',
  ]);
});

test('an unknown stage is refused with the ones there are', () => {
  expect(() => addStacks(appWith({ stage: 'production' }))).toThrow(
    "stage 'production' is not one of dev, prod; choose one with -c stage=dev",
  );
});

test('the local model gets the templates that cdk synth writes, but for the bundles', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'backstep-synth-'));
  try {
    synthesize({ outdir, stage: 'prod' });

    const written = (stack: string): unknown =>
      JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), 'utf8'));
    const app = new App({ context: featureFlags(), postCliContext: { stage: 'prod' }, analyticsReporting: false });
    const { order, choreography } = addStacks(app);
    expect(written(stackName('prod'))).toEqual(Template.fromStack(order).toJSON());
    expect(written(choreographyStackName('prod'))).toEqual(Template.fromStack(choreography).toJSON());
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test('cdk.json switches on every feature flag that the library recommends', () => {
  const recommended: unknown = JSON.parse(
    readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'),
  );

  expect(featureFlags()).toMatchObject(recommended as object);
});
