/**
 * Event patterns: compiled once, matched against many events.
 *
 * P1. All fields that a pattern names must match; one of the conditions listed for a field is enough.
 * P2. A field that lies in arrays matches when any of its values does.
 * P3. The values that match must not come from different elements of one array (aws/event-ruler, "JSON Array Matching").
 * P4. A pattern with `$or` is the list of its branches, each without `$or`; it matches when one of them does.
 */

import type { JsonObject } from '../../../lib/units';
import { invalidEventPattern } from '../errors';
import { type Branch, branchesOf } from './branches';
import { isTooComplex } from './complexity';
import { meets } from './condition';
import { type Field, type Fields, fieldsOf, type Membership, Names } from './fields';
import { InvalidPattern } from './invalid-pattern';
import { MalformedJson, type Place, parseLocated } from './located-json';

export interface Pattern {
  /** The dotted names of the fields it looks at. */
  readonly names: ReadonlySet<string>;
  /** The same, with what is on the way to them. */
  readonly asked: Names;
  readonly branches: readonly Branch[];
}

/** Throws `InvalidEventPatternException`. */
export function compile(source: string): Pattern {
  try {
    const branches = branchesOf(parseLocated(source));
    if (branches.some((branch) => branch.some(({ conditions }) => isTooComplex(conditions)))) {
      throw invalidEventPattern(TOO_COMPLEX);
    }
    const names = new Set(branches.flatMap((branch) => branch.map(({ name }) => name)));
    return { branches, names, asked: new Names(names) };
  } catch (error) {
    if (error instanceof InvalidPattern || error instanceof MalformedJson) {
      throw invalidEventPattern(`${error.message} at ${placeIn(source, error.at)}`);
    }
    throw error;
  }
}

const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

/** `fields` must hold every name that the pattern asks for. */
export function matches(pattern: Pattern, fields: Fields): boolean {
  return pattern.branches.some((branch) => matchesFrom(branch, 0, fields, NOWHERE));
}

/** For a single event and a single pattern. */
export function matchesEvent(pattern: Pattern, event: JsonObject): boolean {
  return matches(pattern, fieldsOf(event, pattern.asked));
}

const NOWHERE: Membership = new Map();
const NO_FIELDS: readonly Field[] = [];

/** Tries every value of each field in turn, since an early choice of array element may spoil a later field. */
function matchesFrom(branch: Branch, index: number, fields: Fields, chosen: Membership): boolean {
  const test = branch[index];
  if (test === undefined) return true;
  const values = fields.get(test.name) ?? NO_FIELDS;
  let present = false;
  for (const field of values) {
    const together = join(chosen, field.membership);
    if (together === undefined) continue;
    present = true;
    const met = test.conditions.some((condition) => meets(condition, field.value));
    if (!met) continue;
    const rest = matchesFrom(branch, index + 1, fields, together);
    // A choice that settles no array element leaves later fields as free as every other choice would.
    if (rest || together === chosen) return rest;
  }
  return !present && test.acceptsAbsence && matchesFrom(branch, index + 1, fields, chosen);
}

/** Both memberships together; undefined when they name different elements of one array (P3). */
function join(chosen: Membership, added: Membership): Membership | undefined {
  if (added.size === 0) return chosen;
  if (chosen.size === 0) return added;
  const joined = new Map(chosen);
  for (const [array, element] of added) {
    if ((joined.get(array) ?? element) !== element) return undefined;
    joined.set(array, element);
  }
  return joined.size === chosen.size ? chosen : joined;
}

const MAX_SOURCE_SHOWN = 500;

function placeIn(source: string, { line, column }: Place): string {
  const excess = source.length - MAX_SOURCE_SHOWN;
  const shown = excess > 0 ? `${source.slice(0, MAX_SOURCE_SHOWN)}"[truncated ${excess} chars]` : `${source}"`;
  return `[Source: (String)"${shown}; line: ${line}, column: ${column}]`;
}
