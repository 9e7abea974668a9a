import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { GiveUpQueue } from '../../../lib/constructs/give-up-queue';
import { ServiceFunction } from '../../../lib/constructs/service-function';
import { allowed } from './iam';

const QUEUE = 'AWS::SQS::Queue';

function aGiveUpQueue(timeout = Duration.seconds(20)) {
  const stack = new Stack(new App(), 'Trips');
  const giveUp = new ServiceFunction(stack, 'GiveUp', { entry: 'lib/units.ts', service: 'hotels', timeout });
  const { queue, poison } = new GiveUpQueue(stack, 'DeadLetters', { function: giveUp, timeout });
  return { stack, giveUp, queue, poison: poison.queue, template: Template.fromStack(stack) };
}

test('the function is called with the queue’s messages, and answers which of them failed', () => {
  const { stack, giveUp, queue, template } = aGiveUpQueue();

  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: stack.resolve(queue.queueArn),
    FunctionName: stack.resolve(giveUp.function.functionName),
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('a message that failed five times goes to the last queue, from which nothing is sent on', () => {
  const { stack, poison, template } = aGiveUpQueue();

  template.hasResourceProperties(QUEUE, {
    RedrivePolicy: { deadLetterTargetArn: stack.resolve(poison.queueArn), maxReceiveCount: 5 },
  });
  template.resourcePropertiesCountIs(QUEUE, { RedrivePolicy: Match.absent() }, 1);
});

test('a message stays hidden for six of the function’s time-outs', () => {
  const { template } = aGiveUpQueue(Duration.seconds(7));

  template.hasResourceProperties(QUEUE, { RedrivePolicy: Match.anyValue(), VisibilityTimeout: 42 });
});

test('both queues are encrypted and keep what they have for 14 days', () => {
  const { template } = aGiveUpQueue();

  template.resourceCountIs(QUEUE, 2);
  template.allResourcesProperties(QUEUE, { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60 });
});

test('the function may receive and delete messages of this queue, and send none anywhere', () => {
  const { stack, giveUp, queue, template } = aGiveUpQueue();

  const arn = JSON.stringify(stack.resolve(queue.queueArn));
  expect(allowed(template, stack.resolve(giveUp.function.role?.roleArn), 'sqs')).toEqual([
    `sqs:DeleteMessage ${arn}`,
    `sqs:GetQueueAttributes ${arn}`,
    `sqs:ReceiveMessage ${arn}`,
  ]);
});
