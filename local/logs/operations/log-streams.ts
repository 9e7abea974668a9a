/** CreateLogStream, DeleteLogStream and DescribeLogStreams. */
import { alreadyExists, invalidParameter, streamNotFound } from '../errors';
import type { LogStream } from '../group';
import { groupNameOf, optionalText, requiredText } from '../members';
import { pageOf } from '../page';
import type { Operation } from './operation';

const NAME = /^[^:*]{1,512}$/;
const PAGE = 50;

export const createLogStream: Operation = ({ groups, clock }, input) => {
  const group = groups.get(requiredText(input, 'logGroupName'));
  const name = requiredText(input, 'logStreamName');
  if (!NAME.test(name)) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
    );
  }
  if (group.streams.has(name)) throw alreadyExists('stream');
  group.openStream(name, clock.now());
  return {};
};

export const deleteLogStream: Operation = ({ groups }, input) => {
  const group = groups.get(requiredText(input, 'logGroupName'));
  const name = requiredText(input, 'logStreamName');
  if (!group.streams.has(name)) throw streamNotFound();
  group.deleteStream(name);
  return {};
};

export const describeLogStreams: Operation = ({ groups }, input) => {
  const group = groups.get(groupNameOf(input));
  const prefix = optionalText(input, 'logStreamNamePrefix') ?? '';
  const byTime = input.orderBy === 'LastEventTime';
  if (byTime && prefix !== '') {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const order = (a: LogStream, b: LogStream) =>
    byTime ? (a.lastEventAt ?? 0) - (b.lastEventAt ?? 0) : a.name < b.name ? -1 : 1;
  const found = [...group.streams.values()].filter(({ name }) => name.startsWith(prefix)).sort(order);
  const { items, next } = pageOf(input.descending === true ? found.reverse() : found, ({ name }) => name, input, PAGE);
  return {
    logStreams: items.map(({ name, createdAt, firstEventAt, lastEventAt, lastIngestedAt }) => ({
      logStreamName: name,
      creationTime: createdAt,
      ...(firstEventAt === undefined ? {} : { firstEventTimestamp: firstEventAt }),
      ...(lastEventAt === undefined ? {} : { lastEventTimestamp: lastEventAt }),
      ...(lastIngestedAt === undefined ? {} : { lastIngestionTime: lastIngestedAt }),
      uploadSequenceToken: '1',
      arn: `${group.settings.arn}:log-stream:${name}`,
      storedBytes: 0,
    })),
    ...next,
  };
};
