/** The end of a line: what nothing more can be done with waits here for a person, as long as a queue keeps anything. */
import { Duration, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The most that SQS keeps a message. */
export const RETENTION = Duration.days(14);

/** Encrypted under a key that SQS owns, which costs nothing; closed to whoever comes without TLS. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason:
        'It is a dead-letter queue itself: nothing receives from it but a person, or a redrive that a person starts.',
    });
  }

  get url(): string {
    return this.queue.queueUrl;
  }
}

/** Allows to put messages into exactly this queue, and to learn nothing of it. */
export function grantSend(queue: IQueue, grantee: IGrantable): Grant {
  return Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [queue.queueArn] });
}
