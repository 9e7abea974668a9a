/** What holds of the tags of a table. Source: DynamoDB Developer Guide, "Tagging restrictions in DynamoDB". */
import { invalidParameter } from '../errors';
import type { Tag } from './table-record';

const MAX_TAGS = 50;
const RESERVED = /^aws:/i;

/** The tags afterwards: of a key that is there already the value is replaced. */
export function withTags(current: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const keys = new Set<string>();
  for (const { Key } of added) {
    if (RESERVED.test(Key)) throw invalidParameter(`Tag keys that begin with 'aws:' are reserved: ${Key}`);
    if (keys.has(Key)) throw invalidParameter(`Duplicate tag key: ${Key}`);
    keys.add(Key);
  }
  const tags = [...current.filter(({ Key }) => !keys.has(Key)), ...added];
  if (tags.length > MAX_TAGS) throw invalidParameter(`The number of tags exceeds the limit of ${MAX_TAGS}`);
  return tags;
}
