import { batchRequestTooLong } from '../errors';
import type { StoredMessage } from '../message';
import { outgoingMessage, sizeOf } from '../outgoing';
import { entriesOf, runEach } from './batch';
import { type Operation, queueOf, senderOf } from './operation';
import { sentAnswer } from './send-message';

/** "The total size of all messages that you send in a single SendMessageBatch call". */
const MAX_BATCH_BYTES = 1_048_576;

export const sendMessageBatch: Operation = async (model, input, caller) => {
  const queue = queueOf(model, input);
  const entries = entriesOf(input, 'SendMessageBatchRequestEntry');
  const accepted: StoredMessage[] = [];
  const answer = await runEach(entries, (entry) => {
    const message = outgoingMessage(queue, entry, senderOf(model, caller));
    accepted.push(message);
    return sentAnswer(message);
  });
  const bytes = accepted.reduce((sum, message) => sum + sizeOf(message), 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw batchRequestTooLong(
      `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  }
  await model.messages.add(queue.name, accepted);
  return answer;
};
