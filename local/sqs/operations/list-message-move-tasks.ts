import { resourceNotFound } from '../errors';
import { optionalInteger, requiredText } from '../members';
import type { Operation } from './operation';

const MAX_RESULTS = { min: 1, max: 10, reason: 'Must be between 1 and 10, if provided.' };

export const listMessageMoveTasks: Operation = (model, input) => {
  const source = model.queues.findByArn(requiredText(input, 'SourceArn'));
  const max = optionalInteger(input, 'MaxResults', MAX_RESULTS) ?? 1;
  if (source === undefined) {
    throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  }
  return {
    Results: model.moveTasks.of(source.name, max).map(({ sourceArn, destinationArn, moved, startedAt }) => ({
      Status: 'COMPLETED',
      SourceArn: sourceArn,
      ...(destinationArn === undefined ? {} : { DestinationArn: destinationArn }),
      ApproximateNumberOfMessagesMoved: moved,
      ApproximateNumberOfMessagesToMove: moved,
      StartedTimestamp: startedAt,
    })),
  };
};
