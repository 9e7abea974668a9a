/** The rules of a Choice state. States Language, "Choice State"; Developer Guide, "Choice workflow state". */
import type { Json, JsonObject } from '../../../lib/units';
import { isObject } from '../json';
import { isJsonata } from '../jsonata/expression';
import { type Diagnostic, requiredFields, unsupportedField, wrongSchema } from './diagnostic';
import {
  anything,
  assign,
  checkFields,
  type Fields,
  flag,
  inBoth,
  inJsonata,
  number,
  path,
  type Seen,
  text,
  timestamp,
  type ValueCheck,
} from './value-checks';

export const checkChoices: ValueCheck = (value, seen) => {
  if (!Array.isArray(value)) return [wrongSchema('Expected value of type Array', seen.at)];
  if (value.length === 0) return [wrongSchema('At least one choice is required', seen.at)];
  return value.flatMap((choice: Json, index) => checkChoice(choice, { ...seen, at: `${seen.at}[${index}]` }));
};

/** What a rule at the top has beside its condition. */
const TOP: Fields = {
  Next: inBoth(text),
  Comment: inBoth(text),
  Assign: inBoth(assign),
  Output: inJsonata(anything),
};

const condition: ValueCheck = (value, { at }) =>
  typeof value === 'boolean' || (typeof value === 'string' && isJsonata(value))
    ? []
    : [wrongSchema('Value must be a JSONata expression', at)];

function checkChoice(choice: Json, seen: Seen): readonly Diagnostic[] {
  const { at, language } = seen;
  if (!isObject(choice)) return [wrongSchema('Expected value of type Object', at)];
  if (language === 'JSONata') {
    const missing = ['Condition', 'Next'].filter((field) => choice[field] === undefined);
    if (missing.length > 0) return [requiredFields(missing, at)];
    return checkFields(choice, { ...TOP, Condition: inBoth(condition) }, language, at);
  }
  const beside = Object.fromEntries(Object.entries(choice).filter(([field]) => field in TOP || field === 'Condition'));
  return [
    ...(choice.Next === undefined ? [requiredFields(['Next'], at)] : []),
    ...checkFields(beside, { ...TOP, Condition: inJsonata(condition) }, language, at),
    ...checkRule(choice, Object.keys(TOP), seen),
  ];
}

/** And, Or, Not, or a Variable with one comparison. `beside`: fields that are none of the rule's. */
function checkRule(rule: JsonObject, beside: readonly string[], seen: Seen): readonly Diagnostic[] {
  const { at } = seen;
  const fields = Object.keys(rule).filter((field) => !beside.includes(field) && field !== 'Condition');
  const combining = fields.filter((field) => field === 'And' || field === 'Or' || field === 'Not');
  const [combiner] = combining;
  if (combiner !== undefined) {
    if (fields.length > 1) return [wrongSchema(`Only one of these fields is allowed: [${fields.join(', ')}]`, at)];
    return checkCombined(rule[combiner] ?? null, combiner, { ...seen, at: `${at}/${combiner}` });
  }
  if (rule.Variable === undefined) return [requiredFields(['Variable'], at)];
  const operators = fields.filter((field) => field !== 'Variable');
  const unknown = operators.filter((field) => !Object.hasOwn(OPERATORS, field));
  if (unknown.length > 0) return unknown.map((field) => unsupportedField(field, at));
  if (operators.length !== 1) return [wrongSchema('Exactly one comparison operator is required', at)];
  return [...path(rule.Variable, { ...seen, at: `${at}/Variable` }), ...checkOperands(rule, operators, seen)];
}

const checkOperands = (rule: JsonObject, operators: readonly string[], seen: Seen) =>
  operators.flatMap((operator) => {
    const check = OPERATORS[operator] ?? anything;
    return check(rule[operator] ?? null, { ...seen, at: `${seen.at}/${operator}`, field: operator });
  });

const INNER = ['Comment'];

function checkCombined(value: Json, combiner: string, seen: Seen): readonly Diagnostic[] {
  const checkInner = (rule: Json, at: string): readonly Diagnostic[] => {
    if (!isObject(rule)) return [wrongSchema('Expected value of type Object', at)];
    // "Only the top-level rules may have a Next."
    return rule.Next === undefined ? checkRule(rule, INNER, { ...seen, at }) : [unsupportedField('Next', at)];
  };
  if (combiner === 'Not') return checkInner(value, seen.at);
  if (!Array.isArray(value) || value.length === 0) {
    return [wrongSchema('Expected a non-empty array of rules', seen.at)];
  }
  return value.flatMap((rule: Json, index) => checkInner(rule, `${seen.at}[${index}]`));
}

const ORDERS = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];

const compared = (type: string, operand: ValueCheck, orders: readonly string[]) =>
  orders.flatMap((order): readonly (readonly [string, ValueCheck])[] => [
    [`${type}${order}`, operand],
    [`${type}${order}Path`, path],
  ]);

const OPERATORS: { readonly [operator: string]: ValueCheck | undefined } = Object.fromEntries([
  ...compared('String', text, ORDERS),
  ...compared('Numeric', number(-Number.MAX_VALUE), ORDERS),
  ...compared('Timestamp', timestamp, ORDERS),
  ...compared('Boolean', flag, ['Equals']),
  ['StringMatches', text] as const,
  ...['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'].map((name) => [name, flag] as const),
]);
