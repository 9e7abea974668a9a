import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { encodeSaga, OPEN_INDEX } from '../../../lib/aws/saga-item';
import { SagaLedger } from '../../../lib/constructs/saga-ledger';
import { aSaga } from '../../bin/a-saga';
import { allowed, resources } from './iam';

const TABLE = 'AWS::DynamoDB::Table';

interface TableProperties {
  readonly GlobalSecondaryIndexes: readonly {
    readonly Projection: { readonly NonKeyAttributes: readonly string[] };
  }[];
}

function aLedger() {
  const stack = new Stack(new App(), 'Trips');
  const ledger = new SagaLedger(stack, 'Sagas', { tableRemovalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const recorder = ledger.recorder(stack, 'Recorder', { entry: 'lib/units.ts', timeout: Duration.seconds(10) });
  return { stack, ledger, role, recorder };
}

test('the ledger has an index of the open sagas, the oldest first, which holds nothing of their inputs', () => {
  const { stack } = aLedger();

  const template = Template.fromStack(stack);
  template.hasResourceProperties(TABLE, {
    GlobalSecondaryIndexes: [
      {
        IndexName: OPEN_INDEX,
        KeySchema: [
          { AttributeName: 'open', KeyType: 'HASH' },
          { AttributeName: 'since', KeyType: 'RANGE' },
        ],
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
  const [table] = resources<TableProperties>(template, TABLE).values();
  const projected = table?.Properties.GlobalSecondaryIndexes[0]?.Projection.NonKeyAttributes ?? [];
  expect(Object.keys(encodeSaga(aSaga()))).toEqual(expect.arrayContaining([...projected, 'open', 'since']));
  expect(projected).not.toContain('input');
});

test('whoever may accept sagas reads none', () => {
  const { stack, ledger, role } = aLedger();

  ledger.grantAccept(role);

  expect(allowed(Template.fromStack(stack), stack.resolve(role.roleArn), 'dynamodb')).toEqual([
    expect.stringContaining('dynamodb:PutItem {"Fn::GetAtt":["Sagas'),
  ]);
});

test('whoever may look for open sagas looks in their index alone', () => {
  const { stack, ledger, role } = aLedger();

  ledger.grantOpen(role);

  expect(allowed(Template.fromStack(stack), stack.resolve(role.roleArn), 'dynamodb')).toEqual([
    expect.stringMatching(/^dynamodb:Query .*"\/index\/open"/),
  ]);
});

test('a recorder may read and rewrite records, and knows the ledger and in whose name to measure', () => {
  const { stack, ledger, recorder } = aLedger();

  const template = Template.fromStack(stack);
  const may = allowed(template, stack.resolve(recorder.function.role?.roleArn), 'dynamodb');
  expect(may.map((line) => line.split(' ')[0])).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        POWERTOOLS_SERVICE_NAME: 'sagas',
        SAGAS_TABLE_NAME: stack.resolve(ledger.tableName),
        STACK_NAME: 'Trips',
      },
    },
  });
});
