/**
 * What brings a service's events from its table to a bus: a relay behind the table's stream, within a second or so, and a
 * sweeper that looks every minute for what the relay left behind. The sweeper's log lines are also metrics.
 */
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DeadLetterQueue, grantSend } from './dead-letter-queue';
import { ServiceFunction } from './service-function';
import type { ServiceTable } from './service-table';

export interface OutboxRelayProps {
  /** A table with an outbox. */
  readonly table: ServiceTable;
  readonly bus: IEventBus;
  /** In whose name the events are told: `payments` is the source `backstep.payments`. */
  readonly service: string;
  /**
   * What becomes of its functions' logs when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/** Records of one call: ten entries a PutEvents, so ten calls and their marks, which take far less than the time-out. */
const BATCH_SIZE = 100;
const RELAY_TIMEOUT = Duration.seconds(30);
/** Below the minute between two runs, so that no two sweep at once. */
const SWEEPER_TIMEOUT = Duration.seconds(50);
/** A batch that fails holds up its shard. After so many tries it is the sweeper's, which holds up nobody. */
const RETRY_ATTEMPTS = 5;
const MAX_RECORD_AGE = Duration.hours(1);

/** The source of a service's events. */
export const eventSource = (service: string): string => `backstep.${service}`;

export class OutboxRelay extends Construct {
  readonly relay: ServiceFunction;
  readonly sweeper: ServiceFunction;
  /** Says which records of the stream the relay gave up. The events themselves are still in the table, unsent. */
  readonly unrelayed: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: OutboxRelayProps) {
    super(scope, id);
    this.unrelayed = new DeadLetterQueue(this, 'Unrelayed');
    this.relay = this.publisher('RelayOutbox', 'lambdas/relay-outbox.ts', RELAY_TIMEOUT, props);
    this.sweeper = this.publisher('SweepOutbox', 'lambdas/sweep-outbox.ts', SWEEPER_TIMEOUT, props);
    this.followStream(props.table);
    this.sweepEveryMinute(props.table);
  }

  /** May mark events of the table sent, and publish on the bus. */
  private publisher(id: string, entry: string, timeout: Duration, props: OutboxRelayProps): ServiceFunction {
    const { table, bus, service, logRemovalPolicy } = props;
    const publisher = new ServiceFunction(this, id, {
      entry,
      service,
      timeout,
      environment: { TABLE_NAME: table.tableName, EVENT_BUS_NAME: bus.eventBusName },
      logRemovalPolicy,
    });
    table.grant(publisher, 'dynamodb:UpdateItem');
    bus.grantPutEventsTo(publisher);
    return publisher;
  }

  private followStream(table: ServiceTable): void {
    table.grantStream(this.relay);
    grantSend(this.unrelayed.queue, this.relay);
    new EventSourceMapping(this, 'Stream', {
      target: this.relay.function,
      eventSourceArn: table.streamArn,
      // What was written before there was a mapping is told, too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { NewImage: { kind: { S: FilterRule.isEqual('outbox') } } },
        }),
      ],
      batchSize: BATCH_SIZE,
      // More would keep order only "at the item (partition and sort key) level" (Lambda, "Using AWS Lambda
      // with Amazon DynamoDB"), and each event of an aggregate is an item of its own.
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: RETRY_ATTEMPTS,
      maxRecordAge: MAX_RECORD_AGE,
      onFailure: { bind: () => ({ destination: this.unrelayed.queue.queueArn }) },
    });
  }

  private sweepEveryMinute(table: ServiceTable): void {
    table.grantUnsent(this.sweeper);
    new Rule(this, 'EveryMinute', {
      description: 'Publishes events that the stream left unsent.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.sweeper.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    // The next run does what a repetition would.
    this.sweeper.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  }
}
