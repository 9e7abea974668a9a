/** The failure matrix: every function of the order saga with every kind of fault, in a model of its own. */
import type { MatrixCell } from '../console/api';
import type { PlayMatrix } from '../console/server/room';
import { dynamoDbLedger } from '../lib/aws/dynamodb-ledger';
import type { OrderRequest } from '../lib/order/order';
import { placeOrder } from '../lib/order/place-order';
import { DEFAULT_DEADLINE_SECONDS } from '../lib/saga/guard';
import type { SagaRecord } from '../lib/saga/ledger';
import { sagaId } from '../lib/saga/rule';
import { epochMillis } from '../lib/units';
import type { Local } from '../local/start';
import { booksOf, type OrderBooks } from './books';
import { startOrderApp } from './local-app';
import { type Stage, stockShelves } from './run';
import type { FunctionFault, Style } from './scenarios';
import { localStage } from './stages';

type FunctionName = FunctionFault['function'];

const CRASH = { name: 'Runtime.ExitError', message: 'RequestId: Error: Runtime exited with error: signal: killed' };
const LATE_MILLIS = 15_000;
const DEADLINE_MILLIS = ((placeOrder.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS) + 1) * 1000;

/** In words, and as a fault. */
const FAULTS: readonly (readonly [words: string, fault: Omit<FunctionFault, 'function' | 'error'>])[] = [
  ['fails once before it runs', { kind: 'notApplied', times: 1 }],
  ['fails always before it runs', { kind: 'notApplied', times: 'always' }],
  ['one reply is lost', { kind: 'replyLost', times: 1 }],
  ['every reply is lost', { kind: 'replyLost', times: 'always' }],
  ['runs late, every time', { kind: 'late', times: 'always', lateMillis: LATE_MILLIS }],
];

/** What makes a compensation run: its action's replies are lost, or a later step refuses. */
const undoneBy: { readonly [compensation in FunctionName]?: readonly FunctionFault[] } = {
  CancelOrder: [{ function: 'CreateOrder', kind: 'replyLost', error: CRASH, times: 'always' }],
  RefundPayment: [{ function: 'ProcessPayment', kind: 'replyLost', error: CRASH, times: 'always' }],
  ReleaseInventory: [{ function: 'ReserveInventory', kind: 'replyLost', error: CRASH, times: 'always' }],
};

const SHELVES = { book: 10_000, globe: 0 };

export const playMatrix: PlayMatrix = async (style, report) => {
  const { local, stack, choreography } = await startOrderApp('dev', { clock: 'virtual' });
  try {
    const stage = localStage(local, style === 'orchestrated' ? stack : choreography, style);
    await stockShelves(stage, SHELVES);
    const plan = planOf(style);
    report({ kind: 'planned', count: plan.length });
    const place = style === 'orchestrated' ? stack : choreography;
    for (const cell of plan) report({ kind: 'cell', cell: await playCell(local, place, stage, cell) });
  } finally {
    await local.stop();
  }
};

interface Planned {
  readonly functionName: FunctionName;
  readonly words: string;
  readonly faults: readonly FunctionFault[];
  readonly order: OrderRequest;
}

/** Choreographed, a lost reply undoes nothing, and nothing follows the reservation: only a refusal makes a refund. */
function planOf(style: Style): readonly Planned[] {
  const actions = placeOrder.steps.map(({ name }) => name);
  const compensations: readonly FunctionName[] =
    style === 'orchestrated' ? ['CancelOrder', 'RefundPayment', 'ReleaseInventory'] : ['CancelOrder', 'RefundPayment'];
  const called = style === 'orchestrated' ? actions : actions.filter((name) => name !== 'CreateOrder');
  return [...called, ...compensations].flatMap((functionName) =>
    FAULTS.map(([words, fault], index): Planned => {
      const isCompensation = compensations.includes(functionName);
      const first = isCompensation && style === 'orchestrated' ? (undoneBy[functionName] ?? []) : [];
      const sku = isCompensation && style === 'choreographed' ? 'globe' : 'book';
      const orderId = `matrix-${functionName}-${index + 1}`;
      return {
        functionName,
        words,
        faults: [...first, { function: functionName, error: CRASH, ...fault }],
        order: { orderId, customerId: 'customer-1', currency: 'EUR', lines: [{ sku, quantity: 1, unitPrice: 15_00 }] },
      };
    }),
  );
}

async function playCell(local: Local, stack: string, stage: Stage, planned: Planned): Promise<MatrixCell> {
  const { functionName, words, faults, order } = planned;
  for (const fault of faults) await stage.faults?.add(fault);
  const payload = JSON.stringify(order);
  await local.world.services.lambda.invoke({
    functionName: stage.placeOrderFunction,
    payload,
    caller: { kind: 'client' },
  });
  await local.idle();
  // While nothing conducts it, only its age says that it does not come to an end: the sweeper looks after the deadline.
  if (await isOpenStill(local, stack, order.orderId)) await sweepAfterTheDeadline(local, stack);
  await stage.faults?.clear();
  // What was to come late comes now.
  await pass(local, LATE_MILLIS + 1);
  await local.idle();
  const record = await recordOf(local, stack, order.orderId);
  const books = await booksOf(local.clients.documents, stage.tables, order);
  const surprises = record === undefined ? ['the ledger does not know it'] : surprisesOf(record, books);
  return {
    functionName,
    fault: words,
    outcome: record?.state ?? 'RUNNING',
    holds: surprises.length === 0,
    left: `order ${books.order}, payment ${books.payment}, stock ${books.reservation}`,
    surprises,
  };
}

const pass = ({ clock }: Local, millis: number): Promise<void> =>
  new Promise((resolve) => void clock.at(epochMillis(clock.now() + millis), () => resolve()));

const recordOf = ({ clients, outputs }: Local, stack: string, orderId: string) =>
  dynamoDbLedger(clients.documents, outputs[stack]?.SagasTableName ?? '', NO_CONFLICT).find(sagaId(orderId));

async function isOpenStill(local: Local, stack: string, orderId: string): Promise<boolean> {
  const state = (await recordOf(local, stack, orderId))?.state;
  return state === 'RUNNING' || state === 'COMPENSATING';
}

async function sweepAfterTheDeadline(local: Local, stack: string): Promise<void> {
  const { resources, services } = local.world;
  const rule = resources.find(
    (resource) => resource.stack === stack && resource.logicalId.startsWith('SagaRecoveryEveryMinute'),
  );
  await pass(local, DEADLINE_MILLIS);
  await services.events.runSchedule(rule?.arn.split('/').at(-1) ?? '');
  await local.idle();
}

/** Only reads. */
const NO_CONFLICT = { wait: async () => undefined, fraction: () => 0 };

function surprisesOf({ state, compensations, failure }: SagaRecord, { order, payment, reservation }: OrderBooks) {
  const isKept = payment === 'CHARGED' || reservation === 'HELD';
  switch (state) {
    case 'COMPLETED':
      return order === 'COMPLETED' && payment === 'CHARGED' && reservation === 'HELD' ? [] : ['it is not complete'];
    case 'COMPENSATED':
      return isKept || order === 'COMPLETED' || order === 'PENDING' ? ['not all of it is undone'] : [];
    case 'COMPENSATION_FAILED': {
      const isUndoing = Object.keys(compensations).length > 0;
      const failed = Object.values(compensations).filter(({ outcome }) => outcome === 'failed');
      if (isUndoing) return failed.length > 0 ? [] : ['it does not say what is not undone'];
      // Past the point of no return: everything stands but the step that fails.
      return failure !== null && payment === 'CHARGED' && reservation === 'HELD' ? [] : ['it does not say why'];
    }
    default:
      return [`it has not ended: ${state}`];
  }
}
