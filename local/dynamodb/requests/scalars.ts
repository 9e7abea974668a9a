/** Shapes of strings, numbers, booleans, lists and maps, with the constraints of the service's model. */
import type { Json } from '../../../lib/units';
import { serializationError } from '../errors';
import { constraint, objectOf, type Shape } from './shape';

interface Length {
  readonly min?: number;
  readonly max?: number;
}

export function text(rules: Length & { readonly pattern?: string } = {}): Shape<string> {
  const pattern = rules.pattern === undefined ? undefined : new RegExp(`^${rules.pattern}$`);
  return {
    read(value, at, faults) {
      const read = stringOf(value);
      if (pattern !== undefined && !pattern.test(read)) {
        faults.push(constraint(read, at, `Member must satisfy regular expression pattern: ${rules.pattern}`));
      }
      checkLength(read.length, rules, read, at, faults);
      return read;
    },
  };
}

export function oneOf<const V extends readonly string[]>(...values: V): Shape<V[number]> {
  return {
    read(value, at, faults) {
      const read = stringOf(value);
      if (!values.includes(read)) {
        faults.push(constraint(read, at, `Member must satisfy enum value set: [${values.join(', ')}]`));
      }
      return read;
    },
  };
}

export function integer(rules: Length = {}, kind: 'Integer' | 'Long' = 'Integer'): Shape<number> {
  return {
    read(value, at, faults) {
      if (typeof value !== 'number') throw notConvertible(value, kind);
      const read = Math.trunc(value);
      if (rules.min !== undefined && read < rules.min) {
        faults.push(constraint(read, at, `Member must have value greater than or equal to ${rules.min}`));
      }
      if (rules.max !== undefined && read > rules.max) {
        faults.push(constraint(read, at, `Member must have value less than or equal to ${rules.max}`));
      }
      return read;
    },
  };
}

/** A time in epoch seconds, with or without a fraction. */
export const seconds: Shape<number> = {
  read(value) {
    if (typeof value !== 'number') throw notConvertible(value, 'Date');
    return value;
  },
};

export const flag: Shape<boolean> = { read: flagOf };

const FLAGS: { readonly [word: string]: boolean | undefined } = {
  ...{ TRUE: true, YES: true, 1: true },
  ...{ FALSE: false, NO: false, 0: false },
};

/** The reader takes some words for flags. */
export function flagOf(value: Json): boolean {
  const read = typeof value === 'string' ? FLAGS[value.toUpperCase()] : value;
  if (typeof read !== 'boolean') throw notConvertible(value, 'Boolean');
  return read;
}

/** `shownAs`: the Java class of the elements, which messages show with an identity hash instead of their content. */
export function list<T>(element: Shape<T>, rules: Length & { readonly shownAs?: string } = {}): Shape<readonly T[]> {
  const { shownAs } = rules;
  return {
    reads: 'collection',
    read(value, at, faults) {
      const elements = arrayOf(value);
      if (shownAs === undefined) checkLength(elements.length, rules, value, at, faults);
      else if (isOutside(elements.length, rules)) {
        const shown = elements.map((_each, index) => javaObject(shownAs, index));
        checkLength(elements.length, rules, shown, at, faults);
      }
      return elements.map((each, index) => readElement(element, each, `${at}.${index + 1}.member`, faults));
    },
  };
}

/** A Java object as its `toString` shows it; the identity hash means nothing. */
export const javaObject = (className: string, at: number): string => `${className}@${(0x10000000 + at).toString(16)}`;

interface MapRules extends Length {
  /** What is wrong with a key, if anything: then the whole map is complained of, as `shown`. */
  readonly keys?: { fault(key: string): string | undefined; shown(value: Json): string };
}

export function map<T>(element: Shape<T>, kind: string, rules: MapRules = {}): Shape<{ readonly [key: string]: T }> {
  return {
    reads: 'collection',
    read(value, at, faults) {
      const entries = Object.entries(objectOf(value, `java.util.Map<java.lang.String, ${kind}>`));
      checkLength(entries.length, rules, value, at, faults);
      const fault = rules.keys && entries.map(([key]) => rules.keys?.fault(key)).find((each) => each !== undefined);
      if (fault !== undefined && rules.keys !== undefined) {
        const shown = entries.map(([key, each]) => `${key}=${rules.keys?.shown(each)}`);
        faults.push(constraint(`{${shown.join(', ')}}`, at, fault));
      }
      const read: { [key: string]: T } = {};
      for (const [key, each] of entries) read[key] = readElement(element, each, `${at}.${key}.member`, faults);
      return read;
    },
  };
}

/** A collection in a collection has a type that the service's reader knows only at run time, and stumbles over. */
const NO_COLLECTION =
  "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')";

function readElement<T>(element: Shape<T>, value: Json, at: string, faults: string[]): T {
  if (element.reads === 'collection' && typeof value !== 'object') throw serializationError(NO_COLLECTION);
  return element.read(value, at, faults);
}

const isOutside = (length: number, { min = 0, max = length }: Length) => length < min || length > max;

function checkLength(length: number, { min, max }: Length, value: Json, at: string, faults: string[]): void {
  if (min !== undefined && length < min) {
    faults.push(constraint(value, at, `Member must have length greater than or equal to ${min}`));
  }
  if (max !== undefined && length > max) {
    faults.push(constraint(value, at, `Member must have length less than or equal to ${max}`));
  }
}

export function stringOf(value: Json): string {
  if (typeof value !== 'string') throw notConvertible(value, 'String');
  return value;
}

export function arrayOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw serializationError(
    typeof value === 'object' ? 'Start of structure or map found where not expected' : 'Unexpected field type',
  );
}

/** What the JSON reader of the service says of a value of the wrong type. */
export function notConvertible(value: Json, kind: string) {
  if (typeof value === 'boolean') {
    return serializationError(`${value ? 'TRUE_VALUE' : 'FALSE_VALUE'} cannot be converted to ${kind}`);
  }
  if (typeof value === 'number') {
    const token = Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
    return serializationError(`${token} cannot be converted to ${kind}`);
  }
  if (typeof value === 'string') {
    return serializationError(
      kind === 'Boolean' ? 'Unexpected token received from parser' : `STRING_VALUE cannot be converted to ${kind}`,
    );
  }
  if (Array.isArray(value)) return serializationError(`Unrecognized collection type class java.lang.${kind}`);
  return serializationError('Start of structure or map found where not expected');
}
