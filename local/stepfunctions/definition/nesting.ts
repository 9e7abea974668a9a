/** How deep a definition is nested: what is read state by state, and below it field by field, must come to an end. */
import type { Json } from '../../../lib/units';

/**
 * Objects and lists inside one another. AWS names a code for too deep a nesting and no number; a machine of ten Parallel
 * states inside one another, each with a deep template, takes a hundred.
 */
export const MAX_NESTING = 300;

/** Without recursion: the value may be of any depth. */
export function isTooDeep(value: Json): boolean {
  let level: readonly Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_NESTING) return true;
    level = level.flatMap((item): readonly Json[] =>
      Array.isArray(item) ? item : typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}
