import { invalidParameterValue, resourceNotFound } from '../errors';
import { optionalText, requiredText } from '../members';
import type { StoredMessage } from '../message';
import type { Operation } from './operation';

/** Moves every visible message: to the destination, or each to the queue that it came from. */
export const startMessageMoveTask: Operation = async (model, input) => {
  const sourceArn = requiredText(input, 'SourceArn');
  const destinationArn = optionalText(input, 'DestinationArn');
  const source = model.queues.findByArn(sourceArn);
  if (source === undefined) {
    throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  }
  if (model.queues.sourcesOf(source).length === 0) {
    throw invalidParameterValue('Source queue must be configured as a Dead Letter Queue.');
  }
  const destination = destinationArn === undefined ? undefined : model.queues.findByArn(destinationArn);
  if (destinationArn !== undefined && destination === undefined) {
    throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
  }
  const now = model.clock.now();
  const moved = await model.messages.move(
    source,
    ({ deadLetterSourceArn }) => destination ?? model.queues.findByArn(deadLetterSourceArn ?? ''),
    (message): StoredMessage => ({
      ...message,
      id: model.entropy.uuid(),
      sentAt: now,
      visibleAt: now,
      receiveCount: 0,
      firstReceivedAt: undefined,
      lastReceivedAt: undefined,
      deadLetterSourceArn: undefined,
    }),
  );
  await model.moveTasks.add(source.name, { sourceArn, destinationArn, moved, startedAt: now });
  return { TaskHandle: Buffer.from(JSON.stringify({ taskId: model.entropy.uuid(), sourceArn })).toString('base64') };
};
