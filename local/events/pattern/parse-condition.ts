/** Reads one member of a pattern's list, with the refusals of aws/event-ruler in its words and its order of checks. */
import { addressOf, cidrOf } from './cidr';
import type { Condition, TextCondition } from './condition';
import { refuse } from './invalid-pattern';
import type { LocatedJson, LocatedObject } from './located-json';
import { ONLY_ONE_KEY, onlyField, refuseMoreFields, TOO_MANY_ELEMENTS, text, wildcardOf } from './operands';
import { parseAnythingBut } from './parse-anything-but';
import { parseNumeric } from './parse-numeric';

export function parseCondition(json: LocatedJson): Condition {
  switch (json.kind) {
    case 'object':
      return parseMatchExpression(json);
    case 'array':
      return refuse('Match value must be String, number, true, false, or null', json.at);
    case 'string':
      return { kind: 'exactly', value: json.value, address: addressOf(json.value) };
    default:
      return { kind: 'exactly', value: json.value, address: undefined };
  }
}

const operators: { readonly [name: string]: (value: LocatedJson) => Condition } = {
  exactly: (value) => ({ kind: 'exactly', value: text(value, 'exact match'), address: undefined }),
  prefix: (value) => parseAffix('prefix', value),
  suffix: (value) => parseAffix('suffix', value),
  'equals-ignore-case': (value) => ({
    kind: 'equalsIgnoreCase',
    text: text(value, 'equals-ignore-case match').toLowerCase(),
  }),
  wildcard: (value) => wildcardOf(text(value, 'wildcard match'), value.at),
  'anything-but': parseAnythingBut,
  numeric: parseNumeric,
  exists: parseExists,
  cidr: parseCidr,
};

function parseMatchExpression(expression: LocatedObject): Condition {
  const { name, value } = onlyField(expression, 'Match expression name not found');
  const parse = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (parse === undefined) return refuse(`Unrecognized match type ${name}`, value.at);
  const condition = parse(value);
  refuseMoreFields(expression, name === 'numeric' || name === 'anything-but' ? TOO_MANY_ELEMENTS : ONLY_ONE_KEY);
  return condition;
}

function parseAffix(kind: 'prefix' | 'suffix', value: LocatedJson): TextCondition {
  if (value.kind !== 'object') return { kind, text: text(value, `${kind} match`), ignoreCase: false };
  const named = kind === 'prefix' ? 'Prefix' : 'Suffix';
  const field = onlyField(value, `${named} expression name not found`);
  if (field.name !== 'equals-ignore-case') refuse(`Unsupported ${kind} pattern: ${field.name}`, field.value.at);
  const affix = text(field.value, 'equals-ignore-case match');
  refuseMoreFields(value);
  return { kind, text: affix.toLowerCase(), ignoreCase: true };
}

function parseExists(value: LocatedJson): Condition {
  if (value.kind !== 'literal' || value.value === null) {
    return refuse('exists match pattern must be either true or false.', value.at);
  }
  return { kind: value.value ? 'present' : 'absent' };
}

function parseCidr(value: LocatedJson): Condition {
  // The service's own words speak of a prefix here.
  const cidr = cidrOf(text(value, 'prefix match'));
  return cidr.kind === 'range' ? { kind: 'cidr', range: cidr } : refuse(cidr.reason, value.at);
}
