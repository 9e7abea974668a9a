/**
 * A reaction to events: a service of one function, with a table of its own and a queue for the events that it could not
 * handle. It tells no events, and nobody waits for it.
 */
import { Duration, type RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue';
import { EventConsumer } from './event-consumer';
import { ServiceFunction } from './service-function';
import { ServiceTable } from './service-table';

export interface ReactionProps {
  readonly bus: IEventBus;
  /** Whose events it reacts to. */
  readonly sources: readonly string[];
  /** The types of events that it reacts to. */
  readonly types: readonly string[];
  readonly functionName: string;
  readonly entry: string;
  /** What it does to its table: `dynamodb:PutItem` for the record of the event, and what its own rows need. */
  readonly tableActions: readonly string[];
  /**
   * What becomes of its table when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * What becomes of its function's logs when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

/** One transaction. */
const TIMEOUT = Duration.seconds(10);

/** Everything in it is tagged `service` with its id in lower case. */
export class Reaction extends Construct {
  readonly table: ServiceTable;
  readonly function: ServiceFunction;
  /** The events that it missed, for a person. */
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: ReactionProps) {
    super(scope, id);
    const { bus, sources, types, tableActions, tableRemovalPolicy, logRemovalPolicy } = props;
    const service = id.toLowerCase();
    Tags.of(this).add('service', service);
    this.table = new ServiceTable(this, 'Table', { removalPolicy: tableRemovalPolicy });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.function = new ServiceFunction(this, props.functionName, {
      entry: props.entry,
      service,
      timeout: TIMEOUT,
      environment: { TABLE_NAME: this.table.tableName },
      logRemovalPolicy,
    });
    this.table.grant(this.function, ...tableActions);
    new EventConsumer(this.function, 'Events', {
      bus,
      sources,
      types,
      function: this.function,
      deadLetters: this.deadLetters.queue,
    });
  }
}
