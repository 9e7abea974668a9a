/**
 * The order application as most should deploy it: the order itself is orchestrated across three services that share no
 * database, and what else becomes of it, a confirmation and the day's sales, reacts to the services' events.
 */
import { Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { SagaLedger } from '../constructs/saga-ledger';
import { SagaRecovery } from '../constructs/saga-recovery';
import { SagaStateMachine } from '../constructs/saga-state-machine';
import { Service } from '../constructs/service';
import { ServiceFunction } from '../constructs/service-function';
import { addMonitoring, type EndQueue } from './order-monitoring';
import { addReactions } from './order-reactions';
import { placeOrder } from './place-order';
import { output } from './stack-outputs';
import type { Stage } from './stages';

export interface OrderStackProps extends StackProps {
  /** `dev` leaves nothing behind when the stack is deleted; `prod` keeps tables and logs, and protects the tables. */
  readonly stage: Stage;
}

/** What becomes of tables and logs when the stack is deleted. */
export interface Removal {
  readonly tableRemovalPolicy: RemovalPolicy;
  readonly logRemovalPolicy: RemovalPolicy;
}

/** Tables in `prod` are protected from deletion, so they stay even when the first deployment fails; logs need not. */
export const REMOVAL: { readonly [S in Stage]: Removal } = {
  dev: { tableRemovalPolicy: RemovalPolicy.DESTROY, logRemovalPolicy: RemovalPolicy.DESTROY },
  prod: {
    tableRemovalPolicy: RemovalPolicy.RETAIN,
    logRemovalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  },
};

/** The door makes one write and one call: seconds. */
export const DOOR_TIMEOUT = Duration.seconds(10);

/** One read and one write. */
export const RECORD_TIMEOUT = Duration.seconds(10);

export class OrderStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: OrderStackProps) {
    super(scope, id, { description: 'Orders placed by a saga across three services.', ...props });
    Tags.of(this).add('stage', stage);
    Tags.of(this).add('service', 'orders');
    const removal = REMOVAL[stage];

    const orders = new Service(this, 'Orders', removal);
    const payments = new Service(this, 'Payments', removal);
    const inventory = new Service(this, 'Inventory', removal);
    const functions = {
      CreateOrder: orders.participant(placeOrder, 'CreateOrder', 'lambdas/create-order.ts').function,
      CancelOrder: orders.participant(placeOrder, 'CancelOrder', 'lambdas/cancel-order.ts').function,
      ProcessPayment: payments.participant(placeOrder, 'ProcessPayment', 'lambdas/process-payment.ts').function,
      RefundPayment: payments.participant(placeOrder, 'RefundPayment', 'lambdas/refund-payment.ts').function,
      ReserveInventory: inventory.participant(placeOrder, 'ReserveInventory', 'lambdas/reserve-inventory.ts').function,
      ReleaseInventory: inventory.participant(placeOrder, 'ReleaseInventory', 'lambdas/release-inventory.ts').function,
      CompleteOrder: orders.participant(placeOrder, 'CompleteOrder', 'lambdas/complete-order.ts').function,
    };
    const ledger = new SagaLedger(this, 'Sagas', removal);
    const recordSaga = ledger.recorder(this, 'RecordSaga', {
      entry: 'lambdas/record-saga.ts',
      timeout: RECORD_TIMEOUT,
    });
    const saga = new SagaStateMachine(this, 'PlaceOrderSaga', {
      definition: placeOrder,
      functions,
      recordSaga: recordSaga.function,
      logRemovalPolicy: removal.logRemovalPolicy,
    });
    const recovery = new SagaRecovery(this, 'SagaRecovery', {
      definition: placeOrder,
      functions,
      ledger,
      conductor: saga.stateMachine,
    });

    const door = new ServiceFunction(this, 'PlaceOrder', {
      entry: 'lambdas/place-order.ts',
      service: 'orders',
      timeout: DOOR_TIMEOUT,
      environment: { SAGAS_TABLE_NAME: ledger.tableName, STATE_MACHINE_ARN: saga.stateMachine.stateMachineArn },
      logRemovalPolicy: removal.logRemovalPolicy,
    });
    ledger.grantAccept(door);
    saga.grantStart(door);

    const bus = new EventBus(this, 'Events', { description: 'What the services tell of orders.' });
    const services = [orders, payments, inventory];
    const queues: EndQueue[] = [{ name: 'Unrecorded', kind: 'unrecorded', queue: recovery.unrecorded.queue }];
    for (const service of services) {
      const { queue } = service.relayTo(bus).unrelayed;
      queues.push({ name: `${service.node.id}Unrelayed`, kind: 'unrelayed', queue });
      output(this, `${service.node.id}TableName`, service.table.tableName);
    }
    queues.push(...addReactions(this, bus, removal));
    addMonitoring(this, {
      conductor: saga.stateMachine,
      recovery,
      recorders: { RecordSaga: recordSaga.function },
      services: services.map(({ serviceName }) => serviceName),
      queues,
    });

    output(this, 'StateMachineArn', saga.stateMachine.stateMachineArn);
    output(this, 'PlaceOrderFunctionName', door.function.functionName);
    output(this, 'SagasTableName', ledger.tableName);
    output(this, 'EventBusName', bus.eventBusName);
  }
}
