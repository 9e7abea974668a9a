/** Where the service keeps what it has in the store. */
import { type Key, keyOf, within } from '../store/store';

const SERVICE = 'sns';
const DIGITS = 16;

export const topicKey = (name: string): Key => keyOf(SERVICE, 'topic', name);
export const subscriptionKey = (arn: string): Key => keyOf(SERVICE, 'subscription', arn);
/** In order of acceptance. */
export const deliveryKey = (sequence: number): Key =>
  keyOf(SERVICE, 'delivery', String(sequence).padStart(DIGITS, '0'));

export const ALL_TOPICS = within(SERVICE, 'topic');
export const ALL_SUBSCRIPTIONS = within(SERVICE, 'subscription');
export const ALL_DELIVERIES = within(SERVICE, 'delivery');

export const sequenceOf = (key: Key): number => Number(key.slice(-DIGITS));
