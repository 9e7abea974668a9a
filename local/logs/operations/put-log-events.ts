import type { JsonObject } from '../../../lib/units';
import { invalidParameter, streamNotFound } from '../errors';
import type { LogEvent } from '../group';
import { isObject, requiredText } from '../members';
import type { Operation } from './operation';

const MAX_EVENTS = 10_000;
/** "The maximum batch size is 1,048,576 bytes … the sum of all event messages in UTF-8, plus 26 bytes for each". */
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_BYTES = 26;
const HOUR_MILLIS = 3_600_000;
const MAX_FUTURE_MILLIS = 2 * HOUR_MILLIS;
const MAX_AGE_MILLIS = 14 * 24 * HOUR_MILLIS;

export const putLogEvents: Operation = (model, input) => {
  const groupName = requiredText(input, 'logGroupName');
  const streamName = requiredText(input, 'logStreamName');
  const group = model.groups.get(groupName);
  if (!group.streams.has(streamName)) throw streamNotFound();
  const events = eventsOf(input);
  const now = model.clock.now();
  const tooOld = events.filter(({ timestamp }) => timestamp < now - MAX_AGE_MILLIS).length;
  const tooNew = events.findIndex(({ timestamp }) => timestamp > now + MAX_FUTURE_MILLIS);
  const end = tooNew < 0 ? events.length : tooNew;
  model.ingest(groupName, streamName, events.slice(tooOld, end), now);
  const rejected: JsonObject = {
    ...(tooNew < 0 ? {} : { tooNewLogEventStartIndex: tooNew }),
    ...(tooOld === 0 ? {} : { tooOldLogEventEndIndex: tooOld }),
  };
  return {
    nextSequenceToken: '1',
    ...(Object.keys(rejected).length === 0 ? {} : { rejectedLogEventsInfo: rejected }),
  };
};

function eventsOf(input: JsonObject): readonly LogEvent[] {
  const given = Array.isArray(input.logEvents) ? input.logEvents : [];
  if (given.length === 0 || given.length > MAX_EVENTS) {
    throw invalidParameter(`logEvents must have between 1 and ${MAX_EVENTS} elements`);
  }
  const events = given.map((event): LogEvent => {
    if (isObject(event) && typeof event.timestamp === 'number' && typeof event.message === 'string') {
      return { timestamp: event.timestamp, message: event.message };
    }
    throw invalidParameter('each of logEvents must have a timestamp and a message');
  });
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  }
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_BYTES, 0);
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  }
  return events;
}
