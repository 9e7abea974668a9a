import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { DeadLetterQueue } from '../../../lib/constructs/dead-letter-queue';
import { Service } from '../../../lib/constructs/service';
import { saga } from '../../../lib/saga/builder';
import { allowed } from './iam';

const FUNCTION = 'AWS::Lambda::Function';
const ENTRY = 'lib/units.ts';
const anySchema = { parse: (value: unknown) => value as null };
const trip = saga('Trip', { input: anySchema })
  .compensatable('BookHotel', { timeoutSeconds: 7, compensation: { name: 'CancelHotel', timeoutSeconds: 21 } })
  .build();

function aService() {
  const stack = new Stack(new App(), 'Trips');
  const service = new Service(stack, 'Hotels', { tableRemovalPolicy: RemovalPolicy.DESTROY });
  const bus = new EventBus(stack, 'Bus');
  const deadLetters = new DeadLetterQueue(stack, 'DeadLetters').queue;
  return { stack, service, props: { bus, sources: ['backstep.trips'], deadLetters, entry: ENTRY } };
}

const participantOf = (table: string) => [
  `dynamodb:ConditionCheckItem ${table}`,
  `dynamodb:PutItem ${table}`,
  `dynamodb:UpdateItem ${table}`,
];

test('a consumer runs as long as its step may, and may do to the table what a participant may', () => {
  const { stack, service, props } = aService();

  const consumer = service.consumer(trip, { functionName: 'CancelHotel', types: ['trip.cancelled'] }, props);

  const template = Template.fromStack(stack);
  const table = JSON.stringify(stack.resolve(service.table.table.tableArn));
  expect(allowed(template, stack.resolve(consumer.function.role?.roleArn), 'dynamodb')).toEqual(participantOf(table));
  template.hasResourceProperties(FUNCTION, {
    Description: 'hotels: CancelHotel',
    Timeout: 21,
    Environment: { Variables: { TABLE_NAME: stack.resolve(service.table.tableName) } },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['backstep.trips'], 'detail-type': ['trip.cancelled'] },
  });
});

test('a consumer that is no function of the saga is refused by name', () => {
  const { service, props } = aService();

  expect(() => service.consumer(trip, { functionName: 'BookFlight', types: ['trip.begun'] }, props)).toThrow(
    "saga 'Trip' calls no function 'BookFlight'",
  );
});

test('what gives up for a service writes to its table as its participants do', () => {
  const { stack, service } = aService();

  service.giveUp(ENTRY);

  const template = Template.fromStack(stack);
  const [giveUp] = Object.values(template.findResources(FUNCTION));
  const table = JSON.stringify(stack.resolve(service.table.table.tableArn));
  expect(allowed(template, giveUp?.Properties.Role, 'dynamodb')).toEqual(participantOf(table));
});

test('a service publishes in its own name', () => {
  const { stack, service, props } = aService();

  service.relayTo(props.bus);

  Template.fromStack(stack).allResourcesProperties(FUNCTION, {
    Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'hotels' } },
  });
});
