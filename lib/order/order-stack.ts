/** The order application: three services that share no database, the saga that joins them, and the door in front. */
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SagaStateMachine } from '../constructs/saga-state-machine';
import { Service } from '../constructs/service';
import { ServiceFunction } from '../constructs/service-function';
import { ServiceTable } from '../constructs/service-table';
import { placeOrder } from './place-order';

export const STAGES = ['dev', 'prod'] as const;
export type Stage = (typeof STAGES)[number];

export interface OrderStackProps extends StackProps {
  /** `dev` leaves nothing behind when the stack is deleted; `prod` keeps tables and logs, and protects the tables. */
  readonly stage: Stage;
}

/** Tables in `prod` are protected from deletion, so they stay even when the first deployment fails; logs need not. */
const REMOVAL: { readonly [S in Stage]: { readonly table: RemovalPolicy; readonly log: RemovalPolicy } } = {
  dev: { table: RemovalPolicy.DESTROY, log: RemovalPolicy.DESTROY },
  prod: { table: RemovalPolicy.RETAIN, log: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
};

/** The door makes one write and one call: seconds. */
const DOOR_TIMEOUT_SECONDS = 10;

export class OrderStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: OrderStackProps) {
    super(scope, id, { description: 'Orders placed by a saga across three services.', ...props });
    Tags.of(this).add('stage', stage);
    Tags.of(this).add('service', 'orders');
    const { table: tableRemovalPolicy, log: logRemovalPolicy } = REMOVAL[stage];

    const orders = new Service(this, 'Orders', { tableRemovalPolicy, logRemovalPolicy });
    const payments = new Service(this, 'Payments', { tableRemovalPolicy, logRemovalPolicy });
    const inventory = new Service(this, 'Inventory', { tableRemovalPolicy, logRemovalPolicy });
    const saga = new SagaStateMachine(this, 'PlaceOrderSaga', {
      definition: placeOrder,
      functions: {
        CreateOrder: orders.participant(placeOrder, 'CreateOrder', 'lambdas/create-order.ts').function,
        CancelOrder: orders.participant(placeOrder, 'CancelOrder', 'lambdas/cancel-order.ts').function,
        ProcessPayment: payments.participant(placeOrder, 'ProcessPayment', 'lambdas/process-payment.ts').function,
        RefundPayment: payments.participant(placeOrder, 'RefundPayment', 'lambdas/refund-payment.ts').function,
        ReserveInventory: inventory.participant(placeOrder, 'ReserveInventory', 'lambdas/reserve-inventory.ts')
          .function,
        ReleaseInventory: inventory.participant(placeOrder, 'ReleaseInventory', 'lambdas/release-inventory.ts')
          .function,
        CompleteOrder: orders.participant(placeOrder, 'CompleteOrder', 'lambdas/complete-order.ts').function,
      },
      logRemovalPolicy,
    });

    const sagas = new ServiceTable(this, 'Sagas', { removalPolicy: tableRemovalPolicy });
    const door = new ServiceFunction(this, 'PlaceOrder', {
      entry: 'lambdas/place-order.ts',
      service: 'orders',
      timeout: Duration.seconds(DOOR_TIMEOUT_SECONDS),
      environment: { SAGAS_TABLE_NAME: sagas.tableName, STATE_MACHINE_ARN: saga.stateMachine.stateMachineArn },
      logRemovalPolicy,
    });
    // A conditional write that answers with what is there: the door needs to read nothing.
    sagas.grant(door, 'dynamodb:PutItem');
    saga.grantStart(door);

    this.output('StateMachineArn', saga.stateMachine.stateMachineArn);
    this.output('PlaceOrderFunctionName', door.function.functionName);
    this.output('OrdersTableName', orders.table.tableName);
    this.output('PaymentsTableName', payments.table.tableName);
    this.output('InventoryTableName', inventory.table.tableName);
    this.output('SagasTableName', sagas.tableName);
  }

  /** Under exactly this name: the command line and the examples read it. */
  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
