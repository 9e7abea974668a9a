/**
 * Where the service keeps what it has in the store.
 *
 * A message lies under its number in its queue; a second key, ordered by when the message is or becomes visible, leads
 * to it. So receiving and the end of a visibility timeout are walks from the front of that order.
 */
import { type Key, keyOf, type Range, within } from '../store/store';

const SERVICE = 'sqs';

export const queueKey = (queue: string): Key => keyOf(SERVICE, 'queue', queue);
export const messageKey = (queue: string, sequence: number): Key => keyOf(SERVICE, 'message', queue, ordered(sequence));
export const visibilityKey = (queue: string, visibleAt: number, sequence: number): Key =>
  keyOf(SERVICE, 'visible', queue, ordered(visibleAt), ordered(sequence));
export const moveTaskKey = (queue: string, startedAt: number): Key => keyOf(SERVICE, 'move', queue, ordered(startedAt));

export const ALL_QUEUES = within(SERVICE, 'queue');
export const messagesIn = (queue: string): Range => within(SERVICE, 'message', queue);
export const moveTasksOf = (queue: string): Range => within(SERVICE, 'move', queue);

/** Every message of a queue by visibility. */
export const byVisibility = (queue: string): Range => within(SERVICE, 'visible', queue);
/** Those visible at `now`, the one that has been so for longest first. */
export const visibleBy = (queue: string, now: number): Range => ({
  from: byVisibility(queue).from,
  to: keyOf(SERVICE, 'visible', queue, ordered(now + 1)),
});
/** Those not visible at `now`, the next one first. */
export const invisibleAt = (queue: string, now: number): Range => ({
  from: keyOf(SERVICE, 'visible', queue, ordered(now + 1)),
  to: byVisibility(queue).to,
});

const DIGITS = 16;
/** Digits that sort as the numbers do, up to the largest safe integer. */
const ordered = (number: number) => String(number).padStart(DIGITS, '0');

/** The number that a message's or a visibility's key ends with. */
export const sequenceOf = (key: Key): number => Number(key.slice(-DIGITS));
/** The time in a visibility's key. */
export const visibleAtOf = (key: Key): number => Number(key.slice(-2 * DIGITS - 1, -DIGITS - 1));
