/** What an operation of the service works on. */
import type { JsonObject } from '../../../lib/units';
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import { requiredText } from '../members';
import type { Publishing } from '../publishing';
import type { Topic } from '../topic';
import type { Topics } from '../topics';

export interface Model {
  readonly region: string;
  readonly account: string;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly topics: Topics;
  readonly publishing: Publishing;
}

export type Operation = (model: Model, input: JsonObject) => JsonObject | Promise<JsonObject>;

export const topicOf = ({ topics }: Model, input: JsonObject): Topic => topics.get(requiredText(input, 'TopicArn'));
