import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { encodeOutbox, UNSENT_INDEX } from '../../../lib/aws/outbox-item';
import { ServiceTable } from '../../../lib/constructs/service-table';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { allowed, resources } from './iam';

const TABLE = 'AWS::DynamoDB::Table';

test('a table has string keys, costs nothing while idle, can be restored, and streams both images', () => {
  const stack = new Stack();

  new ServiceTable(stack, 'Orders');

  Template.fromStack(stack).hasResourceProperties(TABLE, {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
});

test('the table of a service that tells events has an index of the unsent ones, oldest first, with all that they hold', () => {
  const stack = new Stack();

  new ServiceTable(stack, 'Orders', { outbox: true });

  Template.fromStack(stack).hasResourceProperties(TABLE, {
    GlobalSecondaryIndexes: [
      {
        IndexName: UNSENT_INDEX,
        KeySchema: [
          { AttributeName: 'unsent', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    AttributeDefinitions: Match.arrayWith([
      { AttributeName: 'unsent', AttributeType: 'S' },
      { AttributeName: 'createdAt', AttributeType: 'N' },
    ]),
  });
  // What the index asks for is what an outbox record brings.
  expect(encodeOutbox(aRecord)).toMatchObject({ unsent: expect.any(String), createdAt: expect.any(Number) });
});

test('a table without an outbox has no index', () => {
  const stack = new Stack();

  new ServiceTable(stack, 'Sagas');

  Template.fromStack(stack).hasResourceProperties(TABLE, { GlobalSecondaryIndexes: Match.absent() });
});

test('a table is kept and protected unless its stack asks otherwise', () => {
  const stack = new Stack();

  new ServiceTable(stack, 'Kept');
  new ServiceTable(stack, 'Passing', { removalPolicy: RemovalPolicy.DESTROY });

  const template = Template.fromStack(stack);
  template.hasResource(TABLE, { DeletionPolicy: 'Retain', Properties: { DeletionProtectionEnabled: true } });
  template.hasResource(TABLE, { DeletionPolicy: 'Delete', Properties: { DeletionProtectionEnabled: false } });
});

test('a participant may write and check, and may not read, delete or touch indexes', () => {
  const stack = new Stack();
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

  new ServiceTable(stack, 'Orders').grantParticipant(role);

  const template = Template.fromStack(stack);
  const [tableId] = resources(template, TABLE).keys();
  const arn = JSON.stringify({ 'Fn::GetAtt': [tableId, 'Arn'] });
  expect(allowed(template, stack.resolve(role.roleArn), 'dynamodb')).toEqual([
    `dynamodb:ConditionCheckItem ${arn}`,
    `dynamodb:PutItem ${arn}`,
    `dynamodb:UpdateItem ${arn}`,
  ]);
});

test('who reads the stream reads this one, and who looks for unsent events sees nothing but their index', () => {
  const stack = new Stack();
  const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const sweeper = new Role(stack, 'Sweeper', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const table = new ServiceTable(stack, 'Orders', { outbox: true });

  table.grantStream(reader);
  table.grantUnsent(sweeper);

  const template = Template.fromStack(stack);
  const stream = JSON.stringify(stack.resolve(table.table.tableStreamArn));
  expect(allowed(template, stack.resolve(reader.roleArn), 'dynamodb')).toEqual([
    `dynamodb:DescribeStream ${stream}`,
    `dynamodb:GetRecords ${stream}`,
    `dynamodb:GetShardIterator ${stream}`,
    `dynamodb:ListStreams ${stream}`,
  ]);
  expect(allowed(template, stack.resolve(sweeper.roleArn), 'dynamodb')).toEqual([
    `dynamodb:Query ${JSON.stringify(stack.resolve(`${table.table.tableArn}/index/unsent`))}`,
  ]);
});

const aRecord: OutboxRecord = {
  id: 'o-1.CreateOrder.1',
  sagaId: sagaId('o-1'),
  style: 'orchestrated',
  aggregate: 'order#o-1',
  sequence: 1,
  type: 'order.created',
  payload: {},
  createdAt: epochMillis(1_700_000_000_000),
  causationId: 'o-1.CreateOrder',
  correlationId: 'o-1',
};
