/**
 * A second reading of the states language, for tests: walks a machine of Task, Choice, Pass and Fail states with answers
 * that the test makes up. It shares no code with the interpreter, and stops at whatever it does not know.
 */
import type {
  ChoiceRule,
  ChoiceState,
  FailState,
  PassState,
  State,
  StateMachineDefinition,
  TaskState,
} from '../../lib/asl/language';
import type { Json, JsonObject } from '../../lib/units';

export type Answer =
  | { readonly kind: 'returns'; readonly result: Json }
  | { readonly kind: 'throws'; readonly error: string; readonly cause: string };

export interface CallSeen {
  readonly state: string;
  readonly resource: string;
  readonly payload: JsonObject;
}

export type End =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'failed'; readonly state: string; readonly error: string; readonly cause: string };

export interface Walk {
  /** The states entered, each a billed transition. */
  readonly states: readonly string[];
  readonly calls: readonly CallSeen[];
  readonly end: End;
}

type Step =
  | { readonly kind: 'goOn'; readonly to: string | undefined; readonly data: Json }
  | { readonly kind: 'fail'; readonly error: string; readonly cause: string };

/** The name of every execution. */
const EXECUTION_NAME = 'saga-1';

const MAX_STATES = 1_000;

export function walk(machine: StateMachineDefinition, input: Json, call: (call: CallSeen) => Answer): Walk {
  const states: string[] = [];
  const calls: CallSeen[] = [];
  const heard = (seen: CallSeen) => {
    calls.push(seen);
    return call(seen);
  };
  let [name, data] = [machine.StartAt, input];
  while (states.length < MAX_STATES) {
    states.push(name);
    const state = machine.States[name];
    if (state === undefined) throw new Error(`there is no state '${name}'`);
    const step = enter(name, state, data, heard);
    if (step.kind === 'fail') return { states, calls, end: { ...step, kind: 'failed', state: name } };
    if (step.to === undefined) return { states, calls, end: { kind: 'succeeded', output: step.data } };
    [name, data] = [step.to, step.data];
  }
  throw new Error(`the walk did not end in ${MAX_STATES} states`);
}

function enter(name: string, state: State, data: Json, call: (call: CallSeen) => Answer): Step {
  switch (state.Type) {
    case 'Task':
      return runTask(name, state, data, call);
    case 'Choice':
      return choose(state, data);
    case 'Pass':
      return pass(state, data);
    case 'Fail':
      return fail(state, data);
    default:
      throw new Error(`the walker knows no ${state.Type}`);
  }
}

function runTask(name: string, state: TaskState, data: Json, call: (call: CallSeen) => Answer): Step {
  const retries = (state.Retry ?? []).map(() => 0);
  for (let retryCount = 0; ; retryCount++) {
    const payload = filled(state.Parameters ?? null, data, {
      Execution: { Name: EXECUTION_NAME },
      State: { RetryCount: retryCount },
    });
    const answer = call({ state: name, resource: state.Resource, payload });
    if (answer.kind === 'returns') {
      return { kind: 'goOn', to: state.Next, data: placed(data, state.ResultPath, answer.result) };
    }
    const { error, cause } = answer;
    const row = (state.Retry ?? []).findIndex(({ ErrorEquals }) => matches(ErrorEquals, error));
    const left = (state.Retry?.[row]?.MaxAttempts ?? 3) - (retries[row] ?? 0);
    if (row >= 0 && left > 0) {
      retries[row] = (retries[row] ?? 0) + 1;
      continue;
    }
    const caught = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error));
    if (caught === undefined) return { kind: 'fail', error, cause };
    return { kind: 'goOn', to: caught.Next, data: placed(data, caught.ResultPath, { Error: error, Cause: cause }) };
  }
}

/** "States.ALL" does not stand for the two errors that nothing catches. */
function matches(names: readonly string[], error: string): boolean {
  if (names.includes(error)) return true;
  if (names.includes('States.TaskFailed') && error !== 'States.Timeout') return true;
  return names.includes('States.ALL') && error !== 'States.Runtime' && error !== 'States.DataLimitExceeded';
}

function choose(state: ChoiceState, data: Json): Step {
  const taken = state.Choices.find((rule) => holds(rule, data));
  const to = taken?.Next ?? state.Default;
  if (to === undefined) return { kind: 'fail', error: 'States.NoChoiceMatched', cause: '' };
  return { kind: 'goOn', to, data };
}

function holds({ And, Or, Variable = '', IsPresent, ...rule }: ChoiceRule, data: Json): boolean {
  if (And !== undefined) return And.every((each) => holds(each, data));
  if (Or !== undefined) return Or.some((each) => holds(each, data));
  const value = found(Variable, data);
  if (IsPresent !== undefined) return (value !== undefined) === IsPresent;
  if (rule.BooleanEquals !== undefined) return value === rule.BooleanEquals;
  if (rule.StringEquals !== undefined) return value === rule.StringEquals;
  throw new Error('the walker knows IsPresent, BooleanEquals, StringEquals, And and Or only');
}

function pass(state: PassState, data: Json): Step {
  const input = selected(state.InputPath ?? '$', data);
  const result = state.Parameters === undefined ? input : filled(state.Parameters, input, {});
  return { kind: 'goOn', to: state.Next, data: placed(data, state.ResultPath, result) };
}

function fail(state: FailState, data: Json): Step {
  const cause = state.CausePath === undefined ? (state.Cause ?? '') : text(state.CausePath, data);
  return { kind: 'fail', error: state.Error ?? '', cause };
}

// ---- paths, templates, intrinsic functions ------------------------------------------------------------------------

function found(path: string, data: Json | undefined): Json | undefined {
  if (path === '$') return data;
  const fields = path.replace(/^\$\./, '').split('.');
  return fields.reduce<Json | undefined>((value, field) => (isObject(value) ? value[field] : undefined), data);
}

function selected(path: string, data: Json): Json {
  const value = found(path, data);
  if (value === undefined) throw new Error(`${path} selects nothing in ${JSON.stringify(data)}`);
  return value;
}

function placed(data: Json, path: string | null | undefined, result: Json): Json {
  if (path === undefined || path === '$') return result;
  if (path === null) return data;
  const [field = '', ...rest] = path.replace(/^\$\./, '').split('.');
  const object = isObject(data) ? data : {};
  return { ...object, [field]: rest.length === 0 ? result : placed(object[field] ?? {}, rest.join('.'), result) };
}

function filled(template: Json, data: Json, context: Json): JsonObject {
  if (!isObject(template)) throw new Error('the walker wants Parameters to be an object');
  return Object.fromEntries(
    Object.entries(template).map(([field, value]) => {
      if (!field.endsWith('.$')) return [field, isObject(value) ? filled(value, data, context) : value];
      const path = String(value);
      return [field.slice(0, -2), path.startsWith('$$') ? selected(path.slice(1), context) : selected(path, data)];
    }),
  );
}

function text(expression: string, data: Json): string {
  const toText = /^States\.JsonToString\((\$[\w.]*)\)$/.exec(expression);
  if (toText) return JSON.stringify(selected(toText[1] ?? '', data));
  const format = /^States\.Format\('((?:[^'\\]|\\.)*)', (.*)\)$/.exec(expression);
  if (!format) throw new Error(`the walker does not know ${expression}`);
  const template = format[1] ?? '';
  if (/[{}]/.test(template.replace(/\\.|\{\}/g, ''))) throw new Error(`a brace stands unescaped in ${expression}`);
  const values = (format[2] ?? '').split(', ').map((argument) => text(argument, data));
  return template.replace(/\\(.)|\{\}/g, (_, escaped) => escaped ?? values.shift() ?? '');
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
