/** Where a message that nobody could take was on its way to, by what stands in it. */
import type { JsonObject } from '../../lib/units';
import type { StoredMessage } from '../../local/sqs/message';
import type { World } from '../../local/world';

export type Destination =
  /** It is called as it was: asynchronously, with the same event. */
  | { readonly kind: 'function'; readonly arn: string; readonly payload: string }
  | { readonly kind: 'queue'; readonly arn: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export function destinationOf(world: World, queueArn: string, message: StoredMessage): Destination {
  const { body, attributes, deadLetterSourceArn } = message;
  if (deadLetterSourceArn !== undefined) return { kind: 'queue', arn: deadLetterSourceArn };
  // EventBridge: "the dead-letter queue … TARGET_ARN", and the event as it was to be sent.
  const target = attributes.TARGET_ARN;
  if (target !== undefined && 'StringValue' in target) return targetOf(target.StringValue, body);
  const record = objectIn(body);
  // Lambda: "requestContext … requestPayload" of a destination for failures.
  const { requestPayload, requestContext, DynamoDBBatchInfo, DDBStreamBatchInfo } = record;
  const context = requestContext as JsonObject | undefined;
  if (requestPayload !== undefined && typeof context?.functionArn === 'string') {
    return { kind: 'function', arn: withoutQualifier(context.functionArn), payload: JSON.stringify(requestPayload) };
  }
  if (DDBStreamBatchInfo !== undefined || DynamoDBBatchInfo !== undefined) {
    return {
      kind: 'unknown',
      reason: 'it names records of a stream, not their content; what sweeps the outbox publishes them',
    };
  }
  const [fn, ...others] = world.services.lambda.functions().filter((each) => each.deadLetterQueueArn === queueArn);
  if (fn !== undefined && others.length === 0) return { kind: 'function', arn: fn.arn, payload: body };
  return { kind: 'unknown', reason: 'nothing in it says where it came from' };
}

function targetOf(arn: string, body: string): Destination {
  if (arn.includes(':function:')) return { kind: 'function', arn, payload: body };
  if (arn.startsWith('arn:aws:sqs:')) return { kind: 'queue', arn };
  return { kind: 'unknown', reason: `it was on its way to ${arn}, which is neither a function nor a queue` };
}

function objectIn(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

const withoutQualifier = (arn: string): string => arn.split(':').slice(0, 7).join(':');
