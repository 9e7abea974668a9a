import { invalidParameter } from '../errors';
import { candidateOf, filterPatternOf } from '../filter-pattern';
import { groupNameOf, optionalNumber, optionalText, texts } from '../members';
import { pageOf } from '../page';
import type { Operation } from './operation';

const MAX_EVENTS = 10_000;

/** The events of all streams, or of some, by their time. */
export const filterLogEvents: Operation = ({ groups, clock }, input) => {
  const group = groups.get(groupNameOf(input));
  const names = texts(input, 'logStreamNames');
  const prefix = optionalText(input, 'logStreamNamePrefix');
  if (names.length > 0 && prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix cannot be given together.');
  }
  const matches = filterPatternOf(optionalText(input, 'filterPattern') ?? '');
  const [start, end] = [optionalNumber(input, 'startTime'), optionalNumber(input, 'endTime')];
  const found = group
    .read(clock.now())
    .filter(({ timestamp }) => timestamp >= (start ?? 0) && timestamp <= (end ?? Number.POSITIVE_INFINITY))
    .filter(({ stream }) => (names.length === 0 || names.includes(stream)) && stream.startsWith(prefix ?? ''))
    .filter(({ message }) => matches(candidateOf(message)));
  const { items, next } = pageOf(found, ({ id }) => String(id), input, MAX_EVENTS);
  return {
    events: items.map(({ id, stream, timestamp, message, ingestedAt }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime: ingestedAt,
      eventId: String(id).padStart(56, '0'),
    })),
    searchedLogStreams: [],
    ...next,
  };
};
