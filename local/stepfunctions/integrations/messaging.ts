/**
 * Developer Guide, "Send messages to an Amazon SQS queue", "Publish messages to an Amazon SNS topic" and "Send custom
 * events with EventBridge" with Step Functions.
 */
import type { Json, JsonObject } from '../../../lib/units';
import { isObject, textOf } from '../json';
import { sortedFields } from './http-metadata';
import type { Surroundings } from './integration';
import { asText, optimized, withoutNulls } from './optimized';
import { secondsOf } from './sdk-shapes';

const asTextIn =
  (member: string) =>
  (parameters: JsonObject): JsonObject => {
    const value = parameters[member];
    return value === undefined ? parameters : { ...parameters, [member]: asText(value) };
  };

export const sqs = {
  sendMessage: optimized({ service: 'sqs', operation: 'SendMessage', request: asTextIn('MessageBody') }),
};

export const sns = {
  publish: optimized({ service: 'sns', operation: 'Publish', request: asTextIn('Message') }),
};

export const events = {
  putEvents: optimized({
    service: 'events',
    operation: 'PutEvents',
    request: ({ Entries, ...others }, around) => ({
      ...others,
      ...(Array.isArray(Entries) ? { Entries: Entries.map((entry: Json) => eventEntry(entry, around)) } : {}),
    }),
    failureOf: (answer) =>
      answer.FailedEntryCount === 0
        ? undefined
        : { error: 'EventBridge.FailedEntry', cause: textOf(sortedFields(answer)) },
  }),
};

/** "The execution ARN and the state machine ARN are automatically appended to the Resources field of each entry." */
function eventEntry(entry: Json, { execution }: Surroundings): Json {
  if (!isObject(entry)) return entry;
  const { Detail, Resources, Time, ...others } = withoutNulls(entry);
  return {
    ...others,
    ...(Detail === undefined ? {} : { Detail: asText(Detail) }),
    ...(Time === undefined ? {} : { Time: secondsOf(Time) }),
    Resources: [...(Array.isArray(Resources) ? Resources : []), execution.executionArn, execution.stateMachineArn],
  };
}
