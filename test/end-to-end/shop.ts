/** The deployed choreographed stack and the hybrid one on a clock that skips every wait, and what to ask of them. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { booksOf } from '../../demo/books';
import { startOrderApp } from '../../demo/local-app';
import { dynamoDbLedger } from '../../lib/aws/dynamodb-ledger';
import type { OrderRequest } from '../../lib/order/order';
import type { SagaLedger, SagaRecord } from '../../lib/saga/ledger';
import { sagaId } from '../../lib/saga/rule';
import { epochMillis, type JsonObject } from '../../lib/units';
import { VirtualClock } from '../../local/clock';
import type { Local, LocalOptions } from '../../local/start';

export interface Shops {
  readonly local: Local;
  readonly choreographed: Shop;
  readonly conducted: Shop;
}

/** @param options with a clock that holds, time passes only as it is told to, and schedules run as it passes */
export async function openShops(options: Partial<Pick<LocalOptions, 'clock' | 'port'>> = {}): Promise<Shops> {
  const { local, stack, choreography } = await startOrderApp('dev', { clock: 'virtual', seed: 1, ...options });
  return { local, choreographed: new Shop(local, choreography), conducted: new Shop(local, stack) };
}

/** How many pieces of each article the shelves of `stock` hold. */
export const OPENING = 100;
const PRICE = 15_00;

type Row = { readonly [attribute: string]: unknown };
export const SERVICES = ['Orders', 'Payments', 'Inventory'] as const;
export type ServiceName = (typeof SERVICES)[number];
type TableName = ServiceName | 'Mails' | 'Sales';

export class Shop {
  /** What the bus took, in that order. */
  private readonly taken: JsonObject[] = [];

  constructor(
    readonly local: Local,
    readonly stack: string,
  ) {
    this.events.subscribe((notice) => {
      if (notice.kind === 'accepted' && notice.bus === this.bus) this.taken.push(notice.event.detail);
    });
  }

  get bus(): string {
    return this.output('EventBusName');
  }

  get events() {
    return this.local.world.services.events;
  }

  output(name: string): string {
    return this.local.outputs[this.stack]?.[name] ?? '';
  }

  table(name: TableName): string {
    return this.output(`${name}TableName`);
  }

  /** The ARN of the one resource whose logical id, without CDK's hash, ends so. */
  arn(logicalIdEnd: string): string {
    const ends = new RegExp(`${logicalIdEnd}[0-9A-F]{8}$`);
    const [found, ...others] = this.local.world.resources.filter(
      ({ stack, logicalId, arn }) => stack === this.stack && arn !== '' && ends.test(logicalId),
    );
    if (found?.arn === undefined || others.length > 0) throw new Error(`'${logicalIdEnd}' names no one resource`);
    return found.arn;
  }

  functionArn = (name: string): string => this.arn(`${name}Function`);
  relayOf = (service: ServiceName): string => this.functionArn(`${service}OutboxRelayOutbox`);

  /** Of the queue whose URL is an output. */
  queueArn(name: string): string {
    const [account, queue] = this.output(`${name}QueueUrl`).split('/').slice(-2);
    return `arn:aws:sqs:${this.local.world.region}:${account}:${queue}`;
  }

  /** Every message of a queue, parsed. */
  messages(queue: string): readonly JsonObject[] {
    return this.bodies(queue).map((body): JsonObject => JSON.parse(body));
  }

  /** The envelopes in a queue of events that a function failed at. */
  missed(queue: string): readonly JsonObject[] {
    return this.bodies(queue).map((body) => {
      const { requestPayload } = JSON.parse(body) as { readonly requestPayload: { readonly detail: JsonObject } };
      return requestPayload.detail;
    });
  }

  private bodies(queue: string): readonly string[] {
    return this.local.world.services.sqs.messagesOf(this.arn(`${queue}Queue`)).map(({ body }) => body);
  }

  /** What the ledger knows of a saga. */
  async record(orderId: string): Promise<SagaRecord> {
    const found = await this.ledger.find(sagaId(orderId));
    if (found === undefined) throw new Error(`the ledger knows no saga '${orderId}'`);
    return found;
  }

  get ledger(): SagaLedger {
    const backoff = { wait: async () => undefined, fraction: () => 0 };
    return dynamoDbLedger(this.local.clients.documents, this.output('SagasTableName'), backoff);
  }

  async stock(sku: string): Promise<void> {
    const Item = { pk: `stock#${sku}`, sk: 'stock', sku, available: OPENING, reserved: 0 };
    await this.local.clients.documents.send(new PutCommand({ TableName: this.table('Inventory'), Item }));
  }

  /** Through the door. The article of an order is its own, so that its stock and its sales can be counted. */
  async place(orderId: string, quantity = 1): Promise<OrderRequest> {
    await this.stock(`sku-${orderId}`);
    const order = anOrder(orderId, quantity);
    const FunctionName = this.output('PlaceOrderFunctionName');
    const reply = await this.local.clients.lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(order) }),
    );
    if (reply.FunctionError !== undefined) throw new Error(new TextDecoder().decode(reply.Payload));
    return order;
  }

  /** What became of an order, everywhere. */
  async found(order: OrderRequest) {
    const tables = {
      orders: this.table('Orders'),
      payments: this.table('Payments'),
      inventory: this.table('Inventory'),
    };
    const { total: _, stock, ...books } = await booksOf(this.local.clients.documents, tables, order);
    const sku = order.lines[0]?.sku;
    const sales = await this.local.items(this.table('Sales'));
    const mails = await this.local.items(this.table('Mails'));
    return {
      ...books,
      reserved: stock[0]?.reserved,
      mails: mails.filter(({ about }) => about === order.orderId).length,
      sold: sales.filter((sale) => sale.sku === sku).reduce((sum, { quantity }) => sum + Number(quantity), 0),
    };
  }

  /** The events of an order as the bus took them, each as often as it came. */
  told({ orderId }: OrderRequest): readonly JsonObject[] {
    return this.taken.filter(({ sagaId }) => sagaId === orderId);
  }

  /** The outbox rows of all services; of one order, if it is given. */
  async outbox(order?: OrderRequest): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const service of SERVICES) rows.push(...(await this.local.items(this.table(service))));
    return rows.filter(({ kind, sagaId }) => kind === 'outbox' && (order === undefined || sagaId === order.orderId));
  }

  /** Lets so much of the model's time go by. */
  pass(millis: number): Promise<void> {
    const { clock } = this.local;
    return new Promise((resolve) => void clock.at(epochMillis(clock.now() + millis), resolve));
  }

  /** Lets so much time go by on a clock that holds, with everything that falls due in it. */
  advance(millis: number): Promise<void> {
    const { clock } = this.local;
    if (!(clock instanceof VirtualClock)) throw new Error('only virtual time can be advanced');
    return clock.advance(millis);
  }

  /** Runs every service's sweeper as its schedule would a little more than a minute from now, and what follows from it. */
  async sweep(): Promise<void> {
    await this.pass(61_000);
    for (const service of SERVICES) {
      await this.events.runSchedule(this.arn(`${service}OutboxEveryMinute`).split('/').at(-1) ?? '');
    }
    await this.local.idle();
  }
}

export function anOrder(orderId: string, quantity = 1): OrderRequest {
  return {
    orderId,
    customerId: 'customer-1',
    currency: 'EUR',
    lines: [{ sku: `sku-${orderId}`, quantity, unitPrice: PRICE }],
  };
}

export const applied = (quantity = 1) => ({
  order: 'COMPLETED',
  payment: 'CHARGED',
  reservation: 'HELD',
  reserved: quantity,
  mails: 1,
  sold: quantity,
});

export const UNTOUCHED = { payment: 'none', reservation: 'none', reserved: 0, mails: 0, sold: 0 };
