/**
 * What one field may be held to, and whether a value meets it.
 * Source: EventBridge user guide, "Comparison operators for use in event patterns"; aws/event-ruler, README.
 */
import { assertNever } from '../../../lib/units';
import { type Address, addressOf, type Cidr } from './cidr';
import { matchesWildcard, type Wildcard } from './wildcard';

export type Leaf = string | number | boolean | null;
/** Texts are in lower case where case is ignored. */
export type TextCondition =
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: 'equalsIgnoreCase'; readonly text: string }
  | Extract<Wildcard, { kind: 'pieces' }>;

export type Condition =
  | TextCondition
  | { readonly kind: 'exactly'; readonly value: Leaf; readonly address: Address | undefined }
  /** Bounds and values as `comparable` gives them, here and below. */
  | { readonly kind: 'numeric'; readonly lower: Bound | undefined; readonly upper: Bound | undefined }
  | { readonly kind: 'anythingBut'; readonly values: ReadonlySet<Leaf | undefined> }
  | { readonly kind: 'noneOf'; readonly conditions: readonly TextCondition[] }
  | { readonly kind: 'cidr'; readonly range: Extract<Cidr, { kind: 'range' }> }
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' };

export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** "Numeric matching is limited to values between -5.0e9 and +5.0e9 inclusive, with ... six digits to the right". */
const MAX_NUMBER = 5e9;
const DIGITS = 1e6;

/** A number at the precision that patterns compare with; undefined outside their limits. */
export function comparable(value: Leaf): number | undefined {
  if (typeof value !== 'number' || !(Math.abs(value) <= MAX_NUMBER)) return undefined;
  return Math.round(value * DIGITS);
}

/** Whether `value`, which the event has, meets `condition`. */
export function meets(condition: Condition, value: Leaf): boolean {
  switch (condition.kind) {
    case 'exactly':
      return equals(condition, value);
    case 'present':
      return true;
    case 'absent':
      return false;
    case 'numeric':
      return isWithin(condition.lower, condition.upper, comparable(value));
    case 'anythingBut':
      return !condition.values.has(typeof value === 'number' ? comparable(value) : value);
    case 'noneOf':
      return typeof value !== 'string' || !condition.conditions.some((inner) => meetsText(inner, value));
    case 'cidr':
      return typeof value === 'string' && isInRange(condition.range, addressOf(value));
    default:
      return typeof value === 'string' && meetsText(condition, value);
  }
}

function meetsText(condition: TextCondition, value: string): boolean {
  switch (condition.kind) {
    case 'equalsIgnoreCase':
      return value.toLowerCase() === condition.text;
    case 'prefix':
      return (condition.ignoreCase ? value.toLowerCase() : value).startsWith(condition.text);
    case 'suffix':
      return (condition.ignoreCase ? value.toLowerCase() : value).endsWith(condition.text);
    case 'pieces':
      return matchesWildcard(condition.pieces, value);
    default:
      return assertNever(condition);
  }
}

function equals(condition: Extract<Condition, { kind: 'exactly' }>, value: Leaf): boolean {
  if (condition.value === value) return true;
  if (typeof value === 'number') {
    const number = comparable(value);
    return number !== undefined && number === comparable(condition.value);
  }
  if (condition.address === undefined || typeof value !== 'string') return false;
  const address = addressOf(value);
  return address?.bits === condition.address.bits && address.value === condition.address.value;
}

function isWithin(lower: Bound | undefined, upper: Bound | undefined, value: number | undefined): boolean {
  if (value === undefined) return false;
  if (lower !== undefined && (value < lower.value || (value === lower.value && !lower.inclusive))) return false;
  return upper === undefined || value < upper.value || (value === upper.value && upper.inclusive);
}

function isInRange(range: Extract<Cidr, { kind: 'range' }>, address: Address | undefined): boolean {
  return address?.bits === range.bits && address.value >= range.lowest && address.value <= range.highest;
}
