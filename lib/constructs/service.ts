/** A service: the table that only its functions touch, the functions, and what brings its events to a bus. */
import { Duration, type RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Consumer } from '../saga/consumer';
import type { FunctionNameOf, SagaDefinition } from '../saga/definition';
import { EventConsumer } from './event-consumer';
import { GiveUpQueue } from './give-up-queue';
import { OutboxRelay } from './outbox-relay';
import { callPolicyNamed } from './saga-functions';
import { ServiceFunction } from './service-function';
import { ServiceTable } from './service-table';

export interface ServiceProps {
  /**
   * What becomes of its table when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * What becomes of its functions' logs when the stack is deleted.
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}

export interface ConsumerProps {
  readonly bus: IEventBus;
  /** Whose events it answers. */
  readonly sources: readonly string[];
  readonly deadLetters: IQueue;
  readonly entry: string;
}

/** It writes a fence and a row or two for each message of its batch. */
const GIVE_UP_TIMEOUT = Duration.seconds(30);

/** Everything in it is tagged `service` with its id in lower case, the name under which its functions log. */
export class Service extends Construct {
  readonly table: ServiceTable;
  readonly serviceName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceProps = {},
  ) {
    super(scope, id);
    this.serviceName = id.toLowerCase();
    Tags.of(this).add('service', this.serviceName);
    this.table = new ServiceTable(this, 'Table', { outbox: true, removalPolicy: props.tableRemovalPolicy });
  }

  /**
   * The function `name` of a saga, which may write to this service's table and to nothing else.
   * @param id what else it is called where a consumer has its name
   */
  participant<D extends SagaDefinition>(
    definition: D,
    name: FunctionNameOf<D>,
    entry: string,
    id: string = name,
  ): ServiceFunction {
    return this.writer(id, entry, timeoutOf(definition, name));
  }

  /** The function of a saga that answers events on the bus instead of being called, with the same rights. */
  consumer(
    definition: SagaDefinition,
    { functionName, types }: Pick<Consumer, 'functionName' | 'types'>,
    { entry, ...props }: ConsumerProps,
  ): ServiceFunction {
    const consumer = this.writer(functionName, entry, timeoutOf(definition, functionName));
    new EventConsumer(consumer, 'Events', { ...props, types, function: consumer });
    return consumer;
  }

  /** The queue for what this service's consumers could not do, and the function that gives up on it. */
  giveUp(entry: string): GiveUpQueue {
    const giveUp = this.writer('GiveUp', entry, GIVE_UP_TIMEOUT);
    return new GiveUpQueue(this, 'DeadLetters', { function: giveUp, timeout: GIVE_UP_TIMEOUT });
  }

  /** Publishes this service's events on the bus. */
  relayTo(bus: IEventBus): OutboxRelay {
    const { table, serviceName, props } = this;
    return new OutboxRelay(this, 'Outbox', {
      table,
      bus,
      service: serviceName,
      logRemovalPolicy: props.logRemovalPolicy,
    });
  }

  private writer(id: string, entry: string, timeout: Duration): ServiceFunction {
    const writer = new ServiceFunction(this, id, {
      entry,
      service: this.serviceName,
      timeout,
      environment: { TABLE_NAME: this.table.tableName },
      logRemovalPolicy: this.props.logRemovalPolicy,
    });
    this.table.grantParticipant(writer);
    return writer;
  }
}

const timeoutOf = (definition: SagaDefinition, functionName: string): Duration =>
  Duration.seconds(callPolicyNamed(definition, functionName).timeoutSeconds);
