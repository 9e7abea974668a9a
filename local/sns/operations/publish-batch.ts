import type { JsonObject } from '../../../lib/units';
import { AwsError, QueryCompatibleError } from '../../service';
import {
  batchEntryIdsNotDistinct,
  batchRequestTooLong,
  emptyBatchRequest,
  invalidBatchEntryId,
  tooManyEntriesInBatchRequest,
} from '../errors';
import { isObject, objects } from '../members';
import { MAX_MESSAGE_BYTES, sizeOf } from '../message';
import { type Operation, topicOf } from './operation';

const MAX_ENTRIES = 10;

/** An entry that is refused does not hold up the others. */
export const publishBatch: Operation = async (model, input) => {
  const topic = topicOf(model, input);
  const Successful: JsonObject[] = [];
  const Failed: JsonObject[] = [];
  for (const entry of entriesOf(input)) {
    try {
      const message = model.publishing.messageOf(topic, entry);
      await model.publishing.publish(message);
      Successful.push({ Id: entry.Id ?? '', MessageId: message.id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error instanceof QueryCompatibleError ? error.queryError.split(';')[0] : error.code;
      Failed.push({ Id: entry.Id ?? '', Code: Code ?? '', Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
};

function entriesOf(input: JsonObject): readonly JsonObject[] {
  const entries = objects(input, 'PublishBatchRequestEntries');
  if (entries.length === 0) throw emptyBatchRequest("The batch request doesn't contain any entries.");
  if (entries.length > MAX_ENTRIES) {
    throw tooManyEntriesInBatchRequest('The batch request contains more entries than permissible (more than 10).');
  }
  const ids = entries.map(({ Id }) => String(Id ?? ''));
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw invalidBatchEntryId("The Id of a batch entry in a batch request doesn't abide by the specification.");
  }
  if (new Set(ids).size < ids.length) {
    throw batchEntryIdsNotDistinct('Two or more batch entries in the request have the same Id.');
  }
  const bytes = entries.reduce((sum, entry) => {
    const attributes = isObject(entry.MessageAttributes) ? entry.MessageAttributes : {};
    return sum + sizeOf(String(entry.Message ?? ''), attributes);
  }, 0);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw batchRequestTooLong('The length of all the batch messages put together is more than the limit.');
  }
  return entries;
}
