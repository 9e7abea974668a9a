/**
 * What brings about the alarms of the deployed stacks, what the runbook's variables then stand for, and what clears them
 * where the runbook's commands alone do not.
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
import { OPENING, SERVICES, type ServiceName, type Shop } from './shop';

export interface Provocation {
  /** The alarms that it raises, without the stack's name. */
  readonly raises: readonly string[];
  /** Brings it about; ids of sagas begin with `id`. Answers what the variables stand for in the section of an alarm. */
  raise(shop: Shop, id: string): Promise<(alarm: string) => Variables>;
  /** After the runbook's commands were run. Faults are cleared, and buses are up again, in any case before. */
  clear?(shop: Shop, id: string): Promise<void>;
  /** How many minutes may go by until all are raised. @default 3 */
  readonly minutes?: number;
  /** The runbook's commands that may be refused as things stand, by their beginning. @default none */
  readonly mayRefuse?: readonly string[];
}

const TOO_MANY = OPENING + 1;
const BROKEN = { name: 'TypeError', message: 'something is not a function' };
const DENIED = { name: 'AccessDeniedException', message: 'not now' };

const calls = (shop: Shop, name: string, fault: Partial<FaultSpec> = {}): FaultSpec => ({
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

const always = (variables: Variables) => () => variables;
const queue = (shop: Shop, name: string): Variables => ({
  QUEUE: shop.output(`${name}QueueUrl`),
  QUEUE_ARN: shop.queueArn(name),
});
/** `PaymentsPoisonDepth` watches the queue whose output is `PaymentsPoisonQueueUrl`. */
const queueOf = (shop: Shop, alarm: string): Variables => queue(shop, alarm.replace(/Depth$/, ''));
const serviceOf = (alarm: string): ServiceName => SERVICES.find((service) => alarm.startsWith(service)) ?? 'Orders';

const executionOf = (shop: Shop, machine: string, name: string): string =>
  `${shop.output(machine).replace(':stateMachine:', ':execution:')}:${name}`;

/** Out of stock, and the refund fails through all the tries of a machine, or of a consumer. */
async function notRefunded(shop: Shop, id: string): Promise<void> {
  shop.local.faults.add(calls(shop, 'RefundPayment'));
  await shop.place(id, TOO_MANY);
  await shop.advance(200_000);
  shop.local.faults.clear();
}
async function resumed(shop: Shop, id: string): Promise<void> {
  await backstep('resume', id, '--endpoint', shop.local.endpoint ?? '', '--stack', shop.stack);
  await shop.advance(1_000);
}

/**
 * Compensations that do not answer are given up one after another; what was, is resumed afterwards.
 * @param unknown steps whose reply is lost, so that they are undone as well
 */
const slowlyUndone = (compensations: readonly string[], unknown: readonly string[] = []): Provocation => ({
  raises: ['OldestCompensating'],
  async raise(shop, id) {
    for (const name of unknown) shop.local.faults.add(calls(shop, name, { kind: 'replyLost', times: 4 }));
    for (const name of compensations) shop.local.faults.add(calls(shop, name, { error: 'never' }));
    await shop.place(id, unknown.length === 0 ? TOO_MANY : 1);
    return always({ SAGA: id });
  },
  clear: async (shop, id) => {
    await shop.advance(200_000);
    await resumed(shop, id);
  },
  minutes: 9,
  // It may run.
  mayRefuse: ['node bin/backstep.js resume'],
});

/** @param refund the function that the recovery calls */
const recoveryFails = (refund: string): Provocation => ({
  raises: ['RecoveryFailed'],
  async raise(shop, id) {
    await notRefunded(shop, id);
    shop.local.faults.add(calls(shop, refund));
    await resumed(shop, id);
    return always({});
  },
  clear: resumed,
  minutes: 5,
});

const cannotBeUndone: Provocation = {
  raises: ['CompensationFailed'],
  async raise(shop, id) {
    await notRefunded(shop, id);
    return always({ SAGA: id });
  },
  // It was resumed before.
  mayRefuse: ['node bin/backstep.js abandon'],
};

const sweeperIsOff: Provocation = {
  raises: ['SweeperSilent'],
  async raise(shop) {
    const RULE = shop.arn('SagaRecoveryEveryMinute').split('/').at(-1) ?? '';
    const FUNCTION = shop.functionArn('SagaRecoverySweepSagas');
    const { events, lambda } = shop.local.clients;
    await events.send(new DisableRuleCommand({ Name: RULE }));
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: FUNCTION, ReservedConcurrentExecutions: 0 }));
    return always({ RULE, FUNCTION });
  },
  minutes: 6,
};

const sweeperFails: Provocation = {
  raises: ['SweepSagasErrors'],
  async raise(shop) {
    shop.local.faults.add(reads(shop, 'Query', 99));
    return always({ FUNCTION: shop.functionArn('SagaRecoverySweepSagas') });
  },
};

/** Of each of three orders another service's events are refused by the bus, and the stream gives up on them. */
const untold: Provocation = {
  raises: SERVICES.flatMap((service) => [`${service}OutboxAge`, `${service}UnrelayedDepth`]),
  async raise(shop, id) {
    shop.events.pause(shop.bus, 'InternalFailure', ({ Source, Detail }) => {
      const { sagaId } = JSON.parse(String(Detail)) as { readonly sagaId: string };
      return SERVICES.some(
        (service) => sagaId === `${id}-${service}` && Source === `backstep.${service.toLowerCase()}`,
      );
    });
    for (const service of SERVICES) await shop.place(`${id}-${service}`);
    return (alarm) => ({
      ...(alarm.endsWith('Depth') ? queueOf(shop, alarm) : {}),
      BUS: shop.bus,
      FUNCTION: shop.functionArn(`${serviceOf(alarm)}OutboxSweepOutbox`),
    });
  },
  minutes: 8,
};

/** Both reactions fail at their event; the runbook puts it again. */
const missed: Provocation = {
  raises: ['MailsDeadLetterDepth', 'SalesDeadLetterDepth'],
  async raise(shop, id) {
    for (const name of ['SendConfirmation', 'RecordSale']) shop.local.faults.add(calls(shop, name));
    const order = await shop.place(id);
    await shop.advance(200_000);
    const completed = shop.told(order).find(({ type }) => type === 'order.completed');
    const DETAIL = JSON.stringify(JSON.stringify(completed));
    return (alarm) => ({ ...queueOf(shop, alarm), BUS: shop.bus, DETAIL });
  },
};

const keeperFails = (alarm: string, functionName: string, quantity: number): Provocation => ({
  raises: [alarm],
  async raise(shop, id) {
    shop.local.faults.add(reads(shop, 'GetItem', 1));
    await shop.place(id, quantity);
    return always({ FUNCTION: shop.functionArn(functionName) });
  },
});

/** Past the point of no return, a step does not answer. */
const slow: Provocation = {
  raises: ['OldestRunning'],
  async raise(shop, id) {
    shop.local.faults.add(calls(shop, 'CompleteOrder', { error: 'never' }));
    await shop.place(id);
    return always({ SAGA: id });
  },
  minutes: 18,
  mayRefuse: ['cancel', 'resume', 'redrive'].map((name) => `node bin/backstep.js ${name}`),
  clear: (shop) => shop.advance(400_000),
};

const ofBoth: readonly Provocation[] = [cannotBeUndone, sweeperIsOff, sweeperFails, untold, missed, slow];

/** In the middle of a charge that does not come to an end. */
const stopped: Provocation = {
  raises: ['UnexpectedEndings', 'ExecutionsAborted'],
  async raise(shop, id) {
    shop.local.faults.add(calls(shop, 'ProcessPayment', { error: 'never' }));
    await shop.place(id);
    await shop.advance(1_000);
    const executionArn = executionOf(shop, 'StateMachineArn', id);
    await shop.local.clients.sfn.send(new StopExecutionCommand({ executionArn }));
    return always({ SAGA: id, EXECUTION: executionArn });
  },
};

const deadlineMissed: Provocation = {
  raises: ['ExecutionsTimedOut'],
  async raise(shop, id) {
    const stateMachineArn = shop.output('StateMachineArn');
    const { sfn } = shop.local.clients;
    const { definition = '' } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const impatient = JSON.stringify({ ...JSON.parse(definition), TimeoutSeconds: 5 });
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: impatient }));
    shop.local.faults.add(calls(shop, 'ProcessPayment', { error: 'never' }));
    await shop.place(id);
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    return always({ SAGA: id });
  },
};

const throttled: Provocation = {
  raises: ['ExecutionThrottled'],
  async raise(shop, id) {
    shop.local.faults.add({
      target: { service: 'stepfunctions', operation: 'StartExecution', resource: shop.output('StateMachineArn') },
      kind: 'notApplied',
      error: { name: 'ThrottlingException', message: 'Rate exceeded' },
      times: 1,
    });
    await shop.place(id);
    return always({});
  },
};

export const CONDUCTED: readonly Provocation[] = [
  ...ofBoth,
  slowlyUndone(['ReleaseInventory', 'RefundPayment', 'CancelOrder'], ['ReserveInventory']),
  recoveryFails('RefundPayment'),
  stopped,
  deadlineMissed,
  throttled,
  keeperFails('RecordSagaErrors', 'RecordSaga', TOO_MANY),
  keeperFails('RecordEndingErrors', 'SagaRecoveryRecordEnding', 1),
  {
    raises: ['UnrecordedDepth'],
    async raise(shop, id) {
      shop.local.faults.add(calls(shop, 'SagaRecoveryRecordEnding'));
      await shop.place(id);
      return (alarm) => queueOf(shop, alarm);
    },
    minutes: 6,
  },
];

/** The step of each service that an order comes to on its way forward. */
const CONSUMERS: { readonly [S in ServiceName]: string } = {
  Orders: 'OrdersCompleteOrder',
  Payments: 'PaymentsProcessPayment',
  Inventory: 'InventoryReserveInventory',
};

/** The tries of the consumers are spent, and so are those of the functions that give up. */
const stuck: Provocation = {
  raises: SERVICES.map((service) => `${service}PoisonDepth`),
  async raise(shop, id) {
    // The last step first: an order must come as far as the step that it is stuck at.
    for (const service of ['Orders', 'Inventory', 'Payments'] as const) {
      shop.local.faults.add(calls(shop, CONSUMERS[service]));
      shop.local.faults.add(calls(shop, `${service}GiveUp`));
      await shop.place(`${id}-${service}`);
      await shop.advance(1_000);
    }
    return (alarm) => queueOf(shop, alarm);
  },
  // Given up at last, it is undone, or parked past the point of no return.
  clear: (shop) => shop.advance(60_000),
  minutes: 25,
};

/** Nobody empties the queues. */
const unanswered: Provocation = {
  raises: SERVICES.map((service) => `${service}DeadLetterDepth`),
  async raise(shop, id) {
    const { lambda } = shop.local.clients;
    const mappings = new Map<ServiceName, string>();
    for (const service of ['Orders', 'Inventory', 'Payments'] as const) {
      const FunctionName = shop.functionArn(`${service}GiveUp`);
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
      const UUID = EventSourceMappings[0]?.UUID ?? '';
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      mappings.set(service, UUID);
      shop.local.faults.add(calls(shop, CONSUMERS[service]));
      await shop.place(`${id}-${service}`);
      await shop.advance(1_000);
    }
    return (alarm) => ({
      ...queueOf(shop, alarm),
      FUNCTION: shop.functionArn(`${serviceOf(alarm)}GiveUp`),
      MAPPING: mappings.get(serviceOf(alarm)) ?? '',
    });
  },
  minutes: 12,
};

export const CHOREOGRAPHED: readonly Provocation[] = [
  ...ofBoth,
  slowlyUndone(['RefundPayment', 'CancelOrder']),
  recoveryFails('RefundPaymentInRecovery'),
  {
    raises: ['UnexpectedEndings'],
    async raise(shop, id) {
      await notRefunded(shop, id);
      shop.local.faults.add(calls(shop, 'RefundPaymentInRecovery', { error: 'never' }));
      await resumed(shop, id);
      const executionArn = executionOf(shop, 'RecoveryStateMachineArn', `${id}-r1`);
      await shop.local.clients.sfn.send(new StopExecutionCommand({ executionArn }));
      return always({ SAGA: id, EXECUTION: executionArn });
    },
  },
  keeperFails('RecordEventsErrors', 'RecordEvents', 1),
  {
    raises: ['RecordEndingErrors'],
    async raise(shop, id) {
      await notRefunded(shop, id);
      shop.local.faults.add(calls(shop, 'RefundPaymentInRecovery', { error: 'never', times: 1 }));
      await resumed(shop, id);
      shop.local.faults.add(reads(shop, 'GetItem', 1));
      return always({ FUNCTION: shop.functionArn('SagaRecoveryRecordEnding') });
    },
  },
  {
    raises: ['UnrecordedDepth', 'UnrecordedEventsDepth'],
    async raise(shop, id) {
      await notRefunded(shop, id);
      for (const name of ['SagaRecoveryRecordEnding', 'RecordEvents']) shop.local.faults.add(calls(shop, name));
      await resumed(shop, id);
      await shop.place(`${id}-events`);
      return (alarm) => queueOf(shop, alarm);
    },
    minutes: 6,
  },
  stuck,
  unanswered,
];
