/** The rules of Retry and Catch rows. Step Functions Developer Guide, "Handling errors in Step Functions workflows". */
import type { Retrier, State } from './language';
import type { Diagnostic } from './validate';

const ALL = 'States.ALL';
const MAX_INTERVAL_SECONDS = 99_999_999;
const MAX_ATTEMPTS = 99_999_999;
/** Exclusive. */
const MAX_DELAY_SECONDS = 31_622_400;

export function checkErrorRows(state: State, at: string): readonly Diagnostic[] {
  const { Retry: retry = [], Catch: rows = [] } = 'Retry' in state || 'Catch' in state ? state : {};
  return [
    ...retry.flatMap((row, index) => checkRetrier(row, `${at}/Retry[${index}]`)),
    ...checkNames(retry, `${at}/Retry`),
    ...checkNames(rows, `${at}/Catch`),
  ];
}

/** Rows match in order, so what follows a row that matches everything would never be tried. */
function checkNames(rows: readonly { readonly ErrorEquals: readonly string[] }[], at: string): readonly Diagnostic[] {
  return rows.flatMap(({ ErrorEquals: names }, index) => {
    const location = `${at}[${index}]/ErrorEquals`;
    if (names.length === 0) return [wrong(location, 'is empty; name at least one error')];
    if (!names.includes(ALL)) return [];
    return [
      ...(names.length > 1 ? [wrong(location, `${ALL} must stand alone`)] : []),
      ...(index < rows.length - 1 ? [wrong(location, `${ALL} must be in the last row`)] : []),
    ];
  });
}

function checkRetrier(row: Retrier, at: string): readonly Diagnostic[] {
  const {
    IntervalSeconds: interval = 1,
    MaxAttempts: attempts = 3,
    MaxDelaySeconds: delay,
    BackoffRate: rate = 2,
  } = row;
  return [
    ...whole(interval, 1, MAX_INTERVAL_SECONDS, `${at}/IntervalSeconds`),
    ...whole(attempts, 0, MAX_ATTEMPTS, `${at}/MaxAttempts`),
    ...(Number.isFinite(rate) && rate >= 1 ? [] : [wrong(`${at}/BackoffRate`, `is ${rate}; it must be 1 or more`)]),
    ...(delay === undefined ? [] : whole(delay, interval + 1, MAX_DELAY_SECONDS - 1, `${at}/MaxDelaySeconds`)),
  ];
}

function whole(value: number, least: number, most: number, location: string): readonly Diagnostic[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [wrong(location, `is ${value}; it must be a whole number from ${least} to ${most}`)];
}

const wrong = (location: string, message: string): Diagnostic => ({
  code: 'SCHEMA_VALIDATION_FAILED',
  location,
  message,
});
