import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { DeadLetterQueue } from '../../../lib/constructs/dead-letter-queue';
import { EventConsumer, type EventConsumerProps } from '../../../lib/constructs/event-consumer';
import { ServiceFunction } from '../../../lib/constructs/service-function';
import { allowed, resources } from './iam';

function aConsumer(props: Partial<EventConsumerProps> = {}) {
  const stack = new Stack(new App(), 'Trips');
  const bus = new EventBus(stack, 'Bus');
  const deadLetters = new DeadLetterQueue(stack, 'DeadLetters').queue;
  const consumer = new ServiceFunction(stack, 'BookHotel', {
    entry: 'lib/units.ts',
    service: 'hotels',
    timeout: Duration.seconds(10),
  });
  const { rule } = new EventConsumer(stack, 'Events', {
    bus,
    sources: ['backstep.flights'],
    types: ['flight.booked', 'flight.changed'],
    function: consumer,
    deadLetters,
    ...props,
  });
  return { stack, bus, deadLetters, consumer, rule, template: Template.fromStack(stack) };
}

test('the rule passes the types of events that are asked for, from whom they are asked for, on this bus alone', () => {
  const { stack, bus, consumer, template } = aConsumer();

  template.hasResourceProperties('AWS::Events::Rule', {
    EventBusName: stack.resolve(bus.eventBusName),
    EventPattern: { source: ['backstep.flights'], 'detail-type': ['flight.booked', 'flight.changed'] },
    State: 'ENABLED',
    Targets: [{ Arn: stack.resolve(consumer.function.functionArn) }],
  });
});

test('an event that the bus cannot deliver within the hour goes to the dead-letter queue', () => {
  const { stack, deadLetters, template } = aConsumer();

  template.hasResourceProperties('AWS::Events::Rule', {
    Targets: [
      {
        DeadLetterConfig: { Arn: stack.resolve(deadLetters.queueArn) },
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 3600 },
      },
    ],
  });
});

test('an event on which the function fails three times goes to the same queue', () => {
  const { stack, consumer, deadLetters, template } = aConsumer();

  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: stack.resolve(consumer.function.functionName),
    Qualifier: '$LATEST',
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 3600,
    DestinationConfig: { OnFailure: { Destination: stack.resolve(deadLetters.queueArn) } },
  });
});

test('how late an event may be answered is the caller’s to choose, for both', () => {
  const { template } = aConsumer({ maxEventAge: Duration.minutes(5) });

  template.hasResourceProperties('AWS::Events::Rule', {
    Targets: [{ RetryPolicy: { MaximumEventAgeInSeconds: 300 } }],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumEventAgeInSeconds: 300 });
});

test('nobody but the rule may call the function, and nobody but the rule and the function may fill the queue', () => {
  const { stack, consumer, deadLetters, rule, template } = aConsumer();

  const ruleArn = stack.resolve(rule.ruleArn);
  const queueArn = stack.resolve(deadLetters.queueArn);
  expect(
    [...resources<object>(template, 'AWS::Lambda::Permission').values()].map(({ Properties }) => Properties),
  ).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      FunctionName: stack.resolve(consumer.function.functionArn),
      SourceArn: ruleArn,
    },
  ]);
  const [policy] = resources<{ readonly PolicyDocument: { readonly Statement: readonly { Effect: string }[] } }>(
    template,
    'AWS::SQS::QueuePolicy',
  ).values();
  expect(policy?.Properties.PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
    {
      Sid: expect.any(String),
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
    },
  ]);
  expect(allowed(template, stack.resolve(consumer.function.role?.roleArn), 'sqs')).toEqual([
    `sqs:SendMessage ${JSON.stringify(queueArn)}`,
  ]);
});
