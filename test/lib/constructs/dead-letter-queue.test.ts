import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DeadLetterQueue, grantSend } from '../../../lib/constructs/dead-letter-queue';
import { allowed } from './iam';

test('a dead-letter queue is encrypted, keeps a message as long as SQS can, and refuses whoever comes without TLS', () => {
  const stack = new Stack(new App(), 'Trips');

  const { queue } = new DeadLetterQueue(stack, 'Lost');

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    Queues: [stack.resolve(queue.queueUrl)],
    PolicyDocument: {
      Statement: [
        Match.objectLike({
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ],
    },
  });
});

test('whoever may send to it may do nothing else with it', () => {
  const stack = new Stack(new App(), 'Trips');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const { queue } = new DeadLetterQueue(stack, 'Lost');

  grantSend(queue, role);

  expect(allowed(Template.fromStack(stack), stack.resolve(role.roleArn), 'sqs')).toEqual([
    `sqs:SendMessage ${JSON.stringify(stack.resolve(queue.queueArn))}`,
  ]);
});
