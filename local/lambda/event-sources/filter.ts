/** `FilterCriteria`: event patterns of which one must match. Source: Lambda Developer Guide, "Lambda event filtering". */
import type { JsonObject } from '../../../lib/units';
import { compile, matchesEvent } from '../../events/pattern/pattern';

export type Filter = (record: JsonObject) => boolean;

/** Undefined lets everything through. Throws what the pattern compiler throws. */
export function filterOf(patterns: readonly string[]): Filter | undefined {
  if (patterns.length === 0) return undefined;
  const compiled = patterns.map(compile);
  return (record) => compiled.some((pattern) => matchesEvent(pattern, record));
}
