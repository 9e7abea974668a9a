/** What an operation of the service works on. */
import type { JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import type { Caller } from '../../service';
import { requiredText } from '../members';
import type { Messages } from '../messages';
import type { MoveTasks } from '../move-tasks';
import type { Sender } from '../outgoing';
import type { Queue } from '../queue';
import type { Queues } from '../queues';
import type { Receiving } from '../receiving';

export interface Model {
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly account: string;
  readonly queues: Queues;
  readonly messages: Messages;
  readonly receiving: Receiving;
  readonly moveTasks: MoveTasks;
  /** When each queue was last purged. */
  readonly purges: Map<string, number>;
  urlOf(queueName: string): string;
  arnOf(queueName: string): string;
}

export type Operation = (model: Model, input: JsonObject, caller: Caller) => JsonObject | Promise<JsonObject>;

export const queueOf = (model: Model, input: JsonObject): Queue => model.queues.at(requiredText(input, 'QueueUrl'));

export const senderOf = (model: Model, caller: Caller): Sender => ({
  messageId: model.entropy.uuid(),
  senderId: caller.kind === 'client' ? model.account : `AROAMODEL:${caller.name}`,
  now: model.clock.now(),
});
