import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { generateRecoveryMachine } from '../../../lib/asl/recovery';
import { eventSource } from '../../../lib/aws/event-entry';
import { KEPT_SECONDS } from '../../../lib/aws/processed-item';
import { callPolicyNamed } from '../../../lib/constructs/saga-functions';
import { consumersOf } from '../../../lib/order/choreography';
import { FOLLOWED } from '../../../lib/order/event-facts';
import { placeOrder } from '../../../lib/order/place-order';
import { attribute, resources } from '../constructs/iam';
import { COMMON_REACH, dev, guardReach, handler, handlers, outputs, reaches, reachOf, recorderReach } from './stacks';

const { template } = dev.choreography;

interface RuleProperties {
  readonly EventBusName?: unknown;
  readonly EventPattern?: { readonly source: readonly string[]; readonly 'detail-type': readonly string[] };
  readonly Targets: readonly { readonly Arn: unknown }[];
}

/** What each function is called for, as `payments: payment.failed`, by the rules on the bus. */
function subscriptions(): ReadonlyMap<string, RuleProperties['EventPattern']> {
  const nameById = new Map([...handlers(template)].map(([name, { logicalId }]) => [logicalId, name]));
  const rules = [...resources<RuleProperties>(template, 'AWS::Events::Rule').values()];
  return new Map(
    rules
      .filter(({ Properties }) => Properties.EventBusName !== undefined)
      .flatMap(({ Properties: { Targets, EventPattern } }) =>
        Targets.map(({ Arn }) => [String(nameById.get(attribute(Arn)[0])), EventPattern] as const),
      ),
  );
}

test('each function reaches its own table, its bus and its queue, and nothing else', () => {
  expect(reaches(template)).toEqual({
    'payments/process-payment-choreographed': reachOf.consumer('Payments'),
    'payments/refund-payment-choreographed': reachOf.consumer('Payments'),
    'payments/give-up-payments': reachOf.giveUp('Payments'),
    'inventory/reserve-inventory-choreographed': reachOf.consumer('Inventory'),
    'inventory/give-up-inventory': reachOf.giveUp('Inventory'),
    'orders/complete-order-choreographed': reachOf.consumer('Orders'),
    'orders/cancel-order-choreographed': reachOf.consumer('Orders'),
    'orders/give-up-orders': reachOf.giveUp('Orders'),
    // The door creates the order itself.
    'orders/place-order-choreographed': {
      may: [
        'dynamodb:ConditionCheckItem OrdersTable',
        'dynamodb:PutItem OrdersTable',
        'dynamodb:PutItem SagasTable',
        'dynamodb:UpdateItem OrdersTable',
      ],
      knows: ['SAGAS_TABLE_NAME SagasTable', 'TABLE_NAME OrdersTable'],
    },
    // What the recovery machine calls.
    'orders/create-order': reachOf.participant('Orders'),
    'orders/cancel-order': reachOf.participant('Orders'),
    'orders/complete-order': reachOf.participant('Orders'),
    'payments/process-payment': reachOf.participant('Payments'),
    'payments/refund-payment': reachOf.participant('Payments'),
    'inventory/reserve-inventory': reachOf.participant('Inventory'),
    'inventory/release-inventory': reachOf.participant('Inventory'),
    'sagas/record-events': {
      may: [...recorderReach.may, 'sqs:SendMessage UnrecordedEventsQueue'],
      knows: recorderReach.knows,
    },
    ...guardReach('RecoveryStateMachine'),
    ...COMMON_REACH,
  });
});

test('each step answers the events that the choreography says, and no others; the ledger follows them all', () => {
  expect(Object.fromEntries(subscriptions())).toEqual({
    'payments/process-payment-choreographed': on('orders', 'order.created'),
    'inventory/reserve-inventory-choreographed': on('payments', 'payment.processed'),
    'orders/complete-order-choreographed': on('inventory', 'inventory.reserved'),
    'payments/refund-payment-choreographed': on('inventory', 'inventory.failed'),
    'orders/cancel-order-choreographed': on('payments', 'payment.failed', 'payment.refunded'),
    'mails/send-confirmation': on('orders', 'order.completed'),
    'sales/record-sale': on('orders', 'order.completed'),
    'sagas/record-events': {
      source: ['backstep.orders', 'backstep.payments', 'backstep.inventory'],
      'detail-type': FOLLOWED,
    },
  });
});

test('the rules are the table of consumers, each with the types that its consumer understands', () => {
  const found = subscriptions();

  for (const [service, consumers] of Object.entries(consumersOf)) {
    for (const { functionName, types } of consumers) {
      const name = `${service}/${fileOf(functionName)}-choreographed`;
      expect(found.get(name)?.['detail-type']).toEqual(types);
      expect(handler(template, name).Timeout).toBe(callPolicyNamed(placeOrder, functionName).timeoutSeconds);
    }
  }
});

test('what a consumer could not do comes to the function of its service that gives up, and from there to a person', () => {
  for (const service of ['Orders', 'Payments', 'Inventory']) {
    const { [`${service}DeadLetterQueueUrl`]: queue, [`${service}PoisonQueueUrl`]: poison } = outputs(template);
    const giveUp = handler(template, `${service.toLowerCase()}/give-up-${service.toLowerCase()}`);

    expect(queueProperties(queue)).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [refOf(poison), 'Arn'] }, maxReceiveCount: 5 },
      VisibilityTimeout: 6 * giveUp.Timeout,
    });
    expect(queueProperties(poison)).not.toHaveProperty('RedrivePolicy');
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [refOf(queue), 'Arn'] },
      FunctionName: { Ref: giveUp.logicalId },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  }
});

test('events are archived, for less long than a consumer knows which it has processed', () => {
  const [archive] = resources<{ readonly RetentionDays: number }>(template, 'AWS::Events::Archive').values();

  expect(archive?.Properties).toMatchObject({
    SourceArn: { 'Fn::GetAtt': [refOf(outputs(template).EventBusName), 'Arn'] },
    EventPattern: { source: ['backstep.orders', 'backstep.payments', 'backstep.inventory'] },
    RetentionDays: 14,
  });
  expect(14 * 24 * 60 * 60).toBeLessThan(KEPT_SECONDS);
});

test('nothing conducts; the one machine finishes what came to a halt', () => {
  const machines = resources<{ readonly DefinitionString: string }>(template, 'AWS::StepFunctions::StateMachine');

  expect([...machines.keys()]).toEqual([refOf(outputs(template).RecoveryStateMachineArn)]);
  const [recovery] = machines.values();
  expect(JSON.parse(recovery?.Properties.DefinitionString ?? '')).toEqual(generateRecoveryMachine(placeOrder));
});

test('the outputs have the names that the command line reads', () => {
  const ofService = (service: string) =>
    ['DeadLetterQueueUrl', 'PoisonQueueUrl', 'TableName', 'UnrelayedQueueUrl'].map((name) => `${service}${name}`);
  const ofReaction = (service: string) => ['DeadLetterQueueUrl', 'TableName'].map((name) => `${service}${name}`);

  expect(Object.keys(outputs(template)).sort()).toEqual(
    [
      'EventBusName',
      'PagesTopicArn',
      'PlaceOrderFunctionName',
      'RecoveryStateMachineArn',
      'SagasTableName',
      'UnrecordedEventsQueueUrl',
      'UnrecordedQueueUrl',
      'WarningsTopicArn',
      ...['Orders', 'Payments', 'Inventory'].flatMap(ofService),
      ...['Mails', 'Sales'].flatMap(ofReaction),
    ].sort(),
  );
});

/** The sources are those that the relays give their events. */
function on(service: string, ...types: readonly string[]): RuleProperties['EventPattern'] {
  return { source: [eventSource(service)], 'detail-type': types };
}

const refOf = (reference: unknown): string => (reference as { readonly Ref: string }).Ref;
const queueProperties = (url: unknown) => resources<object>(template, 'AWS::SQS::Queue').get(refOf(url))?.Properties;
const fileOf = (step: string) => step.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
