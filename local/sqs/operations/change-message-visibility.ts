import { epochMillis, type JsonObject } from '../../../lib/units';
import { invalidParameterValue, messageNotInflight, missingParameter, outOfRange } from '../errors';
import { optionalInteger, requiredText } from '../members';
import type { Queue } from '../queue';
import { entriesOf, runEach } from './batch';
import { receiptOf } from './delete-message';
import { type Model, type Operation, queueOf } from './operation';

const MAX_TIMEOUT_SECONDS = 43_200;
const TIMEOUT = { min: 0, max: MAX_TIMEOUT_SECONDS, reason: `Must be between 0 and ${MAX_TIMEOUT_SECONDS}.` };

export const changeMessageVisibility: Operation = async (model, input) => {
  await change(model, queueOf(model, input), input);
  return {};
};

export const changeMessageVisibilityBatch: Operation = (model, input) => {
  const queue = queueOf(model, input);
  return runEach(entriesOf(input, 'ChangeMessageVisibilityBatchRequestEntry'), async (entry) => {
    await change(model, queue, entry);
    return {};
  });
};

async function change(model: Model, queue: Queue, input: JsonObject): Promise<void> {
  const handle = requiredText(input, 'ReceiptHandle');
  const seconds = optionalInteger(input, 'VisibilityTimeout', TIMEOUT);
  if (seconds === undefined) throw missingParameter('VisibilityTimeout');
  await changeByHandle(model, queue, handle, seconds);
}

export async function changeByHandle(
  model: Pick<Model, 'clock' | 'messages'>,
  queue: Queue,
  handle: string,
  seconds: number,
): Promise<void> {
  const found = model.messages.find(queue.name, receiptOf(handle));
  if (found.kind !== 'current') {
    throw outOfRange(
      handle,
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    );
  }
  const now = model.clock.now();
  const { message } = found.queued;
  if (message.visibleAt <= now) throw messageNotInflight();
  const visibleAt = epochMillis(now + seconds * 1_000);
  // "12 hours from the time that you first receive the message": of the receipt that the handle belongs to.
  if (visibleAt - (message.lastReceivedAt ?? now) > MAX_TIMEOUT_SECONDS * 1_000) {
    throw invalidParameterValue(
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${MAX_TIMEOUT_SECONDS} seconds].`,
    );
  }
  await model.messages.setVisibleAt(queue.name, found.queued, visibleAt);
}
