import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ServiceTable } from '../../../lib/constructs/service-table';
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
