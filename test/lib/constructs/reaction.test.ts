import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Reaction } from '../../../lib/constructs/reaction';
import { allowed } from './iam';

function aReaction() {
  const stack = new Stack(new App(), 'Trips');
  const bus = new EventBus(stack, 'Bus');
  const reaction = new Reaction(stack, 'Mails', {
    bus,
    sources: ['backstep.hotels'],
    types: ['hotel.booked'],
    functionName: 'SendVoucher',
    entry: 'lib/units.ts',
    tableActions: ['dynamodb:PutItem'],
  });
  return { stack, reaction, template: Template.fromStack(stack) };
}

test('a reaction writes to a table of its own as it said it would, and to nothing else', () => {
  const { stack, reaction, template } = aReaction();

  expect(allowed(template, stack.resolve(reaction.function.function.role?.roleArn), 'dynamodb')).toEqual([
    `dynamodb:PutItem ${JSON.stringify(stack.resolve(reaction.table.table.tableArn))}`,
  ]);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: { TABLE_NAME: stack.resolve(reaction.table.tableName), POWERTOOLS_SERVICE_NAME: 'mails' },
    },
  });
});

test('it tells no events: its table has no outbox', () => {
  const { template } = aReaction();

  template.hasResourceProperties('AWS::DynamoDB::Table', { GlobalSecondaryIndexes: Match.absent() });
  template.resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
});

test('what it cannot handle waits in a queue of its own', () => {
  const { stack, reaction, template } = aReaction();

  const arn: unknown = stack.resolve(reaction.deadLetters.queue.queueArn);
  template.hasResourceProperties('AWS::Events::Rule', { Targets: [{ DeadLetterConfig: { Arn: arn } }] });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    DestinationConfig: { OnFailure: { Destination: arn } },
  });
});
