import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { generateStateMachine } from '../../../lib/asl/generate';
import { generateRecoveryMachine } from '../../../lib/asl/recovery';
import { placeOrder } from '../../../lib/order/place-order';
import { allowed, attribute, resources } from '../constructs/iam';
import { COMMON_REACH, dev, guardReach, handler, handlers, outputs, reaches, reachOf, recorderReach } from './stacks';

const MACHINE = 'AWS::StepFunctions::StateMachine';

interface MachineProperties {
  readonly DefinitionString: string;
  readonly DefinitionSubstitutions: { readonly [name: string]: unknown };
  readonly RoleArn: unknown;
}

const { template } = dev.order;

/** The machine that the output names: `StateMachineArn`, `RecoveryStateMachineArn`. */
function machine(output = 'StateMachineArn'): MachineProperties {
  const { Ref: logicalId } = outputs(template)[output] as { readonly Ref: string };
  const found = resources<MachineProperties>(template, MACHINE).get(logicalId);
  if (found === undefined) throw new Error(`the template has no state machine '${logicalId}'`);
  return found.Properties;
}

test('each function reaches its own table, its bus and its queue, and nothing else', () => {
  expect(reaches(template)).toEqual({
    'orders/create-order': reachOf.participant('Orders'),
    'orders/cancel-order': reachOf.participant('Orders'),
    'orders/complete-order': reachOf.participant('Orders'),
    'payments/process-payment': reachOf.participant('Payments'),
    'payments/refund-payment': reachOf.participant('Payments'),
    'inventory/reserve-inventory': reachOf.participant('Inventory'),
    'inventory/release-inventory': reachOf.participant('Inventory'),
    // The door writes to the ledger of sagas and starts the one machine.
    'orders/place-order': {
      may: ['dynamodb:PutItem SagasTable', 'states:StartExecution StateMachine'],
      knows: ['SAGAS_TABLE_NAME SagasTable', 'STATE_MACHINE_ARN StateMachine'],
    },
    // The machine tells it when a saga turns round.
    'sagas/record-saga': recorderReach,
    ...guardReach('StateMachine', 'RecoveryStateMachine'),
    ...COMMON_REACH,
  });
});

test('the machine in the template is the one generated from the saga, with its functions’ ARNs', () => {
  const { DefinitionString, DefinitionSubstitutions } = machine();
  const nameById = new Map([...handlers(template)].map(([name, { logicalId }]) => [logicalId, name]));

  expect(JSON.parse(DefinitionString)).toEqual(generateStateMachine(placeOrder, { recorded: true }));
  const sources = Object.entries(DefinitionSubstitutions).map(([name, arn]) => [name, nameById.get(attribute(arn)[0])]);
  expect(Object.fromEntries(sources)).toEqual({
    CreateOrder: 'orders/create-order',
    CancelOrder: 'orders/cancel-order',
    ProcessPayment: 'payments/process-payment',
    RefundPayment: 'payments/refund-payment',
    ReserveInventory: 'inventory/reserve-inventory',
    ReleaseInventory: 'inventory/release-inventory',
    CompleteOrder: 'orders/complete-order',
    RecordSaga: 'sagas/record-saga',
  });
});

test('the recovery in the template is generated from the same saga, and calls the same functions', () => {
  const recovery = machine('RecoveryStateMachineArn');
  const { RecordSaga: _, ...functions } = machine().DefinitionSubstitutions;

  expect(JSON.parse(recovery.DefinitionString)).toEqual(generateRecoveryMachine(placeOrder));
  expect(recovery.DefinitionSubstitutions).toEqual(functions);
});

test('every ending of both machines is told to the function that records it', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [outputs(template).StateMachineArn, outputs(template).RecoveryStateMachineArn],
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
      },
    },
    Targets: [
      {
        Arn: { 'Fn::GetAtt': [handler(template, 'sagas/record-ending').logicalId, 'Arn'] },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [refOf(outputs(template).UnrecordedQueueUrl), 'Arn'] } },
      },
    ],
  });
});

test('the sweeper runs every minute, and what fails is left to the next run', () => {
  const { logicalId } = handler(template, 'sagas/sweep-sagas');

  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 minute)',
    Targets: [
      {
        Arn: { 'Fn::GetAtt': [logicalId, 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    ],
  });
  expect(handler(template, 'sagas/sweep-sagas').Timeout).toBeLessThan(60);
});

test('the machine may invoke exactly the functions that its definition names', () => {
  const { DefinitionSubstitutions, RoleArn } = machine();

  const named = Object.values(DefinitionSubstitutions).map((arn) => `lambda:InvokeFunction ${JSON.stringify(arn)}`);
  expect(named).toHaveLength(8);
  expect(allowed(template, RoleArn, 'lambda')).toEqual(named.sort());
});

test('no function outlives the state that waits for it', () => {
  const timeouts = new Map([...handlers(template)].map(([name, { Timeout }]) => [name.replace(/^.*\//, ''), Timeout]));

  for (const step of placeOrder.steps) expect(timeouts.get(fileOf(step.name))).toBe(step.timeoutSeconds);
});

test('the machine is traced and logs every event, but not what customers ordered', () => {
  template.hasResourceProperties(MACHINE, {
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
});

test('the bus has the reactions for its only listeners: the order is the machine’s', () => {
  const rules = resources<{ readonly EventBusName?: unknown }>(template, 'AWS::Events::Rule');
  const onTheBus = [...rules.values()].filter(({ Properties }) => Properties.EventBusName !== undefined);

  expect(onTheBus).toHaveLength(2);
  for (const { Properties } of onTheBus) {
    expect(Properties).toMatchObject({
      EventBusName: outputs(template).EventBusName,
      EventPattern: { source: ['backstep.orders'], 'detail-type': ['order.completed'] },
    });
  }
});

test('the outputs have the names that the command line reads', () => {
  expect(Object.keys(outputs(template)).sort()).toEqual([
    'EventBusName',
    'InventoryTableName',
    'InventoryUnrelayedQueueUrl',
    'MailsDeadLetterQueueUrl',
    'MailsTableName',
    'OrdersTableName',
    'OrdersUnrelayedQueueUrl',
    'PagesTopicArn',
    'PaymentsTableName',
    'PaymentsUnrelayedQueueUrl',
    'PlaceOrderFunctionName',
    'RecoveryStateMachineArn',
    'SagasTableName',
    'SalesDeadLetterQueueUrl',
    'SalesTableName',
    'StateMachineArn',
    'UnrecordedQueueUrl',
    'WarningsTopicArn',
  ]);
  expect(outputs(template).PlaceOrderFunctionName).toEqual({ Ref: handler(template, 'orders/place-order').logicalId });
});

const refOf = (reference: unknown): string => (reference as { readonly Ref: string }).Ref;
const fileOf = (step: string) => step.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
