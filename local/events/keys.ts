/** Where the service keeps what it has in the store. */
import { type Key, keyOf, within } from '../store/store';

const SERVICE = 'events';

export const busKey = (bus: string): Key => keyOf(SERVICE, 'bus', bus);
export const ruleKey = (bus: string, rule: string): Key => keyOf(SERVICE, 'rule', bus, rule);
export const targetKey = (bus: string, rule: string, id: string): Key => keyOf(SERVICE, 'target', bus, rule, id);
export const tagsKey = (arn: string): Key => keyOf(SERVICE, 'tags', arn);
/** In order of acceptance. */
export const deliveryKey = (sequence: number): Key => keyOf(SERVICE, 'delivery', ordered(sequence));
export const archiveKey = (archive: string): Key => keyOf(SERVICE, 'archive', archive);
export const archivedKey = (archive: string, sequence: number): Key =>
  keyOf(SERVICE, 'archived', archive, ordered(sequence));

export const ALL_BUSES = within(SERVICE, 'bus');
export const ALL_RULES = within(SERVICE, 'rule');
export const ALL_TARGETS = within(SERVICE, 'target');
export const ALL_TAGS = within(SERVICE, 'tags');
export const ALL_DELIVERIES = within(SERVICE, 'delivery');
export const ALL_ARCHIVES = within(SERVICE, 'archive');
export const allArchived = (archive: string) => within(SERVICE, 'archived', archive);

/** Digits that sort as the numbers do, up to the largest safe integer. */
const ordered = (sequence: number) => String(sequence).padStart(16, '0');

/** The number that an ordered key ends with. */
export const sequenceOf = (key: Key): number => Number(key.slice(-16));
