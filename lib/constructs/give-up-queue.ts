/**
 * The dead-letter queue of a service that answers events, and the function that gives up on what comes into it, so that
 * every saga ends. What that function cannot understand, or fails at, too, ends in a queue for a person.
 */
import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue, RETENTION } from './dead-letter-queue';
import type { ServiceFunction } from './service-function';

export interface GiveUpQueueProps {
  /** Called with batches of messages; answers which of them failed. */
  readonly function: ServiceFunction;
  /** The function's time-out. */
  readonly timeout: Duration;
}

/** "at least 5", so that a passing throttle does not send messages on (Lambda, "Understanding SQS retries"). */
const MAX_RECEIVE_COUNT = 5;
/** "at least six times the function timeout value" (the same page). */
const VISIBILITY_TIMEOUTS = 6;
const BATCH_SIZE = 10;

export class GiveUpQueue extends Construct {
  readonly queue: Queue;
  readonly poison: DeadLetterQueue;

  constructor(scope: Construct, id: string, { function: giveUp, timeout }: GiveUpQueueProps) {
    super(scope, id);
    this.poison = new DeadLetterQueue(this, 'Poison');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(VISIBILITY_TIMEOUTS * timeout.toSeconds()),
      deadLetterQueue: { queue: this.poison.queue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    // What Lambda does in the function's name ("AWSLambdaSQSQueueExecutionRole"), on this queue alone.
    Grant.addToPrincipal({
      grantee: giveUp,
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resourceArns: [this.queue.queueArn],
    });
    new EventSourceMapping(this, 'Messages', {
      target: giveUp.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
    });
  }
}
