/**
 * Inspection data: what the state's data is after each stage, as far as it came. The fields that AWS fills differ by state
 * type. Step Functions API Reference, "InspectionData"; the interpreter's own data flow decides what leaves the state.
 */
import type { QueryLanguage, State, StateType } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { type Scope, within } from '../expression';
import { compileResultPath, join } from '../interpreter/data-flow';
import { textOf } from '../json';
import { compileJsonataTemplate } from '../jsonata/template';
import { compileSelectingPath } from '../paths/compile-path';
import { StateError } from '../state-error';
import { compileTemplate } from '../template';

export type Stage = readonly [name: string, value: string | number];

/** What the stages are evaluated over. */
export interface Inspected<S extends State = State> {
  readonly state: S;
  readonly language: QueryLanguage;
  readonly scope: Scope;
  /** Nothing where the work failed, or where there is none. */
  readonly result: Json | undefined;
}

export interface Stages {
  readonly data: { readonly [name: string]: string | number };
  /** What the stage after the last one failed with. */
  readonly error: StateError | undefined;
}

/** As far as they come. */
export function collect(stages: Iterable<Stage>): Stages {
  const data: { [name: string]: string | number } = {};
  try {
    for (const [name, value] of stages) data[name] = value;
  } catch (error) {
    if (error instanceof StateError) return { data, error };
    throw error;
  }
  return { data, error: undefined };
}

type Inspect<T extends StateType> = (inspected: Inspected<Extract<State, { readonly Type: T }>>) => Iterable<Stage>;

/** The stages of a Map state before its iterations are in map-input.ts. */
const inspectByType: { readonly [T in StateType]: Inspect<T> } = {
  Task: function* (inspected) {
    if (inspected.language === 'JSONata') yield* argumentStages(inspected);
    else yield* parameterStages(inspected);
    if (inspected.result !== undefined) yield ['result', textOf(inspected.result)];
    yield* resultStages(inspected, inspected.result);
  },
  *Pass(inspected) {
    const { state, language } = inspected;
    if (language === 'JSONata') return;
    if (state.Result !== undefined) {
      yield ['result', textOf(state.Result)];
      yield* resultStages(inspected, state.Result);
    } else {
      yield* resultStages(inspected, yield* parameterStages(inspected));
    }
  },
  Choice: (inspected) => inputStages(inspected),
  Wait: (inspected) => inputStages(inspected),
  Succeed: (inspected) => inputStages(inspected),
  Fail: (inspected) => inputStages(inspected),
  Parallel: (inspected) => resultStages(inspected, inspected.result),
  Map: (inspected) => resultStages(inspected, inspected.result),
};

export const stagesOf = (inspected: Inspected): Iterable<Stage> => inspectOf(inspected.state.Type, inspected);

const inspectOf = <T extends StateType>(type: T, inspected: Inspected): Iterable<Stage> =>
  // The state is of the type that it says it is.
  inspectByType[type](inspected as Inspected<Extract<State, { readonly Type: T }>>);

interface WithInputPath {
  readonly InputPath?: string | null;
}

export function* inputStages({ state, language, scope }: Inspected): Generator<Stage, Json> {
  if (language === 'JSONata') return scope.input;
  const { InputPath: path }: WithInputPath = state.Type === 'Fail' ? {} : state;
  const input = compileSelectingPath(path, 'InputPath')(scope);
  yield ['afterInputPath', textOf(input)];
  return input;
}

function* parameterStages(inspected: Inspected): Generator<Stage, Json> {
  const { state, scope } = inspected;
  const input = yield* inputStages(inspected);
  const parameters = 'Parameters' in state ? state.Parameters : undefined;
  const given = parameters === undefined ? input : compileTemplate(parameters, 'Parameters')(within(scope, input));
  yield ['afterParameters', textOf(given)];
  return given;
}

function* argumentStages({ state, scope }: Inspected): Generator<Stage> {
  const given = 'Arguments' in state ? state.Arguments : undefined;
  if (given !== undefined) yield ['afterArguments', textOf(compileJsonataTemplate(given, 'Arguments')(scope))];
}

interface WithResult {
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
}

function* resultStages({ state, language, scope }: Inspected, result: Json | undefined): Generator<Stage> {
  if (language === 'JSONata' || result === undefined) return;
  const { ResultSelector: selector, ResultPath: path }: WithResult =
    state.Type === 'Task' || state.Type === 'Pass' || state.Type === 'Parallel' || state.Type === 'Map' ? state : {};
  const selected = selector === undefined ? result : compileTemplate(selector, 'ResultSelector')(within(scope, result));
  yield ['afterResultSelector', textOf(selected)];
  yield ['afterResultPath', textOf(join(compileResultPath(path), scope.input, selected))];
}
