import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { addStacks, featureFlags } from '../../lib/order/order-app';

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly unknown[];
    readonly suppressedViolations?: readonly { readonly ruleName: string; readonly reason: string }[];
  }[];
}

function anApp(outdir: string, stage: string): App {
  const app = new App({ outdir, context: featureFlags(), postCliContext: { stage } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

function withFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-nag-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(['dev', 'prod'])('cdk-nag has nothing against %s that is not acknowledged with a reason', (stage) => {
  withFolder((folder) => {
    const app = anApp(folder, stage);
    addStacks(app);

    app.synth();

    const report = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')) as Report;
    const nag = report.pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
    expect(nag).toMatchObject({ conclusion: 'success', violations: [] });
    const names = nag?.suppressedViolations?.map(({ ruleName }) =>
      ruleName.replace(/(?<=Resource::)arn:.*:execution:.*(?=:\*\])/, 'executions of a machine'),
    );
    expect(new Set(names)).toEqual(
      new Set([
        'AwsSolutions-IAM5[Resource::*]',
        'AwsSolutions-IAM5[Resource::executions of a machine:*]',
        'AwsSolutions-SQS3',
      ]),
    );
    for (const { reason } of nag?.suppressedViolations ?? []) expect(reason).toMatch(/^[A-Z].{40,}\.$/);
  });
});

test('cdk-nag finds a wildcard that nobody acknowledged', () => {
  withFolder((folder) => {
    const app = anApp(folder, 'dev');
    const { order: stack } = addStacks(app);
    const role = new Role(stack, 'Careless', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));

    const { violations } = new AwsSolutionsChecks(app).validateScope(stack);

    expect(violations.map(({ ruleName }) => ruleName)).toContain('AwsSolutions-IAM5[Action::dynamodb:*]');
  });
});
