import { receiptHandleIsInvalid } from '../errors';
import { requiredText } from '../members';
import { parseHandle, type Receipt } from '../message';
import type { Queue } from '../queue';
import { entriesOf, runEach } from './batch';
import { type Model, type Operation, queueOf } from './operation';

export const deleteMessage: Operation = async (model, input) => {
  const queue = queueOf(model, input);
  await deleteByHandle(model, queue, requiredText(input, 'ReceiptHandle'));
  return {};
};

export const deleteMessageBatch: Operation = (model, input) => {
  const queue = queueOf(model, input);
  return runEach(entriesOf(input, 'DeleteMessageBatchRequestEntry'), async (entry) => {
    await deleteByHandle(model, queue, requiredText(entry, 'ReceiptHandle'));
    return {};
  });
};

/**
 * "If you don't provide the most recent receipt handle, the request succeeds, but the message might not be deleted": here
 * it never is. Deleting what is gone succeeds too.
 */
export async function deleteByHandle(model: Pick<Model, 'messages'>, queue: Queue, handle: string): Promise<void> {
  const found = model.messages.find(queue.name, receiptOf(handle));
  if (found.kind === 'current') await model.messages.finish(queue.name, found.queued);
}

export function receiptOf(handle: string): Receipt {
  const receipt = parseHandle(handle);
  if (receipt === undefined) throw receiptHandleIsInvalid(handle);
  return receipt;
}
