/** A service on a virtual clock that stands still until it is moved. */
import type { JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { CLIENT } from '../../../local/service';
import { createSqs, type Sqs } from '../../../local/sqs/sqs';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';

export const URL = 'http://localhost:4000/123456789012/orders';
export const ARN = 'arn:aws:sqs:eu-west-1:123456789012:orders';
export const DEAD_URL = 'http://localhost:4000/123456789012/dead';
export const DEAD_ARN = 'arn:aws:sqs:eu-west-1:123456789012:dead';

export interface Bench {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly sqs: Sqs;
  call(operation: string, input: JsonObject): Promise<JsonObject>;
}

export interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly Attributes?: JsonObject;
  readonly MessageAttributes?: JsonObject;
}

interface BenchOptions {
  readonly store?: Store;
  readonly clock?: VirtualClock;
  readonly seed?: number;
}

export function aBench(options: BenchOptions = {}): Bench {
  const { store = new MemoryStore(), clock = new VirtualClock(undefined, 'hold'), seed = 1 } = options;
  const sqs = createSqs({
    store,
    clock,
    entropy: seededEntropy(seed),
    region: 'eu-west-1',
    account: '123456789012',
    host: () => 'localhost:4000',
  });
  return { clock, store, sqs, call: (operation, input) => sqs.call(operation, input, CLIENT) };
}

export async function aQueue(attributes: JsonObject = {}): Promise<Bench> {
  const bench = aBench();
  await bench.call('CreateQueue', { QueueName: 'orders', Attributes: attributes });
  return bench;
}

/** A queue whose messages go to the queue `dead` once they have been received `maxReceiveCount` times. */
export async function aQueueWithDeadLetters(maxReceiveCount: number): Promise<Bench> {
  const bench = aBench();
  await bench.call('CreateQueue', { QueueName: 'dead' });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DEAD_ARN, maxReceiveCount });
  await bench.call('CreateQueue', { QueueName: 'orders', Attributes: { RedrivePolicy } });
  return bench;
}

export const send = (bench: Bench, MessageBody: string, more: JsonObject = {}) =>
  bench.call('SendMessage', { QueueUrl: URL, MessageBody, ...more });

export async function receive(bench: Bench, more: JsonObject = {}): Promise<readonly Message[]> {
  const { Messages } = await bench.call('ReceiveMessage', { QueueUrl: URL, MaxNumberOfMessages: 10, ...more });
  return (Messages ?? []) as unknown as readonly Message[];
}

export const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
