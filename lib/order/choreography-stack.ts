/**
 * The order application without a conductor: the same services, rules, fences and outboxes, each service answering the
 * events of the others. Who answers what is read from choreography.ts. What comes to a halt is finished by a machine.
 */
import { Duration, Stack, Tags } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from '../constructs/dead-letter-queue';
import { EventConsumer } from '../constructs/event-consumer';
import { eventSource } from '../constructs/outbox-relay';
import { SagaLedger } from '../constructs/saga-ledger';
import { SagaRecovery } from '../constructs/saga-recovery';
import { Service } from '../constructs/service';
import { ServiceFunction } from '../constructs/service-function';
import type { FunctionNameOf } from '../saga/definition';
import { consumersOf } from './choreography';
import { FOLLOWED } from './event-facts';
import { sourcesOf } from './event-sources';
import { addMonitoring, type EndQueue } from './order-monitoring';
import { addReactions } from './order-reactions';
import { DOOR_TIMEOUT, type OrderStackProps, RECORD_TIMEOUT, REMOVAL, type Removal } from './order-stack';
import { placeOrder } from './place-order';
import { output } from './stack-outputs';

type ServiceName = keyof typeof consumersOf;

/** Less than the 15 days that a processed event is known for, so that no replay has an effect twice. */
const ARCHIVED = Duration.days(14);

export class ChoreographyStack extends Stack {
  private readonly removal: Removal;
  private readonly bus: EventBus;
  private readonly queues: EndQueue[] = [];

  constructor(scope: Construct, id: string, { stage, ...props }: OrderStackProps) {
    super(scope, id, { description: 'Orders placed by three services that answer each other’s events.', ...props });
    Tags.of(this).add('stage', stage);
    Tags.of(this).add('service', 'orders');
    this.removal = REMOVAL[stage];
    this.bus = new EventBus(this, 'Events', { description: 'What the services tell of orders, and answer.' });

    const orders = this.service('Orders', 'orders');
    const payments = this.service('Payments', 'payments');
    const inventory = this.service('Inventory', 'inventory');
    const ledger = new SagaLedger(this, 'Sagas', this.removal);
    this.door(orders, ledger);
    const recordEvents = this.recorder(ledger);
    const recovery = new SagaRecovery(this, 'SagaRecovery', {
      definition: placeOrder,
      ledger,
      functions: recoveryFunctions(orders, payments, inventory),
    });
    this.queues.push({ name: 'Unrecorded', kind: 'unrecorded', queue: recovery.unrecorded.queue });
    this.queues.push(...addReactions(this, this.bus, this.removal));
    addMonitoring(this, {
      recovery,
      recorders: { RecordEvents: recordEvents.function },
      services: Object.keys(consumersOf),
      queues: this.queues,
    });
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
    this.queues.push(
      { name: `${id}Unrelayed`, kind: 'unrelayed', queue: unrelayed.queue },
      { name: `${id}DeadLetter`, kind: 'deadLetters', queue },
      { name: `${id}Poison`, kind: 'poison', queue: poison.queue },
    );
    return service;
  }

  /** Performs the saga's first step itself, so it writes to the orders as a participant does. */
  private door({ table }: Service, ledger: SagaLedger): void {
    const door = new ServiceFunction(this, 'PlaceOrder', {
      entry: 'lambdas/place-order-choreographed.ts',
      service: 'orders',
      timeout: DOOR_TIMEOUT,
      environment: { TABLE_NAME: table.tableName, SAGAS_TABLE_NAME: ledger.tableName },
      logRemovalPolicy: this.removal.logRemovalPolicy,
    });
    table.grantParticipant(door);
    ledger.grantAccept(door);
    output(this, 'PlaceOrderFunctionName', door.function.functionName);
    output(this, 'SagasTableName', ledger.tableName);
  }

  /** Follows every saga by the events that are told of it. */
  private recorder(ledger: SagaLedger): ServiceFunction {
    const recorder = ledger.recorder(this, 'RecordEvents', {
      entry: 'lambdas/record-events.ts',
      timeout: RECORD_TIMEOUT,
    });
    const { queue } = new DeadLetterQueue(recorder, 'Missed');
    new EventConsumer(recorder, 'Events', {
      bus: this.bus,
      sources: sourcesOf(FOLLOWED),
      types: FOLLOWED,
      function: recorder,
      deadLetters: queue,
    });
    this.queues.push({ name: 'UnrecordedEvents', kind: 'unrecorded', queue });
    return recorder;
  }
}

/** Beside the consumers of the same names: these are called, and their events set nothing else in motion. */
function recoveryFunctions(orders: Service, payments: Service, inventory: Service) {
  const of = (service: Service, name: FunctionNameOf<typeof placeOrder>) =>
    service.participant(placeOrder, name, `lambdas/${kebab(name)}.ts`, `${name}InRecovery`).function;
  return {
    CreateOrder: of(orders, 'CreateOrder'),
    CancelOrder: of(orders, 'CancelOrder'),
    ProcessPayment: of(payments, 'ProcessPayment'),
    RefundPayment: of(payments, 'RefundPayment'),
    ReserveInventory: of(inventory, 'ReserveInventory'),
    ReleaseInventory: of(inventory, 'ReleaseInventory'),
    CompleteOrder: of(orders, 'CompleteOrder'),
  };
}

/** `ProcessPayment` is `process-payment`. */
const kebab = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
