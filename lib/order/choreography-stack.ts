/**
 * The order application without a conductor: the same services, rules, fences and outboxes, each service answering the
 * events of the others. Who answers what is read from choreography.ts.
 */
import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { eventSource } from '../constructs/outbox-relay';
import { Service } from '../constructs/service';
import { ServiceFunction } from '../constructs/service-function';
import { ServiceTable } from '../constructs/service-table';
import { consumersOf } from './choreography';
import { sourcesOf } from './event-sources';
import { addReactions } from './order-reactions';
import { DOOR_TIMEOUT, type OrderStackProps, REMOVAL, type Removal } from './order-stack';
import { placeOrder } from './place-order';
import { output } from './stack-outputs';

type ServiceName = keyof typeof consumersOf;

/** Less than the 15 days that a processed event is known for, so that no replay has an effect twice. */
const ARCHIVED = Duration.days(14);

export class ChoreographyStack extends Stack {
  private readonly removal: Removal;
  private readonly bus: EventBus;

  constructor(scope: Construct, id: string, { stage, ...props }: OrderStackProps) {
    super(scope, id, { description: 'Orders placed by three services that answer each other’s events.', ...props });
    Tags.of(this).add('stage', stage);
    Tags.of(this).add('service', 'orders');
    this.removal = REMOVAL[stage];
    this.bus = new EventBus(this, 'Events', { description: 'What the services tell of orders, and answer.' });

    const orders = this.service('Orders', 'orders');
    this.service('Payments', 'payments');
    this.service('Inventory', 'inventory');
    this.door(orders);
    addReactions(this, this.bus, this.removal);
    new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      description: 'Events to be told again after a fault was mended.',
      eventPattern: { source: Object.keys(consumersOf).map(eventSource) },
      retention: ARCHIVED,
    });
    output(this, 'EventBusName', this.bus.eventBusName);
  }

  /** Its table, its relay, its consumers, and what gives up on what they could not do. */
  private service(id: string, name: ServiceName): Service {
    const { bus, removal } = this;
    const service = new Service(this, id, removal);
    const { unrelayed } = service.relayTo(bus);
    const { queue, poison } = service.giveUp(`lambdas/give-up-${name}.ts`);
    for (const consumer of consumersOf[name]) {
      service.consumer(placeOrder, consumer, {
        bus,
        sources: sourcesOf(consumer.types),
        deadLetters: queue,
        entry: `lambdas/${kebab(consumer.functionName)}-choreographed.ts`,
      });
    }
    output(this, `${id}TableName`, service.table.tableName);
    output(this, `${id}UnrelayedQueueUrl`, unrelayed.url);
    output(this, `${id}DeadLetterQueueUrl`, queue.queueUrl);
    output(this, `${id}PoisonQueueUrl`, poison.url);
    return service;
  }

  /** Performs the saga's first step itself, so it writes to the orders as a participant does. */
  private door({ table }: Service): void {
    const sagas = new ServiceTable(this, 'Sagas', { removalPolicy: this.removal.tableRemovalPolicy });
    const door = new ServiceFunction(this, 'PlaceOrder', {
      entry: 'lambdas/place-order-choreographed.ts',
      service: 'orders',
      timeout: DOOR_TIMEOUT,
      environment: { TABLE_NAME: table.tableName, SAGAS_TABLE_NAME: sagas.tableName },
      logRemovalPolicy: this.removal.logRemovalPolicy,
    });
    table.grantParticipant(door);
    sagas.grant(door, 'dynamodb:PutItem');
    output(this, 'PlaceOrderFunctionName', door.function.functionName);
    output(this, 'SagasTableName', sagas.tableName);
  }
}

/** `ProcessPayment` is `process-payment`. */
const kebab = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
