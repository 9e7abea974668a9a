import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ServiceFunction, type ServiceFunctionProps } from '../../../lib/constructs/service-function';
import { allowed, resources, statementsOf } from './iam';

const FUNCTION = 'AWS::Lambda::Function';

function aFunction(props: Partial<ServiceFunctionProps> = {}) {
  const stack = new Stack();
  new ServiceFunction(stack, 'Charge', {
    entry: 'lib/units.ts',
    service: 'payments',
    timeout: Duration.seconds(7),
    ...props,
  });
  const template = Template.fromStack(stack);
  const [functionResource] = resources<{ readonly Role: unknown }>(template, FUNCTION).values();
  const [logGroupId] = resources(template, 'AWS::Logs::LogGroup').keys();
  if (functionResource === undefined || logGroupId === undefined)
    throw new Error('the function or its logs are missing');
  return { template, role: functionResource.Properties.Role, logGroupId };
}

test('a function runs on Node.js 24 and ARM, traced, for as long as it is told', () => {
  const { template } = aFunction();

  template.hasResourceProperties(FUNCTION, {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    MemorySize: 256,
    Timeout: 7,
    TracingConfig: { Mode: 'Active' },
  });
});

test('a function logs JSON in the name of its service to a group of its own, for a month', () => {
  const { template, logGroupId } = aFunction();

  template.hasResourceProperties(FUNCTION, {
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logGroupId } },
    Environment: {
      Variables: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'payments',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    },
  });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } });
});

test('memory, level, retention, removal and environment are the caller’s to choose', () => {
  const { template } = aFunction({
    memorySize: 1024,
    logLevel: 'DEBUG',
    logRetention: RetentionDays.ONE_DAY,
    logRemovalPolicy: RemovalPolicy.RETAIN,
    environment: { TABLE_NAME: 'payments' },
  });

  template.hasResourceProperties(FUNCTION, {
    MemorySize: 1024,
    Environment: { Variables: { POWERTOOLS_LOG_LEVEL: 'DEBUG', TABLE_NAME: 'payments' } },
  });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 1 } });
});

test('a function may write to its own log group and send traces, and nothing else', () => {
  const { template, role, logGroupId } = aFunction();

  const group = JSON.stringify({ 'Fn::GetAtt': [logGroupId, 'Arn'] });
  expect(allowed(template, role, 'logs')).toEqual([`logs:CreateLogStream ${group}`, `logs:PutLogEvents ${group}`]);
  expect(allowed(template, role, 'xray')).toEqual(['xray:PutTelemetryRecords "*"', 'xray:PutTraceSegments "*"']);
  expect(statementsOf(template, role)).toHaveLength(2);
  template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() }, 1);
});

test('a function says where its source is, for whoever runs it without the bundle', () => {
  const { template } = aFunction();

  template.hasResource(FUNCTION, { Metadata: { 'backstep:entry': 'lib/units.ts' } });
});

test('a source that is not there is refused by name', () => {
  expect(() => aFunction({ entry: 'lambdas/no-such.ts' })).toThrow(
    "there is no 'lambdas/no-such.ts' in the project; give the function's source file",
  );
});
