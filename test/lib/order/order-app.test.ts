import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addOrderStack, featureFlags, stackName, synthesize } from '../../../lib/order/order-app';

const appWith = (context: { readonly [key: string]: unknown }) => new App({ postCliContext: context });

test('the stage is dev unless the context names one', () => {
  expect(addOrderStack(appWith({})).stackName).toBe('Backstep-Order-dev');
  expect(addOrderStack(appWith({ stage: 'prod' })).stackName).toBe('Backstep-Order-prod');
});

test('an unknown stage is refused with the ones there are', () => {
  expect(() => addOrderStack(appWith({ stage: 'production' }))).toThrow(
    "stage 'production' is not one of dev, prod; choose one with -c stage=dev",
  );
});

test('the local model gets the template that cdk synth writes, but for the bundles', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'backstep-synth-'));
  try {
    synthesize({ outdir, stage: 'prod' });

    const local: unknown = JSON.parse(readFileSync(join(outdir, `${stackName('prod')}.template.json`), 'utf8'));
    const app = new App({ context: featureFlags(), postCliContext: { stage: 'prod' }, analyticsReporting: false });
    expect(local).toEqual(Template.fromStack(addOrderStack(app)).toJSON());
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
