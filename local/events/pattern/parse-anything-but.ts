/** `anything-but`: values, or one of the text operators with one text or several. */
import type { Condition, TextCondition } from './condition';
import { refuse } from './invalid-pattern';
import type { LocatedJson, LocatedObject, Place } from './located-json';
import { onlyField, refuseMoreFields, TOO_MANY_ELEMENTS, wildcardOf } from './operands';
import { bounded } from './parse-numeric';

const NOT_A_VALUE = 'Value of anything-but must be an array or single string/number value.';
const NOT_IN_A_LIST = 'Inside anything but list, start|null|boolean is not supported.';
const MIXED = 'Inside anything but list, either all values are number or string, mixed type is not supported';
const NULL_AFFIX = 'Null prefix/suffix not allowed';

export function parseAnythingBut(value: LocatedJson): Condition {
  switch (value.kind) {
    case 'object':
      return parseNoneOf(value);
    case 'array':
      return parseList(value.items, value.end);
    case 'literal':
      return refuse(NOT_A_VALUE, value.at);
    default:
      return { kind: 'anythingBut', values: new Set([plainValue(value)]) };
  }
}

function parseList(items: readonly LocatedJson[], end: Place): Condition {
  const values = items.map(plainValue);
  const kinds = new Set(items.map((item) => item.kind));
  if (kinds.size !== 1) return refuse(MIXED, end);
  return { kind: 'anythingBut', values: new Set(values) };
}

function plainValue(json: LocatedJson): string | number {
  if (json.kind === 'string') return json.value;
  return json.kind === 'number' ? bounded(json.value, json.at) : refuse(NOT_IN_A_LIST, json.at);
}

interface Operator {
  readonly notText: string;
  readonly condition: (text: string, at: Place) => TextCondition;
}

const AFFIX_NOT_TEXT = 'prefix/suffix match pattern must be a string';
const affix =
  (kind: 'prefix' | 'suffix') =>
  (text: string, at: Place): TextCondition =>
    text === '' ? refuse(NULL_AFFIX, at) : { kind, text, ignoreCase: false };

const operators: { readonly [name: string]: Operator } = {
  prefix: { notText: AFFIX_NOT_TEXT, condition: affix('prefix') },
  suffix: { notText: AFFIX_NOT_TEXT, condition: affix('suffix') },
  'equals-ignore-case': {
    notText: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    condition: (text) => ({ kind: 'equalsIgnoreCase', text: text.toLowerCase() }),
  },
  wildcard: { notText: 'wildcard match pattern must be a string', condition: wildcardOf },
};

function parseNoneOf(object: LocatedObject): Condition {
  const { name, value } = onlyField(object, 'Anything-But expression name not found');
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator === undefined) return refuse(`Unsupported anything-but pattern: ${name}`, value.at);
  if (value.kind === 'object' || value.kind === 'literal') return refuse(NOT_A_VALUE, value.at);
  const texts = value.kind === 'array' ? value.items : [value];
  const conditions = texts.map((text) =>
    text.kind === 'string' ? operator.condition(text.value, text.at) : refuse(operator.notText, text.at),
  );
  refuseMoreFields(object, TOO_MANY_ELEMENTS);
  return { kind: 'noneOf', conditions };
}
