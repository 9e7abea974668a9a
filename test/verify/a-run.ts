/** Runs as an invariant sees them, built by hand: a completed order, and one that was undone. */
import type { OrderRequest } from '../../lib/order/order';
import { placeOrder } from '../../lib/order/place-order';
import { acceptedRecord, type LedgerState, type SagaRecord } from '../../lib/saga/ledger';
import { sagaId } from '../../lib/saga/rule';
import { epochMillis, hashOf, type JsonObject } from '../../lib/units';
import type { CallSeen, ExecutionSeen, HistoryEvent, Item, ItemChange, Observed } from '../../verify/observed';
import type { FenceStatus } from '../../verify/saga-seen';
import type { Scenario, Subject } from '../../verify/scenario';

export const ID = 'order-1';
export const ORDER: OrderRequest = {
  orderId: ID,
  customerId: 'canary-ada',
  currency: 'EUR',
  lines: [{ sku: 'book', quantity: 2, unitPrice: 15_00 }],
};
const TOTAL = 30_00;
const SHELF = 10;

const subject: Subject = {
  name: 'order',
  style: 'orchestrated',
  definition: placeOrder,
  stack: 'Order',
  door: 'PlaceOrder',
  tables: { orders: 'OrdersTableName', payments: 'PaymentsTableName', inventory: 'InventoryTableName' },
  ledger: 'SagasTableName',
  reactions: { mails: 'MailsTableName', sales: 'SalesTableName' },
  seed: () => ({ inventory: [{ pk: 'stock#book', sk: 'stock', sku: 'book', available: SHELF, reserved: 0 }] }),
  request: ({ payload }) => payload,
  idField: 'orderId',
};

const scenario: Scenario = {
  name: 'completed',
  title: 'nothing goes wrong',
  subject,
  requests: [{ id: 'order', payload: ORDER }],
  shelf: { book: SHELF },
  ends: { order: { state: 'COMPLETED' } },
};

/** The tables of the services, and the streams that tell of what is done to them. */
export class Books {
  readonly tables: { [service: string]: Item[] } = { orders: [], payments: [], inventory: [] };
  readonly streams: { [service: string]: ItemChange[] } = { orders: [], payments: [], inventory: [] };

  put(service: string, pk: string, sk: string, fields: JsonObject): void {
    const items = this.tables[service] ?? [];
    const at = items.findIndex((item) => item.pk === pk && item.sk === sk);
    const before = items[at] ?? null;
    const after: Item = { ...before, pk, sk, ...fields };
    items.splice(at < 0 ? items.length : at, at < 0 ? 0 : 1, after);
    this.change(service, { pk, sk }, before, after);
  }

  remove(service: string, pk: string, sk: string): void {
    const items = this.tables[service] ?? [];
    const at = items.findIndex((item) => item.pk === pk && item.sk === sk);
    const [before = null] = items.splice(at, 1);
    this.change(service, { pk, sk }, before, null);
  }

  fence(service: string, step: string, status: FenceStatus): void {
    this.put(service, `saga#${ID}`, `fence#${step}`, { status });
  }

  event(service: string, aggregate: string, sequence: number, type: string): void {
    const id = `${ID}.${type}`;
    const payload = { order: ORDER };
    this.put(service, aggregate, `event#${sequence}`, { kind: 'outbox', id, sagaId: ID, type, payload, sentAt: 1 });
  }

  private change(service: string, keys: JsonObject, before: Item | null, after: Item | null): void {
    const changes = this.streams[service] ?? [];
    changes.push({ sequence: String(changes.length + 1).padStart(21, '1'), keys, before, after });
  }
}

/** What each step and each compensation writes. */
export const writes = {
  CreateOrder(books: Books): void {
    books.fence('orders', 'CreateOrder', 'APPLIED');
    books.put('orders', `order#${ID}`, 'order', { orderId: ID, status: 'PENDING', total: TOTAL });
    books.event('orders', `order#${ID}`, 1, 'order.created');
  },
  ProcessPayment(books: Books): void {
    books.fence('payments', 'ProcessPayment', 'APPLIED');
    books.put('payments', `payment#${ID}.ProcessPayment`, 'payment', { amount: TOTAL, status: 'CHARGED' });
    books.event('payments', `payment#${ID}.ProcessPayment`, 1, 'payment.processed');
  },
  ReserveInventory(books: Books): void {
    books.fence('inventory', 'ReserveInventory', 'APPLIED');
    const lines = [{ sku: 'book', quantity: 2 }];
    books.put('inventory', `reservation#${ID}.ReserveInventory`, 'reservation', { status: 'HELD', lines });
    books.put('inventory', 'stock#book', 'stock', { sku: 'book', available: SHELF - 2, reserved: 2 });
    books.event('inventory', `reservation#${ID}.ReserveInventory`, 1, 'inventory.reserved');
  },
  CompleteOrder(books: Books): void {
    books.fence('orders', 'CompleteOrder', 'APPLIED');
    books.put('orders', `order#${ID}`, 'order', { status: 'COMPLETED' });
    books.event('orders', `order#${ID}`, 2, 'order.completed');
  },
  OutOfStock(books: Books): void {
    books.fence('inventory', 'ReserveInventory', 'REJECTED');
    books.event('inventory', `reservation#${ID}.ReserveInventory`, 1, 'inventory.failed');
  },
  RefundPayment(books: Books): void {
    books.fence('payments', 'ProcessPayment', 'COMPENSATED');
    books.put('payments', `payment#${ID}.ProcessPayment`, 'payment', { status: 'REFUNDED' });
    books.put('payments', `payment#${ID}.ProcessPayment`, 'refund', { amount: TOTAL });
    books.event('payments', `payment#${ID}.ProcessPayment`, 2, 'payment.refunded');
  },
  CancelOrder(books: Books): void {
    books.fence('orders', 'CreateOrder', 'COMPENSATED');
    books.put('orders', `order#${ID}`, 'order', { status: 'CANCELLED' });
    books.event('orders', `order#${ID}`, 2, 'order.cancelled');
  },
} as const;

type Write = keyof typeof writes;
const COMPLETED: readonly Write[] = ['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder'];
const UNDONE: readonly Write[] = ['CreateOrder', 'ProcessPayment', 'OutOfStock', 'RefundPayment', 'CancelOrder'];

const known = <Outcome extends string>(outcome: Outcome) => ({ outcome, reason: null, at: epochMillis(9) });

export const aRecord = (state: LedgerState, changed: Partial<SagaRecord> = {}): SagaRecord => ({
  ...acceptedRecord({
    sagaId: sagaId(ID),
    saga: 'PlaceOrder',
    version: 1,
    style: 'orchestrated',
    executionArn: `arn:execution:${ID}`,
    inputHash: hashOf(ORDER),
    input: ORDER,
    at: epochMillis(1),
  }),
  state,
  endedAt: epochMillis(9),
  ...changed,
});

const done = (...steps: readonly string[]) => Object.fromEntries(steps.map((step) => [step, known('done')]));

/** `bend` does something to the books before they are looked at; `changed` replaces what is seen beside them. */
interface Bent {
  readonly bend?: (books: Books) => void;
  readonly changed?: Partial<Observed>;
}

export function aCompletedOrder({ bend, changed }: Bent = {}): Observed {
  const record = aRecord('COMPLETED', {
    steps: done('CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder'),
  });
  const books = kept(COMPLETED, bend);
  return {
    ...aRun(books, COMPLETED, record),
    executions: [anExecution(COMPLETED, 'SUCCEEDED')],
    reactions: {
      mails: [{ pk: `mail#${ID}`, sk: 'mail#1', about: ID }],
      sales: [{ pk: 'sales#1970-01-01', sk: 'sku#book', sku: 'book', quantity: 2 }],
    },
    ...changed,
  };
}

export function anUndoneOrder({ bend, changed }: Bent = {}): Observed {
  const record = aRecord('COMPENSATED', {
    steps: { ...done('CreateOrder', 'ProcessPayment'), ReserveInventory: known('refused') },
    compensations: { CreateOrder: known('undone'), ProcessPayment: known('undone') },
  });
  const books = kept(UNDONE, bend);
  const ran = ['CreateOrder', 'ProcessPayment', 'ReserveInventory', 'RefundPayment', 'CancelOrder'];
  return {
    ...aRun(books, ran, record),
    scenario: { ...scenario, ends: { order: { state: 'COMPENSATED', refused: 'ReserveInventory' } } },
    executions: [anExecution(ran, 'FAILED')],
    ...changed,
  };
}

function kept(done: readonly Write[], bend: Bent['bend'] = () => undefined): Books {
  const books = new Books();
  for (const write of done) writes[write](books);
  bend(books);
  return books;
}

function aRun(books: Books, ran: readonly string[], record: SagaRecord): Observed {
  const rows = Object.values(books.tables).flat();
  const body = { sagaId: ID, executionArn: `arn:execution:${ID}`, status: 'accepted' };
  return {
    scenario,
    schedule: [],
    names: (name) => name,
    answers: [{ requestId: 'order', payload: ORDER, kind: 'accepted', body, sending: 1 }],
    sagas: [record],
    tables: books.tables,
    reactions: { mails: [], sales: [] },
    streams: books.streams,
    executions: [],
    events: rows
      .filter(({ kind }) => kind === 'outbox')
      .map(({ id, type, payload }) => ({
        bus: 'events',
        id: String(id),
        type: String(type),
        time: epochMillis(5),
        detail: { id: String(id), type: String(type), sagaId: ID, data: payload ?? null },
      })),
    deliveries: [],
    deadLetters: [],
    logs: [`{"message":"succeeded","sagaId":"${ID}"}`],
    calls: ran.map(aCall),
    commits: 10,
    crashes: 0,
    sweeps: 1,
    isQuiet: true,
    millis: 10,
    stateHash: 'a',
    stateHashAgain: 'a',
  };
}

export const aCall = (name: string): CallSeen => ({
  at: { service: 'lambda', operation: 'Invoke', function: name, nth: 1 },
  time: epochMillis(3),
  input: { sagaId: ID, intent: 'act' },
  struck: false,
  outcome: { kind: 'answered', output: {} },
});

/** Each state is entered, its function tried once and left. */
export function anExecution(states: readonly string[], status: 'SUCCEEDED' | 'FAILED' | 'RUNNING'): ExecutionSeen {
  const details = states.flatMap((name): readonly JsonObject[] => [
    { type: 'TaskStateEntered', stateEnteredEventDetails: { name } },
    { type: 'LambdaFunctionScheduled' },
    { type: 'LambdaFunctionSucceeded' },
    { type: 'TaskStateExited', stateExitedEventDetails: { name } },
  ]);
  const end = { SUCCEEDED: 'ExecutionSucceeded', FAILED: 'ExecutionFailed', RUNNING: 'LambdaFunctionScheduled' };
  return {
    arn: `arn:execution:${ID}`,
    name: ID,
    machine: 'PlaceOrderSaga',
    status,
    input: JSON.stringify({ input: ORDER }),
    output: null,
    error: status === 'FAILED' ? 'SagaCompensated' : null,
    cause: null,
    startedAt: epochMillis(1),
    history: aHistory([{ type: 'ExecutionStarted' }, ...details, { type: end[status] }]),
  };
}

export const aHistory = (details: readonly JsonObject[]): readonly HistoryEvent[] =>
  details.map((detail, at) => ({ id: at + 1, previousEventId: at, timestamp: at, type: '', ...detail }));
