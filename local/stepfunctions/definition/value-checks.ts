/** What the value of a field must be. Each check answers what is wrong, at the field's own place. */
import type { QueryLanguage } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { parseTaskResource } from '../interpreter/task-resource';
import { isObject } from '../json';
import { isJsonata } from '../jsonata/expression';
import { compileFieldValue } from '../paths/compile-path';
import { isReferencePath } from '../paths/json-path';
import { parsePath } from '../paths/parse-path';
import { ExpressionError } from '../paths/scanner';
import { compileTemplate } from '../template';
import { parseTimestamp } from '../timestamp';
import { type Diagnostic, wrongSchema } from './diagnostic';

export interface Seen {
  /** The location of the field. */
  readonly at: string;
  /** The language of the state. */
  readonly language: QueryLanguage;
  readonly field: string;
}
export type ValueCheck = (value: Json, seen: Seen) => readonly Diagnostic[];

const must = (holds: (value: Json) => boolean, message: string): ValueCheck => {
  return (value, { at }) => (holds(value) ? [] : [wrongSchema(message, at)]);
};

export const anything: ValueCheck = () => [];
export const text = must((value) => typeof value === 'string', 'Expected value of type String');
export const flag = must((value) => typeof value === 'boolean', 'Expected value of type Boolean');
export const object = must(isObject, 'Expected value of type Object');
export const array = must(Array.isArray, 'Expected value of type Array');

export const oneOf = (...values: readonly string[]): ValueCheck =>
  must((value) => values.some((known) => known === value), `Value must be one of [${values.join(', ')}]`);

/** "99999999", the largest that the Developer Guide gives for seconds, attempts and counts. */
export const MAX_INTEGER = 99_999_999;

export const integer =
  (min: number, max = MAX_INTEGER): ValueCheck =>
  (value, { at }) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return [wrongSchema('Expected value of type Integer', at)];
    }
    if (value < min) return [wrongSchema(`Value is less than the minimum of ${min}`, at)];
    return value > max ? [wrongSchema(`Value is greater than the maximum of ${max}`, at)] : [];
  };

export const number =
  (min: number, max = Number.MAX_VALUE): ValueCheck =>
  (value, { at }) => {
    if (typeof value !== 'number') return [wrongSchema('Expected value of type Number', at)];
    if (value < min) return [wrongSchema(`Value is less than the minimum of ${min}`, at)];
    return value > max ? [wrongSchema(`Value is greater than the maximum of ${max}`, at)] : [];
  };

/** In JSONata, an expression in the value's place. */
export const orExpression =
  (check: ValueCheck): ValueCheck =>
  (value, seen) =>
    seen.language === 'JSONata' && typeof value === 'string' && isJsonata(value) ? [] : check(value, seen);

export const timestamp = must(
  (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
  'Value must be a valid ISO-8601 timestamp',
);

export const resource = must(
  (value) => typeof value === 'string' && parseTaskResource(value) !== undefined,
  'Value is not a valid resource ARN',
);

export const path = parses((value) => void parsePath(value), 'Value must be a valid JSONPath.');
export const nullablePath: ValueCheck = (value, seen) => (value === null ? [] : path(value, seen));

/** "ResultPath … MUST be a Reference Path, or null": it names one place, of the state's own input. */
export const resultPath: ValueCheck = (value, seen) => (value === null ? [] : placePath(value, seen));
const placePath = parses((value) => {
  const parsed = parsePath(value);
  if (!isReferencePath(parsed) || parsed.root !== 'input') throw new ExpressionError('not a reference path');
}, 'Value must be a valid Reference Path.');

export const pathOrIntrinsic = parses(
  (value) => void compileFieldValue(value, ''),
  'Value must be a valid JSONPath or a valid intrinsic function call',
);

function parses(parse: (value: string) => void, message: string): ValueCheck {
  return (value, { at }) => {
    if (typeof value !== 'string') return [wrongSchema('Expected value of type String', at)];
    return failureOf(() => parse(value)) === undefined ? [] : [wrongSchema(message, at)];
  };
}

/** JSONPath: every field that ends in `.$` holds a path or an intrinsic function. */
export const template: ValueCheck = (value, { at, field }) => {
  const failure = failureOf(() => void compileTemplate(value, field));
  return failure === undefined ? [] : [wrongSchema(failure.message, at)];
};

export const objectTemplate: ValueCheck = (value, seen) =>
  isObject(value) ? template(value, seen) : [wrongSchema('Expected value of type Object', seen.at)];

/** In JSONPath a template, in JSONata an object of expressions. "The name must be … up to 80 characters." */
export const assign: ValueCheck = (value, seen) => {
  const { at, language } = seen;
  if (!isObject(value)) return [wrongSchema('Expected value of type Object', at)];
  const names = Object.keys(value).map((name) => (language === 'JSONPath' ? name.replace(/\.\$$/, '') : name));
  const wrong = names.filter((name) => !isVariableName(name));
  if (wrong.length > 0) return wrong.map((name) => wrongSchema(`'${name}' is not a valid variable name`, at));
  return language === 'JSONPath' ? template(value, seen) : [];
};

const MAX_VARIABLE_NAME = 80;
/** Unicode's identifiers, but for the one that the language keeps for itself. */
const isVariableName = (name: string): boolean =>
  /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) &&
  Array.from(name).length <= MAX_VARIABLE_NAME &&
  name !== 'states';

export function failureOf(work: () => void): ExpressionError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

/** What a field may be in: both languages, or one. */
export interface Field {
  readonly only?: QueryLanguage;
  readonly check: ValueCheck;
}
export type Fields = { readonly [field: string]: Field };

export const inBoth = (check: ValueCheck): Field => ({ check });
export const inJsonPath = (check: ValueCheck): Field => ({ only: 'JSONPath', check });
export const inJsonata = (check: ValueCheck): Field => ({ only: 'JSONata', check });

/** Every field that is given: that it may be there, and what it holds. */
export function checkFields(
  given: JsonObject,
  fields: Fields,
  language: QueryLanguage,
  at: string,
): readonly Diagnostic[] {
  return Object.entries(given).flatMap(([field, value]) => {
    const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (known === undefined) return [wrongSchema(`Field '${field}' is not supported`, at)];
    if (known.only !== undefined && known.only !== language) return [wrongLanguage(field, known.only, language, at)];
    return known.check(value, { at: `${at}/${field}`, language, field });
  });
}

const wrongLanguage = (field: string, only: QueryLanguage, language: QueryLanguage, at: string): Diagnostic =>
  wrongSchema(
    `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${only}' QueryLanguage`,
    at,
  );

/** At most one of the fields. */
export const exclusive = (given: JsonObject, fields: readonly string[], at: string): readonly Diagnostic[] =>
  fields.filter((field) => given[field] !== undefined).length > 1
    ? [wrongSchema(`Only one of these fields is allowed: [${fields.join(', ')}]`, at)]
    : [];
