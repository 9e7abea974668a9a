import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { generateStateMachine } from '../../../lib/asl/generate';
import { placeOrder } from '../../../lib/order/place-order';
import { allowed, attribute, resources } from '../constructs/iam';
import { COMMON_REACH, dev, handler, handlers, outputs, reaches, reachOf } from './stacks';

const MACHINE = 'AWS::StepFunctions::StateMachine';

interface MachineProperties {
  readonly DefinitionString: string;
  readonly DefinitionSubstitutions: { readonly [name: string]: unknown };
  readonly RoleArn: unknown;
}

const { template } = dev.order;

function machine(): MachineProperties {
  const [found] = resources<MachineProperties>(template, MACHINE).values();
  if (found === undefined) throw new Error('the template has no state machine');
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
    ...COMMON_REACH,
  });
});

test('the machine in the template is the one generated from the saga, with its functions’ ARNs', () => {
  const { DefinitionString, DefinitionSubstitutions } = machine();
  const nameById = new Map([...handlers(template)].map(([name, { logicalId }]) => [logicalId, name]));

  expect(JSON.parse(DefinitionString)).toEqual(generateStateMachine(placeOrder, { recorded: false }));
  const sources = Object.entries(DefinitionSubstitutions).map(([name, arn]) => [name, nameById.get(attribute(arn)[0])]);
  expect(Object.fromEntries(sources)).toEqual({
    CreateOrder: 'orders/create-order',
    CancelOrder: 'orders/cancel-order',
    ProcessPayment: 'payments/process-payment',
    RefundPayment: 'payments/refund-payment',
    ReserveInventory: 'inventory/reserve-inventory',
    ReleaseInventory: 'inventory/release-inventory',
    CompleteOrder: 'orders/complete-order',
  });
});

test('the machine may invoke exactly the functions that its definition names', () => {
  const { DefinitionSubstitutions, RoleArn } = machine();

  const named = Object.values(DefinitionSubstitutions).map((arn) => `lambda:InvokeFunction ${JSON.stringify(arn)}`);
  expect(named).toHaveLength(7);
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
    'PaymentsTableName',
    'PaymentsUnrelayedQueueUrl',
    'PlaceOrderFunctionName',
    'SagasTableName',
    'SalesDeadLetterQueueUrl',
    'SalesTableName',
    'StateMachineArn',
  ]);
  expect(outputs(template).PlaceOrderFunctionName).toEqual({ Ref: handler(template, 'orders/place-order').logicalId });
});

const fileOf = (step: string) => step.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
