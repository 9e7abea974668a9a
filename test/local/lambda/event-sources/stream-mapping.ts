/** A mapping of a stream to a function, and functions that fail in the ways that the tests want. */
import type { JsonObject } from '../../../../lib/units';
import { AwsError } from '../../../../local/service';
import { keyOf, Sources, type StreamEventRecord } from './fixture';

export const SECOND = 1_000;
export const DAY = 24 * 60 * 60 * SECOND;
export const THROTTLED = new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);

export const open: Sources[] = [];
afterEach(() => {
  for (const sources of open.splice(0)) sources.close();
});

/** Maps the stream of a new table `Orders` to the function. */
export async function aMapping(settings: JsonObject = {}, world = new Sources()) {
  open.push(world);
  const streamArn = await world.createTable();
  const mapping = await world.call('CreateEventSourceMapping', {
    EventSourceArn: streamArn,
    FunctionName: 'relay',
    StartingPosition: 'TRIM_HORIZON',
    ...settings,
  });
  return Object.assign(world, { streamArn, uuid: String(mapping.UUID) });
}

export const failAll = () => {
  throw new Error('no');
};
/** Throws on the first record of one of these items. */
export const poisonedBy =
  (...keys: readonly string[]) =>
  (records: readonly StreamEventRecord[]) => {
    if (records.some((record) => keys.includes(keyOf(record)))) throw new Error('poison');
    return null;
  };
