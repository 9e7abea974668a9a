/**
 * Which messages a subscription wants. Source: SNS Developer Guide, "Amazon SNS subscription filter policies": the
 * operators are those of event patterns; what they look at are the message's attributes, or its body.
 */
import type { Json, JsonObject } from '../../lib/units';
import { compile, matchesEvent } from '../events/pattern/pattern';
import { AwsError } from '../service';
import { invalidParameter } from './errors';
import { isObject, parseJson } from './members';
import type { Subscription } from './topic';

/** `attributes` as they were published. */
export type FilterPolicy = (message: string, attributes: JsonObject) => boolean;

/** Undefined lets everything through. */
export function filterPolicyOf({ attributes }: Pick<Subscription, 'attributes'>): FilterPolicy | undefined {
  const { FilterPolicy: text = '', FilterPolicyScope: scope = 'MessageAttributes' } = attributes;
  if (scope !== 'MessageAttributes' && scope !== 'MessageBody') {
    throw invalidParameter(
      `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  if (text === '' || text === '{}') return undefined;
  const pattern = compiled(text);
  return (message, published) => {
    const subject = scope === 'MessageBody' ? parseJson(message) : valuesOf(published);
    return isObject(subject) && matchesEvent(pattern, subject);
  };
}

function compiled(text: string) {
  try {
    return compile(text);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(`FilterPolicy: ${error.message.replace('Event pattern is not valid. Reason: ', '')}`);
  }
}

/** Each attribute's value by its type; binary ones are not looked at. */
function valuesOf(attributes: JsonObject): JsonObject {
  const values: [string, Json][] = [];
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!isObject(attribute) || typeof attribute.StringValue !== 'string') continue;
    const text = attribute.StringValue;
    const type = String(attribute.DataType);
    if (type.startsWith('Number')) values.push([name, Number(text)]);
    else values.push([name, type === 'String.Array' ? (parseJson(text) ?? text) : text]);
  }
  return Object.fromEntries(values);
}
