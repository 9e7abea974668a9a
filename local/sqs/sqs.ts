/** Amazon SQS: standard queues, kept in the store. */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import { type Caller, CLIENT, type Service } from '../service';
import type { Store } from '../store/store';
import { Availability, type AvailabilityListener } from './availability';
import type { QueueDepth, SqsCounter } from './counter';
import { invalidAction } from './errors';
import type { QueuedMessage, ReceivedMessage, StoredMessage } from './message';
import { Messages } from './messages';
import { MoveTasks } from './move-tasks';
import { changeByHandle } from './operations/change-message-visibility';
import { deleteByHandle } from './operations/delete-message';
import { type Model, senderOf } from './operations/operation';
import { operations } from './operations/operations';
import { outgoingMessage } from './outgoing';
import { Queues } from './queues';
import { type ReceiveOptions, Receiving, shownMessage } from './receiving';

export interface SqsOptions {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly region: string;
  readonly account: string;
  /** The host of queue URLs, with its port. @default 'localhost' */
  readonly host?: () => string;
  /** @default nobody counts */
  readonly count?: SqsCounter;
}

export interface SendOptions {
  /** Taken and not heeded: queues are standard ones. */
  readonly messageGroupId?: string;
  readonly attributes?: { readonly [name: string]: string };
}

export interface Sqs extends Service {
  readonly name: 'sqs';
  queueUrl(queueArn: string): string;
  /** Each of these throws `QueueDoesNotExist` for an unknown queue. */
  send(queueArn: string, body: string, options?: SendOptions): Promise<void>;
  /** Without a long poll unless `options` asks for one; never more than `max`, which may exceed 10. */
  receive(queueArn: string, max: number, options?: Omit<ReceiveOptions, 'max'>): Promise<readonly ReceivedMessage[]>;
  deleteMessage(queueArn: string, receiptHandle: string): Promise<void>;
  changeVisibility(queueArn: string, receiptHandle: string, seconds: number): Promise<void>;
  /** Every message of a queue, visible or not, oldest first. */
  messagesOf(queueArn: string): readonly StoredMessage[];
  /** How full each queue is. */
  depths(): readonly QueueDepth[];
  /** Calls `listener` whenever there may be a message to receive, and soon if there is one. Answers how to stop. */
  subscribe(queueArn: string, listener: AvailabilityListener): () => void;
  /** Ends long polls and lets go of timers. */
  close(): void;
}

export function createSqs(options: SqsOptions): Sqs {
  const { store, clock, entropy, region, account } = options;
  const host = options.host ?? (() => 'localhost');
  const queues = new Queues(store);
  const changed = (queueName: string) => availability.changed(queueName);
  const count: SqsCounter = options.count ?? (() => undefined);
  const messages: Messages = new Messages(store, clock, queues, changed, count);
  const availability: Availability = new Availability(clock, messages);
  const receiving = new Receiving(clock, messages, availability);
  const model: Model = {
    clock,
    entropy,
    account,
    queues,
    messages,
    receiving,
    moveTasks: new MoveTasks(store),
    purges: new Map(),
    urlOf: (queueName) => `http://${host()}/${account}/${queueName}`,
    arnOf: (queueName) => `arn:aws:sqs:${region}:${account}:${queueName}`,
  };
  return {
    name: 'sqs',
    call: (operation, input, caller) => call(model, operation, input, caller),
    queueUrl: (queueArn) => model.urlOf(queues.withArn(queueArn).name),
    send: (queueArn, body, sending) => send(model, queueArn, body, sending),
    receive: async (queueArn, max, receive) => {
      const received = await receiving.receive(queues.withArn(queueArn), { waitSeconds: 0, ...receive, max });
      return received.map((queued: QueuedMessage) => shownMessage(queued));
    },
    deleteMessage: async (queueArn, handle) => deleteByHandle(model, queues.withArn(queueArn), handle),
    changeVisibility: async (queueArn, handle, seconds) =>
      changeByHandle(model, queues.withArn(queueArn), handle, seconds),
    messagesOf: (queueArn) => Array.from(messages.all(queues.withArn(queueArn).name), ({ message }) => message),
    depths: () => queues.all().map((queue) => ({ queueName: queue.name, ...messages.depthOf(queue) })),
    subscribe: (queueArn, listener) => availability.subscribe(queues.withArn(queueArn), listener),
    close: () => {
      receiving.close();
      availability.close();
    },
  };
}

async function call(model: Model, operation: string, input: JsonObject, caller: Caller): Promise<JsonObject> {
  const run = operations.get(operation);
  if (run === undefined) throw invalidAction(operation);
  return run(model, input, caller);
}

async function send(
  model: Model,
  queueArn: string,
  body: string,
  { attributes = {} }: SendOptions = {},
): Promise<void> {
  const queue = model.queues.withArn(queueArn);
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  const message = outgoingMessage(queue, { MessageBody: body, MessageAttributes }, senderOf(model, CLIENT));
  await model.messages.add(queue.name, [message]);
}
