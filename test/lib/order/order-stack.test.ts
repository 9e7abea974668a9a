import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { generateStateMachine } from '../../../lib/asl/generate';
import { addOrderStack, featureFlags } from '../../../lib/order/order-app';
import type { Stage } from '../../../lib/order/order-stack';
import { placeOrder } from '../../../lib/order/place-order';
import { actionsOf, allowed, allStatements, attribute, type Resource, resources } from '../constructs/iam';

const FUNCTION = 'AWS::Lambda::Function';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const MACHINE = 'AWS::StepFunctions::StateMachine';
const TABLE = 'AWS::DynamoDB::Table';

interface FunctionProperties {
  readonly Role: unknown;
  readonly Runtime: string;
  readonly Timeout: number;
  readonly Architectures: readonly string[];
  readonly TracingConfig: { readonly Mode: string };
  readonly LoggingConfig: { readonly LogGroup: { readonly Ref: string } };
  readonly Environment: { readonly Variables: { readonly [name: string]: unknown } };
}
interface MachineProperties {
  readonly DefinitionString: string;
  readonly DefinitionSubstitutions: { readonly [name: string]: unknown };
  readonly RoleArn: unknown;
}

/** One synthesis a stage: the template only changes with the sources. */
function orderStack(stage: Stage): { readonly stack: Stack; readonly template: Template } {
  const stack = addOrderStack(new App({ context: featureFlags(), postCliContext: { stage } }));
  return { stack, template: Template.fromStack(stack) };
}
const dev = orderStack('dev');
const prod = orderStack('prod');

/** By source file: `create-order`. */
function handlers(template: Template): Map<string, FunctionProperties> {
  return new Map(
    [...resources<FunctionProperties>(template, FUNCTION).values()].map(({ Properties, Metadata }) => {
      const entry = String(Metadata?.['backstep:entry']);
      return [entry.replace(/^lambdas\/(.*)\.ts$/, '$1'), Properties];
    }),
  );
}

function handler(name: string): FunctionProperties {
  const found = handlers(dev.template).get(name);
  if (found === undefined) throw new Error(`the template has no handler '${name}'`);
  return found;
}

function machine(): MachineProperties {
  const [found] = resources<MachineProperties>(dev.template, MACHINE).values();
  if (found === undefined) throw new Error('the template has no state machine');
  return found.Properties;
}

const outputs = (template: Template) => template.toJSON().Outputs as { [name: string]: { readonly Value: unknown } };
const arnOf = (ref: unknown) => JSON.stringify({ 'Fn::GetAtt': [(ref as { readonly Ref: string }).Ref, 'Arn'] });

test.each([
  ['create-order', 'OrdersTableName'],
  ['cancel-order', 'OrdersTableName'],
  ['complete-order', 'OrdersTableName'],
  ['process-payment', 'PaymentsTableName'],
  ['refund-payment', 'PaymentsTableName'],
  ['reserve-inventory', 'InventoryTableName'],
  ['release-inventory', 'InventoryTableName'],
])('%s knows and may write the table %s, and no other', (name, output) => {
  const table = outputs(dev.template)[output]?.Value;

  const { Role, Environment } = handler(name);

  expect(Environment.Variables.TABLE_NAME).toEqual(table);
  expect(allowed(dev.template, Role, 'dynamodb')).toEqual([
    `dynamodb:ConditionCheckItem ${arnOf(table)}`,
    `dynamodb:PutItem ${arnOf(table)}`,
    `dynamodb:UpdateItem ${arnOf(table)}`,
  ]);
  expect(allowed(dev.template, Role, 'states')).toEqual([]);
});

test('the door writes to the ledger of sagas and starts the one machine, and may do nothing else', () => {
  const sagas = outputs(dev.template).SagasTableName?.Value;
  const machineRef = outputs(dev.template).StateMachineArn?.Value;

  const { Role, Environment } = handler('place-order');

  expect(Environment.Variables).toMatchObject({ SAGAS_TABLE_NAME: sagas, STATE_MACHINE_ARN: machineRef });
  expect(allowed(dev.template, Role, 'dynamodb')).toEqual([`dynamodb:PutItem ${arnOf(sagas)}`]);
  expect(allowed(dev.template, Role, 'states')).toEqual([`states:StartExecution ${JSON.stringify(machineRef)}`]);
});

test('the machine in the template is the one generated from the saga, with its functions’ ARNs', () => {
  const { DefinitionString, DefinitionSubstitutions } = machine();

  expect(JSON.parse(DefinitionString)).toEqual(generateStateMachine(placeOrder));
  const sources = Object.entries(DefinitionSubstitutions).map(([name, arn]) => [name, sourceOf(attribute(arn)[0])]);
  expect(Object.fromEntries(sources)).toEqual({
    CreateOrder: 'lambdas/create-order.ts',
    CancelOrder: 'lambdas/cancel-order.ts',
    ProcessPayment: 'lambdas/process-payment.ts',
    RefundPayment: 'lambdas/refund-payment.ts',
    ReserveInventory: 'lambdas/reserve-inventory.ts',
    ReleaseInventory: 'lambdas/release-inventory.ts',
    CompleteOrder: 'lambdas/complete-order.ts',
  });
});

test('the machine may invoke exactly the functions that its definition names', () => {
  const { DefinitionSubstitutions, RoleArn } = machine();

  const named = Object.values(DefinitionSubstitutions).map((arn) => `lambda:InvokeFunction ${JSON.stringify(arn)}`);
  expect(named).toHaveLength(7);
  expect(allowed(dev.template, RoleArn, 'lambda')).toEqual(named.sort());
});

test('every * in a statement is for actions without a resource, and is acknowledged with a reason', () => {
  const wide = [dev, prod].flatMap(({ stack, template }) =>
    allStatements(template)
      .filter(({ of }) => JSON.stringify([of.Action, of.Resource]).includes('*'))
      .map(({ roleId, of }) => ({ actions: actionsOf(of), reason: reasonFor(stack, roleId) })),
  );

  expect(wide).toHaveLength(2 * 9);
  for (const { actions, reason } of wide) {
    expect(actions.filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
    expect(reason).toMatch(/^[A-Z].{40,}\.$/);
  }
});

test('no role holds a policy that AWS manages, and none may delete a row', () => {
  for (const { template } of [dev, prod]) {
    template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() }, 9);
    expect(allStatements(template).flatMap(({ of }) => actionsOf(of))).not.toContain('dynamodb:DeleteItem');
  }
});

test('every function runs traced on Node.js 24 and ARM, no longer than its state waits', () => {
  const found = handlers(dev.template);

  expect(found.size).toBe(8);
  for (const { Runtime, Architectures, TracingConfig } of found.values()) {
    expect({ Runtime, Architectures, TracingConfig }).toEqual({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
  }
  for (const step of placeOrder.steps) expect(handler(fileOf(step.name)).Timeout).toBe(step.timeoutSeconds);
});

test('every function and the machine have a log group of their own that forgets', () => {
  const groups = resources<{ readonly RetentionInDays: number }>(dev.template, LOG_GROUP);

  const used = [...handlers(dev.template).values()].map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
  expect(new Set(used).size).toBe(8);
  expect(groups.size).toBe(9);
  for (const { Properties } of groups.values()) expect(Properties.RetentionInDays).toBe(30);
});

test('the machine is traced and logs every event, but not what customers ordered', () => {
  dev.template.hasResourceProperties(MACHINE, {
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
});

test('every table can be restored to any second, in every stage', () => {
  for (const { template } of [dev, prod]) {
    template.resourcePropertiesCountIs(
      TABLE,
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      4,
    );
  }
});

test('prod keeps and protects its tables and keeps its logs', () => {
  prod.template.allResources(TABLE, {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { DeletionProtectionEnabled: true },
  });
  prod.template.allResources(LOG_GROUP, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('dev leaves nothing behind', () => {
  dev.template.allResources(TABLE, {
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtectionEnabled: false },
  });
  dev.template.allResources(LOG_GROUP, { DeletionPolicy: 'Delete' });
});

test('the outputs have the names that the command line reads', () => {
  expect(Object.keys(outputs(dev.template)).sort()).toEqual([
    'InventoryTableName',
    'OrdersTableName',
    'PaymentsTableName',
    'PlaceOrderFunctionName',
    'SagasTableName',
    'StateMachineArn',
  ]);
});

test('everything that can be tagged says its stage and its service', () => {
  const tags = (type: string) =>
    [...resources<{ readonly Tags: readonly { Key: string; Value: string }[] }>(prod.template, type).values()].map(
      ({ Properties }) => Object.fromEntries(Properties.Tags.map(({ Key, Value }) => [Key, Value])),
    );

  for (const type of [FUNCTION, TABLE, LOG_GROUP, MACHINE]) {
    for (const tag of tags(type)) expect(tag).toEqual({ stage: 'prod', service: expect.stringMatching(/^[a-z]+$/) });
  }
  expect(new Set(tags(FUNCTION).map(({ service }) => service))).toEqual(new Set(['orders', 'payments', 'inventory']));
});

/** Service Authorization Reference: these actions have no resource type, so only `*` allows them. */
const WITHOUT_RESOURCE = new Set([
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);

function reasonFor(stack: Stack, logicalId: string): string | undefined {
  const role = stack.node
    .findAll()
    .find((node) => CfnElement.isCfnElement(node) && stack.resolve(node.logicalId) === logicalId);
  return role?.node.scopes.flatMap(acknowledgements).find(([id]) => id.includes('IAM5[Resource::*]'))?.[1];
}

const acknowledgements = ({ node }: IConstruct): readonly (readonly [string, string])[] =>
  node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as { readonly [id: string]: string }));

function sourceOf(functionId: string): unknown {
  const found: Resource<FunctionProperties> | undefined = resources<FunctionProperties>(dev.template, FUNCTION).get(
    functionId,
  );
  return found?.Metadata?.['backstep:entry'];
}

const fileOf = (step: string) => step.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
