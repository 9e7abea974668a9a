/** The shape of a definition: required fields, their types, and the limits of their values. */
import type { StateType } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { isObject } from '../json';
import { type Diagnostic, wrongSchema } from './diagnostic';

const MAX_NAME_LENGTH = 80;

export function checkShape(scope: JsonObject, at: string): readonly Diagnostic[] {
  const missing = ['StartAt', 'States'].filter((field) => scope[field] === undefined);
  if (missing.length > 0) return [requiredFields(missing, at)];
  if (typeof scope.StartAt !== 'string') return [wrongSchema('Expected value of type String', `${at}/StartAt`)];
  if (!isObject(scope.States)) return [wrongSchema('Expected value of type Object', `${at}/States`)];
  if (Object.keys(scope.States).length === 0) {
    return [wrongSchema('At least one state is required', `${at}/States`)];
  }
  return [
    ...checkLanguage(scope, at),
    ...Object.entries(scope.States).flatMap(([name, state]) => checkState(name, state, `${at}/States/${name}`)),
  ];
}

function requiredFields(fields: readonly string[], at: string): Diagnostic {
  return wrongSchema(`These required fields are missing: [${fields.join(', ')}]`, at === '' ? '/' : at);
}

const checkLanguage = ({ QueryLanguage: language }: JsonObject, at: string): readonly Diagnostic[] =>
  language === undefined || language === 'JSONPath' || language === 'JSONata'
    ? []
    : [wrongSchema(`QueryLanguage ${JSON.stringify(language)} is not modelled`, `${at}/QueryLanguage`)];

const REQUIRED: { readonly [T in StateType]: readonly string[] } = {
  Task: ['Resource'],
  Pass: [],
  Choice: ['Choices'],
  Wait: [],
  Parallel: ['Branches'],
  Map: [],
  Succeed: [],
  Fail: [],
};

const isStateType = (type: unknown): type is StateType => typeof type === 'string' && Object.hasOwn(REQUIRED, type);

function checkState(name: string, state: Json, at: string): readonly Diagnostic[] {
  if (!isObject(state)) return [wrongSchema('Expected value of type Object', at)];
  if (Array.from(name).length > MAX_NAME_LENGTH) {
    return [wrongSchema(`State name must have at most ${MAX_NAME_LENGTH} characters`, at)];
  }
  const { Type: type } = state;
  if (type === undefined) return [requiredFields(['Type'], at)];
  if (!isStateType(type)) return [wrongSchema(`Unknown state type ${JSON.stringify(type)}`, `${at}/Type`)];
  const missing = REQUIRED[type].filter((field) => state[field] === undefined);
  if (missing.length > 0) return [requiredFields(missing, at)];
  return [
    ...checkLanguage(state, at),
    ...checkWayOn(type, state, at),
    ...check[type](state, at),
    ...checkRows(state, 'Retry', at),
    ...checkRows(state, 'Catch', at),
  ];
}

/** Types that need exactly one of Next and End. */
const GOES_ON: ReadonlySet<StateType> = new Set<StateType>(['Task', 'Pass', 'Wait', 'Parallel', 'Map']);

function checkWayOn(type: StateType, state: JsonObject, at: string): readonly Diagnostic[] {
  if (!GOES_ON.has(type)) return [];
  const given = [state.Next, state.End].filter((value) => value !== undefined && value !== false).length;
  return given === 1 ? [] : [wrongSchema("A state must have exactly one of 'Next' or 'End'", at)];
}

const check: { readonly [T in StateType]: (state: JsonObject, at: string) => readonly Diagnostic[] } = {
  Task: checkTask,
  Pass: () => [],
  Choice: checkChoice,
  Wait: checkWait,
  Parallel: checkParallel,
  Map: checkMap,
  Succeed: () => [],
  Fail: checkFail,
};

function checkTask({ Resource: resource, ...state }: JsonObject, at: string): readonly Diagnostic[] {
  return [
    ...(typeof resource === 'string' ? [] : [wrongSchema('Expected value of type String', `${at}/Resource`)]),
    ...exclusive(state, ['TimeoutSeconds', 'TimeoutSecondsPath'], at),
    ...exclusive(state, ['HeartbeatSeconds', 'HeartbeatSecondsPath'], at),
    ...positive(state, 'TimeoutSeconds', at),
    ...positive(state, 'HeartbeatSeconds', at),
  ];
}

function checkChoice({ Choices: choices }: JsonObject, at: string): readonly Diagnostic[] {
  if (!Array.isArray(choices) || choices.length === 0) {
    return [wrongSchema('At least one choice is required', `${at}/Choices`)];
  }
  return choices.flatMap((choice: Json, index) =>
    isObject(choice) && typeof choice.Next === 'string' ? [] : [requiredFields(['Next'], `${at}/Choices[${index}]`)],
  );
}

const WAITS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];

function checkWait(state: JsonObject, at: string): readonly Diagnostic[] {
  const given = WAITS.filter((field) => state[field] !== undefined);
  if (given.length !== 1) return [wrongSchema(`A Wait state must have exactly one of [${WAITS.join(', ')}]`, at)];
  const { Seconds: seconds } = state;
  if (seconds === undefined || (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0)) return [];
  return [wrongSchema('Expected value of type Integer', `${at}/Seconds`)];
}

function checkParallel({ Branches: branches }: JsonObject, at: string): readonly Diagnostic[] {
  if (!Array.isArray(branches)) return [wrongSchema('Expected value of type Array', `${at}/Branches`)];
  return branches.flatMap((branch: Json, index) => checkInner(branch, `${at}/Branches[${index}]`));
}

function checkMap({ ItemProcessor: processor, Iterator: former }: JsonObject, at: string): readonly Diagnostic[] {
  if (processor !== undefined) return checkInner(processor, `${at}/ItemProcessor`);
  return former === undefined ? [requiredFields(['ItemProcessor'], at)] : checkInner(former, `${at}/Iterator`);
}

const checkInner = (scope: Json, at: string): readonly Diagnostic[] =>
  isObject(scope) ? checkShape(scope, at) : [wrongSchema('Expected value of type Object', at)];

function checkFail(state: JsonObject, at: string): readonly Diagnostic[] {
  return [...exclusive(state, ['Error', 'ErrorPath'], at), ...exclusive(state, ['Cause', 'CausePath'], at)];
}

function exclusive(state: JsonObject, fields: readonly string[], at: string): readonly Diagnostic[] {
  return fields.every((field) => state[field] !== undefined)
    ? [wrongSchema(`Only one of these fields is allowed: [${fields.join(', ')}]`, at)]
    : [];
}

function positive(state: JsonObject, field: string, at: string): readonly Diagnostic[] {
  const value = state[field];
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value > 0)) return [];
  return [wrongSchema('Expected value of type Integer, greater than 0', `${at}/${field}`)];
}

function checkRows(state: JsonObject, field: 'Retry' | 'Catch', at: string): readonly Diagnostic[] {
  const rows = state[field];
  if (rows === undefined) return [];
  if (!Array.isArray(rows)) return [wrongSchema('Expected value of type Array', `${at}/${field}`)];
  return rows.flatMap((row: Json, index) =>
    checkRow(row, index === rows.length - 1, field, `${at}/${field}[${index}]`),
  );
}

function checkRow(row: Json, last: boolean, field: 'Retry' | 'Catch', at: string): readonly Diagnostic[] {
  if (!isObject(row)) return [wrongSchema('Expected value of type Object', at)];
  const names = row.ErrorEquals;
  if (!Array.isArray(names) || names.length === 0) return [requiredFields(['ErrorEquals'], at)];
  if (field === 'Catch' && typeof row.Next !== 'string') return [requiredFields(['Next'], at)];
  if (!names.includes('States.ALL') || (names.length === 1 && last)) return [];
  return [wrongSchema('States.ALL must appear alone and in the last row', `${at}/ErrorEquals`)];
}
