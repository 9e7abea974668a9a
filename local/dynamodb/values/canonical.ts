/**
 * Attribute values as they may be stored: checked, and numbers in canonical text. What is canonical already is not
 * copied: a request is not changed once it is called, as nothing of the store is (store.ts, S4).
 */
import { invalidParameter, validationError } from '../errors';
import type { AttributeValue, Item, Members } from './attribute-value';
import { type NumberFault, parseNumber } from './decimal';

/** Source: DynamoDB Developer Guide, "Quotas": attributes can be nested 32 levels deep. */
const MAX_NESTING = 32;
const TOO_NESTED = 'Nesting Levels have exceeded supported limits';

/** The fault's own words, without the frame that each operation puts around them. */
export class ValueFault extends Error {
  override readonly name = 'ValueFault';
  constructor(
    message: string,
    /** Whether the message stands behind "One or more parameter values were invalid: ". */
    readonly framed: boolean,
  ) {
    super(message);
  }
}

/** Throws the ValidationException that the operations answer for a value in an item or key. */
export function canonicalItem(item: Item): Item {
  // Source: DynamoDB Developer Guide, "Naming rules": attribute names are at least one character long.
  if (Object.hasOwn(item, '')) throw invalidParameter('Attribute name must not be empty');
  try {
    return canonicalMap(item, 0);
  } catch (fault) {
    throw fault instanceof ValueFault ? asValidationError(fault) : fault;
  }
}

/** As `canonicalItem`, for a single value; `frame` wraps the message, with what `name` says of the value. */
export function canonicalValue(
  value: AttributeValue,
  frame: (message: string, name: string) => string = (message) => message,
  name = '',
): AttributeValue {
  try {
    return canonicalOf(value, 0);
  } catch (fault) {
    if (fault instanceof ValueFault) throw validationError(frame(asValidationError(fault).message, name));
    throw fault;
  }
}

const asValidationError = (fault: ValueFault) =>
  fault.framed ? invalidParameter(fault.message) : validationError(fault.message);

function canonicalMap(item: Item, depth: number): Item {
  let changed: { [name: string]: AttributeValue } | undefined;
  for (const name of Object.keys(item)) {
    const value = item[name];
    const canonical = value === undefined || value === null ? undefined : canonicalOf(value, depth);
    if (canonical === value) continue;
    changed ??= { ...item };
    if (canonical === undefined) delete changed[name];
    else changed[name] = canonical;
  }
  return changed ?? item;
}

function canonicalOf(value: AttributeValue, depth: number): AttributeValue {
  let count = 0;
  for (const _member in value) count++;
  const single = count === 1 ? canonicalSingle(value, depth) : undefined;
  return single ?? canonicalOnly(Object.keys(value), value, depth);
}

/** A value of one member, of one of the commonest types. */
function canonicalSingle(value: AttributeValue, depth: number): AttributeValue | undefined {
  const { S, N, M, L, BOOL }: Members = value;
  if (typeof S === 'string' || typeof BOOL === 'boolean') return value;
  if (typeof N === 'string') {
    const number = canonicalNumber(N);
    return number === N ? value : { N: number };
  }
  if (M !== undefined && M !== null) {
    const map = canonicalMap(M, deeper(depth));
    return map === M ? value : { M: map };
  }
  if (L !== undefined && L !== null) {
    const list = canonicalList(L, deeper(depth));
    return list === L ? value : { L: list };
  }
  return undefined;
}

function canonicalList(list: readonly AttributeValue[], depth: number): readonly AttributeValue[] {
  const canonical = list.map((element) => canonicalOf(element, depth));
  return canonical.every((element, at) => element === list[at]) ? list : canonical;
}

/** A value with more or fewer members than one, of which all but one may be null. */
function canonicalOnly(members: readonly string[], value: AttributeValue, depth: number): AttributeValue {
  let found: AttributeValue | undefined;
  let types = 0;
  for (const type of members) {
    const read = canonicalMember(type, value, depth);
    if (read === undefined) continue;
    found = read;
    types++;
  }
  if (found === undefined) {
    throw new ValueFault(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
      false,
    );
  }
  if (types > 1) {
    throw new ValueFault(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      false,
    );
  }
  return found;
}

function canonicalMember(type: string, value: AttributeValue, depth: number): AttributeValue | undefined {
  // A union narrows by `in`; `type` keeps the members of a malformed value apart.
  if (type === 'S' && 'S' in value && value.S !== null) return { S: value.S };
  if (type === 'N' && 'N' in value && value.N !== null) return { N: canonicalNumber(value.N) };
  if (type === 'B' && 'B' in value && value.B !== null) return { B: value.B };
  // Flags may have come as words, which the reader has looked at.
  if (type === 'BOOL' && 'BOOL' in value && value.BOOL !== null) return { BOOL: isSet(value.BOOL) };
  if (type === 'NULL' && 'NULL' in value && value.NULL !== null) return nullValue(isSet(value.NULL));
  if (type === 'SS' && 'SS' in value && value.SS !== null) return { SS: stringSet(value.SS) };
  if (type === 'NS' && 'NS' in value && value.NS !== null) return { NS: numberSet(value.NS) };
  if (type === 'BS' && 'BS' in value && value.BS !== null) return { BS: binarySet(value.BS) };
  if (type === 'L' && 'L' in value && value.L !== null) {
    return { L: canonicalList(value.L, deeper(depth)) };
  }
  if (type === 'M' && 'M' in value && value.M !== null) return { M: canonicalMap(value.M, deeper(depth)) };
  return undefined;
}

function deeper(depth: number): number {
  if (depth >= MAX_NESTING) throw new ValueFault(TOO_NESTED, false);
  return depth + 1;
}

/** Throws where a value that is put `depth` levels deep reaches deeper than it may. */
export function checkNesting(value: AttributeValue, depth: number): void {
  if (!('L' in value) && !('M' in value)) return;
  if (depth > MAX_NESTING) throw validationError(TOO_NESTED);
  for (const inner of 'L' in value ? value.L : Object.values(value.M)) checkNesting(inner, depth + 1);
}

const isSet = (flag: boolean | string): boolean => (typeof flag === 'string' ? /^(true|yes|1)$/i.test(flag) : flag);

function nullValue(value: boolean): AttributeValue {
  if (value) return { NULL: true };
  throw new ValueFault('Null attribute value types must have the value of true', true);
}

// The double space and the article are the service's.
function stringSet(set: readonly string[]): readonly string[] {
  if (set.length === 0) throw new ValueFault('An string set  may not be empty', true);
  if (hasDuplicates(set)) throw new ValueFault(`Input collection [${set.join(', ')}] contains duplicates.`, true);
  return [...set];
}

function numberSet(set: readonly string[]): readonly string[] {
  if (set.length === 0) throw new ValueFault('An number set  may not be empty', true);
  const numbers = set.map(canonicalNumber);
  if (hasDuplicates(numbers)) throw new ValueFault('Input collection contains duplicates', false);
  return numbers;
}

function binarySet(set: readonly string[]): readonly string[] {
  if (set.length === 0) throw new ValueFault('Binary sets should not be empty', true);
  if (hasDuplicates(set)) {
    throw new ValueFault(`Input collection [${set.join(', ')}]of type BS contains duplicates.`, true);
  }
  return [...set];
}

const hasDuplicates = (set: readonly string[]) => new Set(set).size !== set.length;

function canonicalNumber(text: string): string {
  const parsed = parseNumber(text);
  if (parsed.kind === 'number') return parsed.text;
  throw new ValueFault(numberFault(parsed.kind, text), false);
}

export function numberFault(kind: NumberFault['kind'], text: string): string {
  const faults: { readonly [K in NumberFault['kind']]: string } = {
    malformed: `The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`,
    overflow: 'Number overflow. Attempting to store a number with magnitude larger than supported range',
    underflow: 'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    tooPrecise: 'Attempting to store more than 38 significant digits in a Number',
  };
  return faults[kind];
}
