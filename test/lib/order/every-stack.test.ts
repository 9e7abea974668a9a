import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { Match } from 'aws-cdk-lib/assertions';
import { actionsOf, allStatements, attribute, resources } from '../constructs/iam';
import { dev, handlers, nameOf, outputs, prod, reasonFor } from './stacks';

const FUNCTION = 'AWS::Lambda::Function';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const QUEUE = 'AWS::SQS::Queue';
const RULE = 'AWS::Events::Rule';
const TABLE = 'AWS::DynamoDB::Table';

/** How many of each there are: a count that changes is looked at. */
const STACKS = [
  { name: 'order', functions: 19, roles: 21, logGroups: 21, queues: 6, tables: 6, rulesOnBus: 2 },
  { name: 'choreography', functions: 27, roles: 28, logGroups: 28, queues: 13, tables: 6, rulesOnBus: 8 },
] as const;

describe.each(STACKS)('the $name stack', ({ name, functions, roles, logGroups, queues, tables, rulesOnBus }) => {
  const stages = [dev[name], prod[name]];
  const { template } = dev[name];

  test('every * in a statement is for actions without a resource, and is acknowledged with a reason', () => {
    const wide = stages.flatMap(({ stack, template }) =>
      allStatements(template)
        .filter(({ of }) => JSON.stringify([of.Action, of.Resource]).includes('*') && !isOfExecutions(of))
        .map(({ roleId, of }) => ({ actions: actionsOf(of), reason: reasonFor(stack, roleId, 'IAM5[Resource::*]') })),
    );

    expect(wide).toHaveLength(2 * roles);
    for (const { actions, reason } of wide) {
      expect(actions.filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
      expect(reason).toMatch(/^[A-Z].{40,}\.$/);
    }
  });

  test('what may be done to executions without a name is to read them, and to stop what was cancelled; it is acknowledged with a reason', () => {
    for (const { stack, template } of stages) {
      const found = allStatements(template).filter(({ of }) => isOfExecutions(of));
      const actions = found.flatMap(({ of }) => actionsOf(of));

      const reading = ['states:DescribeExecution', 'states:GetExecutionHistory'];
      expect(actions).toEqual(expect.arrayContaining(reading));
      expect(actions.filter((action) => ![...reading, 'states:StopExecution'].includes(action))).toEqual([]);
      for (const { roleId } of found) expect(reasonFor(stack, roleId, ':execution:')).toMatch(/^[A-Z].{40,}\.$/);
    }
  });

  test('no role holds a policy that AWS manages, and none may delete a row', () => {
    for (const { template } of stages) {
      template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() }, roles);
      expect(allStatements(template).flatMap(({ of }) => actionsOf(of))).not.toContain('dynamodb:DeleteItem');
    }
  });

  test('every function runs traced on Node.js 24 and ARM', () => {
    const found = handlers(template);

    expect(found.size).toBe(functions);
    for (const { Runtime, Architectures, TracingConfig } of found.values()) {
      expect({ Runtime, Architectures, TracingConfig }).toEqual({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  test('every function has a log group of its own that forgets', () => {
    const groups = resources<{ readonly RetentionInDays: number }>(template, LOG_GROUP);

    const used = [...handlers(template).values()].map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
    expect(new Set(used).size).toBe(functions);
    expect(groups.size).toBe(logGroups);
    for (const { Properties } of groups.values()) expect(Properties.RetentionInDays).toBe(30);
  });

  test('every table can be restored to any second, in every stage', () => {
    for (const { template } of stages) {
      template.resourcePropertiesCountIs(
        TABLE,
        { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
        tables,
      );
    }
  });

  test('the tables of services that tell events have an index of unsent ones, the ledger has one of open sagas, and no others', () => {
    const indexed = [...resources<{ readonly GlobalSecondaryIndexes?: unknown }>(template, TABLE)]
      .filter(([, { Properties }]) => Properties.GlobalSecondaryIndexes !== undefined)
      .map(([logicalId]) => nameOf(template, { Ref: logicalId }));

    expect(indexed.sort()).toEqual(['InventoryTable', 'OrdersTable', 'PaymentsTable', 'SagasTable']);
  });

  test('every queue is encrypted, keeps a message for 14 days, refuses whoever comes without TLS, and has an output', () => {
    const found = resources<object>(template, QUEUE);
    const policies = [...resources<QueuePolicy>(template, 'AWS::SQS::QueuePolicy').values()];

    expect(found.size).toBe(queues);
    for (const [logicalId, { Properties }] of found) {
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
      expect(Object.values(outputs(template))).toContainEqual({ Ref: logicalId });
      const own = policies.filter(({ Properties: { Queues } }) => Queues.some(({ Ref }) => Ref === logicalId));
      expect(own.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)).toContainEqual({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      });
    }
  });

  test('a queue without a dead-letter queue says that it is one', () => {
    for (const { stack, template } of stages) {
      const last = [...resources<{ readonly RedrivePolicy?: unknown }>(template, QUEUE)].filter(
        ([, { Properties }]) => Properties.RedrivePolicy === undefined,
      );
      expect(last.length).toBeGreaterThan(0);
      for (const [logicalId] of last) expect(reasonFor(stack, logicalId, 'SQS3')).toMatch(/^[A-Z].{40,}\.$/);
    }
  });

  test('each rule on the bus, and no other, may call its function and fill its dead-letter queue', () => {
    const onBus = [...resources<RuleProperties>(template, RULE)].filter(
      ([, { Properties }]) => Properties.EventBusName !== undefined,
    );
    const permissions = [...resources<object>(template, 'AWS::Lambda::Permission').values()].map(
      ({ Properties }) => Properties,
    );

    expect(onBus).toHaveLength(rulesOnBus);
    for (const [ruleId, { Properties }] of onBus) {
      const [target] = Properties.Targets;
      const SourceArn = { 'Fn::GetAtt': [ruleId, 'Arn'] };
      const may = permissions.filter((permission) => JSON.stringify(permission).includes(JSON.stringify(SourceArn)));
      expect(may).toEqual([
        { Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com', FunctionName: target?.Arn, SourceArn },
      ]);
      expect(filledBy(ruleId)).toEqual([JSON.stringify(target?.DeadLetterConfig.Arn)]);
      expect(target?.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 });
    }
  });

  test('a function that a rule on the bus calls is tried three times, and then its event goes to the same queue', () => {
    for (const { Properties } of resources<RuleProperties>(template, RULE).values()) {
      if (Properties.EventBusName === undefined) continue;
      const [target] = Properties.Targets;
      template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: attribute(target?.Arn)[0] },
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: target?.DeadLetterConfig.Arn } },
      });
    }
  });

  test('prod keeps and protects its tables and keeps its logs', () => {
    prod[name].template.allResources(TABLE, {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
    prod[name].template.allResources(LOG_GROUP, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('dev leaves nothing behind', () => {
    template.allResources(TABLE, { DeletionPolicy: 'Delete', Properties: { DeletionProtectionEnabled: false } });
    template.allResources(LOG_GROUP, { DeletionPolicy: 'Delete' });
  });

  test('everything that can be tagged says its stage and its service', () => {
    const tags = (type: string) =>
      [...resources<Tagged>(prod[name].template, type).values()].map(({ Properties }) =>
        Object.fromEntries(Properties.Tags.map(({ Key, Value }) => [Key, Value])),
      );

    for (const type of [FUNCTION, TABLE, LOG_GROUP, QUEUE, RULE, 'AWS::Events::EventBus']) {
      for (const tag of tags(type)) expect(tag).toEqual({ stage: 'prod', service: expect.stringMatching(/^[a-z]+$/) });
    }
    expect(new Set(tags(FUNCTION).map(({ service }) => service))).toEqual(
      new Set(['orders', 'payments', 'inventory', 'mails', 'sales', 'sagas']),
    );
  });

  /** The queues that a rule may fill. */
  function filledBy(ruleId: string): readonly string[] {
    const condition = JSON.stringify({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } });
    return [...resources<QueuePolicy>(template, 'AWS::SQS::QueuePolicy').values()]
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action, Condition }) => Action === 'sqs:SendMessage' && JSON.stringify(Condition) === condition)
      .map(({ Resource }) => JSON.stringify(Resource));
  }
});

/** Named by their machine, and by nothing else. */
const isOfExecutions = ({ Resource }: { readonly Resource: unknown }): boolean =>
  JSON.stringify(Resource).includes(':execution:');

interface RuleProperties {
  readonly EventBusName?: unknown;
  readonly Targets: readonly {
    readonly Arn: unknown;
    readonly RetryPolicy: unknown;
    readonly DeadLetterConfig: { readonly Arn: unknown };
  }[];
}
interface QueuePolicy {
  readonly Queues: readonly { readonly Ref: string }[];
  readonly PolicyDocument: {
    readonly Statement: readonly {
      readonly Action: string;
      readonly Resource: unknown;
      readonly Condition?: unknown;
    }[];
  };
}
interface Tagged {
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

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
