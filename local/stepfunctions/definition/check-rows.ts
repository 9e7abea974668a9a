/** The rows of Retry and Catch. States Language, "Retrying after error" and "Fallback states". */
import type { Json } from '../../../lib/units';
import { isObject } from '../json';
import { ALL } from '../state-error';
import { type Diagnostic, requiredFields, wrongSchema } from './diagnostic';
import {
  anything,
  assign,
  checkFields,
  type Fields,
  inBoth,
  inJsonata,
  inJsonPath,
  integer,
  number,
  oneOf,
  resultPath,
  type Seen,
  text,
  type ValueCheck,
} from './value-checks';

const errorEquals: ValueCheck = (value, { at }) => {
  if (!Array.isArray(value) || value.length === 0) return [wrongSchema('Expected a non-empty array of Strings', at)];
  return value.flatMap((name: Json, index) =>
    typeof name === 'string' && name !== '' ? [] : [wrongSchema('Expected value of type String', `${at}[${index}]`)],
  );
};

/** "MaxDelaySeconds … must be greater than 0 and less than 31622400." */
const MAX_DELAY_SECONDS = 31_622_399;

const RETRIER: Fields = {
  ErrorEquals: inBoth(errorEquals),
  IntervalSeconds: inBoth(integer(1)),
  MaxAttempts: inBoth(integer(0)),
  BackoffRate: inBoth(number(1)),
  MaxDelaySeconds: inBoth(integer(1, MAX_DELAY_SECONDS)),
  JitterStrategy: inBoth(oneOf('FULL', 'NONE')),
  Comment: inBoth(text),
};

const CATCHER: Fields = {
  ErrorEquals: inBoth(errorEquals),
  Next: inBoth(text),
  ResultPath: inJsonPath(resultPath),
  Output: inJsonata(anything),
  Assign: inBoth(assign),
  Comment: inBoth(text),
};

export const checkRetriers = rows(RETRIER, ['ErrorEquals']);
export const checkCatchers = rows(CATCHER, ['ErrorEquals', 'Next']);

function rows(fields: Fields, required: readonly string[]): ValueCheck {
  return (value, seen) => {
    if (!Array.isArray(value)) return [wrongSchema('Expected value of type Array', seen.at)];
    return value.flatMap((row: Json, index) => {
      const at = `${seen.at}[${index}]`;
      return checkRow(row, index === value.length - 1, { ...seen, at }, fields, required);
    });
  };
}

function checkRow(
  row: Json,
  last: boolean,
  { at, language }: Seen,
  fields: Fields,
  required: readonly string[],
): readonly Diagnostic[] {
  if (!isObject(row)) return [wrongSchema('Expected value of type Object', at)];
  const missing = required.filter((field) => row[field] === undefined);
  if (missing.length > 0) return [requiredFields(missing, at)];
  const { ErrorEquals: names, IntervalSeconds: interval, MaxDelaySeconds: most } = row;
  const isAlone = !Array.isArray(names) || !names.includes(ALL) || (names.length === 1 && last);
  const isCapped = typeof interval === 'number' && typeof most === 'number' && most <= interval;
  return [
    ...checkFields(row, fields, language, at),
    ...(isAlone ? [] : [wrongSchema(`${ALL} must appear alone and in the last row`, `${at}/ErrorEquals`)]),
    // "MaxDelaySeconds … MUST be greater than IntervalSeconds."
    ...(isCapped ? [wrongSchema('MaxDelaySeconds must be greater than IntervalSeconds', at)] : []),
  ];
}
