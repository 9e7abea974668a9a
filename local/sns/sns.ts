/** Amazon SNS: standard topics, whose queues and functions are delivered to; messages to people are kept, not sent. */
import type { JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Entropy } from '../entropy';
import type { Service } from '../service';
import type { Store } from '../store/store';
import { Deliveries, type Destinations, type Outcome } from './deliveries';
import { invalidAction } from './errors';
import type { Message } from './message';
import type { Model } from './operations/operation';
import { operations } from './operations/operations';
import { Publishing, type Unsent } from './publishing';
import { Topics } from './topics';

export type SnsNotice =
  | { readonly kind: 'published'; readonly message: Message }
  | { readonly kind: Outcome; readonly message: Message };
export type SnsListener = (notice: SnsNotice) => void;

export interface SnsOptions {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly region: string;
  readonly account: string;
  readonly destinations: Destinations;
}

export interface Sns extends Service {
  readonly name: 'sns';
  /** Takes up the deliveries that an earlier process left. */
  start(): void;
  /** Resolves when every delivery is kept. Throws `NotFoundException` without the topic. */
  publish(topicArn: string, subject: string, message: string): Promise<void>;
  /** What e-mail addresses, telephones and sites outside would have been sent, oldest first; in memory. */
  unsent(): readonly Unsent[];
  /** Tells of every publication and of the end of every delivery; answers how to stop. */
  subscribe(listener: SnsListener): () => void;
  /** Lets go of timers. What was not delivered stays in the store. */
  close(): void;
}

export function createSns({ store, clock, entropy, region, account, destinations }: SnsOptions): Sns {
  const listeners = new Set<SnsListener>();
  const notify: SnsListener = (notice) => {
    for (const listener of listeners) listener(notice);
  };
  const topics = new Topics(store);
  const ended = (message: Message, kind: Outcome) => notify({ kind, message });
  const deliveries = new Deliveries({ store, clock, topics, destinations, ended });
  const published = (message: Message) => notify({ kind: 'published', message });
  const publishing = new Publishing({ clock, entropy, topics, deliveries, published });
  const model: Model = { region, account, clock, entropy, topics, publishing };
  return {
    name: 'sns',
    call: (operation, input) => call(model, operation, input),
    start: () => deliveries.resume(),
    publish: async (TopicArn, Subject, Message) => void (await call(model, 'Publish', { TopicArn, Subject, Message })),
    unsent: () => publishing.unsent,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => deliveries.close(),
  };
}

async function call(model: Model, operation: string, input: JsonObject): Promise<JsonObject> {
  const run = operations.get(operation);
  if (run === undefined) throw invalidAction(`SNS's operation ${operation} is not modelled.`);
  return run(model, input);
}
