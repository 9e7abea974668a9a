/**
 * What brings about each alarm of the deployed stacks, what the runbook's variables then stand for, and what clears it
 * where the runbook's commands alone do not. Written for one stack; the alarms that only one style has are apart.
 */
import { DisableRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, StopExecutionCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import type { FaultSpec } from '../../local/faults';
import { backstep } from '../bin/command-line';
import type { Variables } from './runbook';
import { OPENING, type ServiceName, type Shop } from './shop';

export interface Provocation {
  /** Brings it about; `id` may be used for sagas. */
  raise(shop: Shop, id: string): Promise<Variables>;
  /** After the runbook's commands were run. Faults are cleared, and buses are up again, in any case before. */
  clear?(shop: Shop, id: string): Promise<void>;
  /** How many minutes may go by until it is raised. @default 3 */
  readonly minutes?: number;
  /** The runbook's commands that are refused as things stand, by their beginning. @default none */
  readonly refuses?: readonly string[];
}

const TOO_MANY = OPENING + 1;
const BROKEN = { name: 'TypeError', message: 'something is not a function' };
const DENIED = { name: 'AccessDeniedException', message: 'not now' };

const calls = (shop: Shop, name: string, fault: Partial<FaultSpec>): FaultSpec => ({
  target: { service: 'lambda', operation: 'Invoke', resource: shop.functionArn(name) },
  kind: 'notApplied',
  error: BROKEN,
  times: 99,
  ...fault,
});
const reads = (shop: Shop, operation: 'GetItem' | 'Query', times: number): FaultSpec => ({
  target: { service: 'dynamodb', operation, resource: shop.output('SagasTableName') },
  kind: 'notApplied',
  error: DENIED,
  times,
});
const queue = (shop: Shop, name: string): Variables => ({
  QUEUE: shop.output(`${name}QueueUrl`),
  QUEUE_ARN: shop.queueArn(name),
});

/** Out of stock, and the refund fails through all its tries. */
async function notRefunded(shop: Shop, id: string): Promise<void> {
  shop.local.faults.add(calls(shop, 'RefundPayment', {}));
  await shop.place(id, TOO_MANY);
  // The tries of a machine's compensation, and those of a consumer.
  await shop.advance(200_000);
}
const resumed = async (shop: Shop, id: string): Promise<void> => {
  await backstep('resume', id, '--endpoint', shop.local.endpoint ?? '', '--stack', shop.stack);
  await shop.advance(1_000);
};

const executionOf = (shop: Shop, machine: string, name: string): string =>
  `${shop.output(machine).replace(':stateMachine:', ':execution:')}:${name}`;

/** The bus refuses what this service tells, and the stream gives up on it. */
const untold =
  (service: ServiceName): Provocation['raise'] =>
  async (shop, id) => {
    shop.events.pause(shop.bus, 'InternalFailure', ({ Source }) => Source === `backstep.${service.toLowerCase()}`);
    await shop.place(id);
    return {
      ...queue(shop, `${service}Unrelayed`),
      BUS: shop.bus,
      FUNCTION: shop.functionArn(`${service}OutboxSweepOutbox`),
    };
  };

/** A reaction fails at its event; the runbook puts it again. */
const missed = (reaction: 'Mails' | 'Sales', name: string): Provocation => ({
  async raise(shop, id) {
    shop.local.faults.add(calls(shop, name, {}));
    const order = await shop.place(id);
    await shop.advance(200_000);
    shop.local.faults.clear();
    const completed = shop.told(order).find(({ type }) => type === 'order.completed');
    return {
      ...queue(shop, `${reaction}DeadLetter`),
      BUS: shop.bus,
      DETAIL: JSON.stringify(JSON.stringify(completed)),
    };
  },
});

const keeperErrors = (name: string, quantity: number): Provocation => ({
  async raise(shop, id) {
    shop.local.faults.add(reads(shop, 'GetItem', 1));
    await shop.place(id, quantity);
    return { FUNCTION: shop.functionArn(name) };
  },
});

/**
 * Compensations that do not answer are given up one after another; what was, is resumed afterwards.
 * @param unknown steps whose reply is lost, so that they are undone as well
 */
const slowlyUndone = (compensations: readonly string[], unknown: readonly string[] = []): Provocation => ({
  async raise(shop, id) {
    for (const name of unknown) shop.local.faults.add(calls(shop, name, { kind: 'replyLost', times: 4 }));
    for (const name of compensations) shop.local.faults.add(calls(shop, name, { error: 'never' }));
    await shop.place(id, unknown.length === 0 ? TOO_MANY : 1);
    return { SAGA: id };
  },
  clear: async (shop, id) => {
    await shop.advance(200_000);
    await resumed(shop, id);
  },
  minutes: 9,
  // It runs.
  refuses: ['node bin/backstep.js resume'],
});

/** @param refund the function that the recovery calls */
const recoveryFails = (refund: string): Provocation => ({
  async raise(shop, id) {
    await notRefunded(shop, id);
    shop.local.faults.add(calls(shop, refund, {}));
    await resumed(shop, id);
    return {};
  },
  clear: resumed,
  minutes: 5,
});

/** In both styles. */
const COMMON: { readonly [alarm: string]: Provocation } = {
  CompensationFailed: {
    async raise(shop, id) {
      await notRefunded(shop, id);
      shop.local.faults.clear();
      return { SAGA: id };
    },
    // It was resumed.
    refuses: ['node bin/backstep.js abandon'],
  },
  SweeperSilent: {
    async raise(shop) {
      const RULE = shop.arn('SagaRecoveryEveryMinute').split('/').at(-1) ?? '';
      const FUNCTION = shop.functionArn('SagaRecoverySweepSagas');
      const { events, lambda } = shop.local.clients;
      await events.send(new DisableRuleCommand({ Name: RULE }));
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: FUNCTION, ReservedConcurrentExecutions: 0 }));
      return { RULE, FUNCTION };
    },
    minutes: 7,
  },
  SweepSagasErrors: {
    async raise(shop) {
      shop.local.faults.add(reads(shop, 'Query', 99));
      return { FUNCTION: shop.functionArn('SagaRecoverySweepSagas') };
    },
  },
  // Purged by the runbook; what the next ones leave there is raised no more.
  OrdersUnrelayedDepth: { raise: untold('Orders'), minutes: 8 },
  OrdersOutboxAge: { raise: untold('Orders'), minutes: 8 },
  PaymentsUnrelayedDepth: { raise: untold('Payments'), minutes: 8 },
  PaymentsOutboxAge: { raise: untold('Payments'), minutes: 8 },
  InventoryUnrelayedDepth: { raise: untold('Inventory'), minutes: 8 },
  InventoryOutboxAge: { raise: untold('Inventory'), minutes: 8 },
  MailsDeadLetterDepth: missed('Mails', 'SendConfirmation'),
  SalesDeadLetterDepth: missed('Sales', 'RecordSale'),
};

const SLOW: Provocation = {
  async raise(shop, id) {
    shop.local.faults.add(calls(shop, 'CompleteOrder', { error: 'never' }));
    await shop.place(id);
    return { SAGA: id };
  },
  minutes: 18,
};

export const CONDUCTED: { readonly [alarm: string]: Provocation } = {
  ...COMMON,
  OldestCompensating: slowlyUndone(['ReleaseInventory', 'RefundPayment', 'CancelOrder'], ['ReserveInventory']),
  RecoveryFailed: recoveryFails('RefundPayment'),
  OldestRunning: {
    ...SLOW,
    // It is past its point of no return, and runs.
    refuses: ['node bin/backstep.js cancel', 'node bin/backstep.js resume', 'node bin/backstep.js redrive'],
    clear: (shop) => shop.advance(400_000),
  },
  UnexpectedEndings: { raise: stopped },
  ExecutionsAborted: { raise: stopped },
  ExecutionsTimedOut: {
    async raise(shop, id) {
      const stateMachineArn = shop.output('StateMachineArn');
      const { sfn } = shop.local.clients;
      const { definition = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      const impatient = JSON.stringify({ ...JSON.parse(definition), TimeoutSeconds: 5 });
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: impatient }));
      shop.local.faults.add(calls(shop, 'ProcessPayment', { error: 'never' }));
      await shop.place(id);
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
      return { SAGA: id };
    },
  },
  ExecutionThrottled: {
    async raise(shop, id) {
      shop.local.faults.add({
        target: { service: 'stepfunctions', operation: 'StartExecution', resource: shop.output('StateMachineArn') },
        kind: 'notApplied',
        error: { name: 'ThrottlingException', message: 'Rate exceeded' },
        times: 1,
      });
      await shop.place(id);
      return {};
    },
  },
  RecordSagaErrors: keeperErrors('RecordSaga', TOO_MANY),
  RecordEndingErrors: keeperErrors('SagaRecoveryRecordEnding', 1),
  UnrecordedDepth: {
    async raise(shop, id) {
      shop.local.faults.add(calls(shop, 'SagaRecoveryRecordEnding', {}));
      await shop.place(id);
      return queue(shop, 'Unrecorded');
    },
    minutes: 6,
  },
};

/** In the middle of a charge that does not come to an end. */
async function stopped(shop: Shop, id: string): Promise<Variables> {
  shop.local.faults.add(calls(shop, 'ProcessPayment', { error: 'never' }));
  await shop.place(id);
  await shop.advance(1_000);
  const executionArn = executionOf(shop, 'StateMachineArn', id);
  await shop.local.clients.sfn.send(new StopExecutionCommand({ executionArn }));
  return { SAGA: id, EXECUTION: executionArn };
}

/** The consumer's tries are spent, and so are those of the function that gives up. */
const stuck = (service: ServiceName, consumer: string): Provocation => ({
  async raise(shop, id) {
    shop.local.faults.add(calls(shop, consumer, { times: 3 }));
    shop.local.faults.add(calls(shop, `${service}GiveUp`, { times: 5 }));
    await shop.place(id);
    return queue(shop, `${service}Poison`);
  },
  // Given up at last, it is undone, or parked past the point of no return.
  clear: (shop) => shop.advance(60_000),
  minutes: 25,
});

/** Nobody empties the queue. */
const unanswered = (service: ServiceName, consumer: string): Provocation => ({
  async raise(shop, id) {
    const { lambda } = shop.local.clients;
    const FUNCTION = shop.functionArn(`${service}GiveUp`);
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: FUNCTION }),
    );
    const MAPPING = EventSourceMappings[0]?.UUID ?? '';
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: MAPPING, Enabled: false }));
    shop.local.faults.add(calls(shop, consumer, { times: 3 }));
    await shop.place(id);
    return { ...queue(shop, `${service}DeadLetter`), FUNCTION, MAPPING };
  },
  minutes: 12,
});

export const CHOREOGRAPHED: { readonly [alarm: string]: Provocation } = {
  ...COMMON,
  OldestCompensating: slowlyUndone(['RefundPayment', 'CancelOrder']),
  RecoveryFailed: recoveryFails('RefundPaymentInRecovery'),
  OldestRunning: {
    ...SLOW,
    // No machine conducts it, so none is redriven; called off, it has ended.
    refuses: ['node bin/backstep.js resume', 'node bin/backstep.js redrive'],
  },
  UnexpectedEndings: {
    async raise(shop, id) {
      await notRefunded(shop, id);
      shop.local.faults.clear();
      shop.local.faults.add(calls(shop, 'RefundPaymentInRecovery', { error: 'never' }));
      await resumed(shop, id);
      const executionArn = executionOf(shop, 'RecoveryStateMachineArn', `${id}-r1`);
      await shop.local.clients.sfn.send(new StopExecutionCommand({ executionArn }));
      return { SAGA: id, EXECUTION: executionArn };
    },
  },
  RecordEventsErrors: keeperErrors('RecordEvents', 1),
  RecordEndingErrors: {
    async raise(shop, id) {
      await notRefunded(shop, id);
      shop.local.faults.clear();
      shop.local.faults.add(calls(shop, 'RefundPaymentInRecovery', { error: 'never', times: 1 }));
      await resumed(shop, id);
      shop.local.faults.add(reads(shop, 'GetItem', 1));
      return { FUNCTION: shop.functionArn('SagaRecoveryRecordEnding') };
    },
  },
  UnrecordedDepth: {
    async raise(shop, id) {
      await notRefunded(shop, id);
      shop.local.faults.clear();
      shop.local.faults.add(calls(shop, 'SagaRecoveryRecordEnding', {}));
      await resumed(shop, id);
      return queue(shop, 'Unrecorded');
    },
    minutes: 6,
  },
  UnrecordedEventsDepth: {
    async raise(shop, id) {
      shop.local.faults.add(calls(shop, 'RecordEvents', {}));
      await shop.place(id);
      return queue(shop, 'UnrecordedEvents');
    },
    minutes: 6,
  },
  OrdersPoisonDepth: stuck('Orders', 'OrdersCompleteOrder'),
  PaymentsPoisonDepth: stuck('Payments', 'PaymentsProcessPayment'),
  InventoryPoisonDepth: stuck('Inventory', 'InventoryReserveInventory'),
  OrdersDeadLetterDepth: unanswered('Orders', 'OrdersCompleteOrder'),
  PaymentsDeadLetterDepth: unanswered('Payments', 'PaymentsProcessPayment'),
  InventoryDeadLetterDepth: unanswered('Inventory', 'InventoryReserveInventory'),
};
