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
  const token = tokenOf(optionalText(input, 'nextToken'));
  const { from, to } = spanOf(events, limitOf(input, MAX_EVENTS), input.startFromHead === true, token);
  const shown = events.slice(from, to);
  const edge = token?.id ?? 0;
  return {
    events: shown.map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
    nextForwardToken: `f/${shown.at(-1)?.id ?? (token?.isForward === false ? edge - 1 : edge)}`,
    nextBackwardToken: `b/${shown[0]?.id ?? (token?.isForward === false ? edge : edge + 1)}`,
  };
};

function tokenOf(text: string | undefined): Token | undefined {
  if (text === undefined) return undefined;
  const found = TOKEN.exec(text);
  if (found === null) throw invalidParameter('The specified nextToken is invalid.');
  return { isForward: found[1] === 'f', id: Number(found[2]) };
}

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
