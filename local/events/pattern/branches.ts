/** A pattern as alternatives, each a list of fields and the conditions of which one must hold. */
import type { Condition } from './condition';
import { InvalidPattern, refuse } from './invalid-pattern';
import type { LocatedField, LocatedJson, LocatedObject, Place } from './located-json';
import { parseCondition } from './parse-condition';

export interface FieldTest {
  /** The dotted name. */
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly acceptsAbsence: boolean;
}

/** In order of name: whether a field is absent is asked with the array elements that earlier names have settled. */
export type Branch = readonly FieldTest[];

/** User guide, "Using complex filtering with $or": the number of combinations that one pattern may come to. */
const MAX_BRANCHES = 1000;

type Draft = ReadonlyMap<string, readonly Condition[]>;

export function branchesOf(root: LocatedJson): readonly Branch[] {
  if (root.kind !== 'object') return refuse('Filter is not an object', root.at);
  return draftsOf(root).map((draft) =>
    [...draft]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, conditions]) => ({
        name,
        conditions,
        acceptsAbsence: conditions.some(({ kind }) => kind === 'absent'),
      })),
  );
}

/**
 * "Otherwise, Ruler just treats the "$or" as normal field name" (README, "The $or Primitive"): what cannot be read with
 * `$or` is read once more without, and it is the second reading that is refused.
 */
function draftsOf(root: LocatedObject): readonly Draft[] {
  try {
    return objectDrafts([new Map()], '', root, 'outside');
  } catch (error) {
    if (!(error instanceof InvalidPattern) || error instanceof TooManyBranches) throw error;
    return objectDrafts([new Map()], '', root, 'ignored');
  }
}

/** Where `$or` stands for alternatives, and where operators' names are kept from fields. */
type OrMode = 'outside' | 'inside' | 'ignored';

function objectDrafts(drafts: readonly Draft[], prefix: string, object: LocatedObject, mode: OrMode): readonly Draft[] {
  if (object.fields.length === 0) return refuse('Empty objects are not allowed', object.end);
  return object.fields.reduce((sofar, field) => fieldDrafts(sofar, prefix, field, mode), drafts);
}

function fieldDrafts(drafts: readonly Draft[], prefix: string, { name, value }: LocatedField, mode: OrMode) {
  if (name === '$or' && mode !== 'ignored') return orDrafts(drafts, prefix, value);
  if (mode === 'inside' && RESERVED.has(name)) {
    return refuse(`${name} is Ruler reserved fieldName which cannot be used inside $or.`, value.at);
  }
  const path = prefix + name;
  if (value.kind === 'object') return objectDrafts(drafts, `${path}.`, value, mode);
  if (value.kind !== 'array') return refuse(`"${name}" must be an object or an array`, value.at);
  const conditions = value.items.map(parseCondition);
  if (conditions.length === 0) return refuse('Empty arrays are not allowed', value.end);
  return drafts.map((draft) => new Map(draft).set(path, conditions));
}

function orDrafts(drafts: readonly Draft[], prefix: string, value: LocatedJson): readonly Draft[] {
  if (value.kind !== 'array') return refuse('It must be an Array followed with $or.', value.at);
  const alternatives = value.items.flatMap((item) => {
    if (item.kind !== 'object') return refuse('Only JSON object is allowed in array of $or relationship.', item.at);
    const added = objectDrafts(drafts, prefix, item, 'inside');
    if (added.length * value.items.length > MAX_BRANCHES) throw new TooManyBranches(value.end);
    return added;
  });
  if (value.items.length < 2) return refuse('There must have at least 2 Objects in $or relationship.', value.end);
  return alternatives;
}

class TooManyBranches extends InvalidPattern {
  constructor(at: Place) {
    super(`A pattern with $or may have at most ${MAX_BRANCHES} combinations of fields`, at);
  }
}

const RESERVED: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  'html',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);
