import { invalidParameter, streamNotFound } from '../errors';
import type { StoredEvent } from '../group';
import { groupNameOf, limitOf, optionalNumber, optionalText, requiredText } from '../members';
import type { Operation } from './operation';

const MAX_EVENTS = 10_000;
const TOKEN = /^([fb])\/(\d+)$/;

/** A token stands for an event's number; the same token comes back where there is nothing further. */
export const getLogEvents: Operation = ({ groups, clock }, input) => {
  const group = groups.get(groupNameOf(input));
  const stream = requiredText(input, 'logStreamName');
  if (!group.streams.has(stream)) throw streamNotFound();
  const [start, end] = [optionalNumber(input, 'startTime'), optionalNumber(input, 'endTime')];
  const events = group
    .read(clock.now())
    .filter((event) => event.stream === stream)
    .filter(({ timestamp }) => timestamp >= (start ?? 0) && timestamp < (end ?? Number.POSITIVE_INFINITY));
  const { from, to } = spanOf(
    events,
    limitOf(input, MAX_EVENTS),
    input.startFromHead === true,
    tokenOf(input.nextToken),
  );
  const shown = events.slice(from, to);
  const [first, last] = [shown[0]?.id ?? events[from]?.id, shown.at(-1)?.id ?? events[to - 1]?.id];
  return {
    events: shown.map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
    nextForwardToken: `f/${last ?? 0}`,
    nextBackwardToken: `b/${first ?? (last ?? 0) + 1}`,
  };

  function tokenOf(given: unknown) {
    if (given === undefined || given === null) return undefined;
    const found = TOKEN.exec(optionalText(input, 'nextToken') ?? '');
    if (found === null) throw invalidParameter('The specified nextToken is invalid.');
    return { isForward: found[1] === 'f', id: Number(found[2]) };
  }
};

interface Token {
  readonly isForward: boolean;
  readonly id: number;
}

/** The places of the first event shown and of the one after the last. */
function spanOf(events: readonly StoredEvent[], limit: number, fromHead: boolean, token: Token | undefined) {
  if (token === undefined) {
    return fromHead ? { from: 0, to: limit } : { from: Math.max(0, events.length - limit), to: events.length };
  }
  const place = events.findIndex(({ id }) => id === token.id);
  if (token.isForward) return { from: place + 1, to: place + 1 + limit };
  const to = place < 0 ? events.length : place;
  return { from: Math.max(0, to - limit), to };
}
