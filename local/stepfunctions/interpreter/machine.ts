/** A state machine compiled: every path, template and expression is parsed once. Throws `DefinitionError`. */
import type {
  Branch as BranchDefinition,
  QueryLanguage,
  State,
  StateMachineDefinition,
} from '../../../lib/asl/language';
import { ExpressionError } from '../paths/scanner';
import { type CompiledChoice, compileChoice } from './states/choice';
import { type CompiledFail, compileFail } from './states/fail';
import { type CompiledMap, compileMap } from './states/map';
import { type CompiledParallel, compileParallel } from './states/parallel';
import { type CompiledPass, compilePass } from './states/pass';
import { type CompiledSucceed, compileSucceed } from './states/succeed';
import { type CompiledTask, compileTask } from './states/task';
import { type CompiledWait, compileWait } from './states/wait';

export type CompiledState =
  | CompiledTask
  | CompiledPass
  | CompiledChoice
  | CompiledWait
  | CompiledParallel
  | CompiledMap
  | CompiledSucceed
  | CompiledFail;

export interface States {
  readonly startAt: string;
  readonly byName: ReadonlyMap<string, CompiledState>;
}

export interface Machine extends States {
  readonly timeoutSeconds: number | undefined;
}

export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  constructor(
    /** `/States/<state>` */
    readonly location: string,
    message: string,
  ) {
    super(message);
  }
}

export function compileMachine(definition: StateMachineDefinition): Machine {
  return {
    ...compileStates(definition, definition.QueryLanguage ?? 'JSONPath', ''),
    timeoutSeconds: definition.TimeoutSeconds,
  };
}

/** `language` is the machine's: a state takes it unless it names its own. */
export function compileStates(scope: BranchDefinition, language: QueryLanguage, at: string): States {
  const states = Object.entries(scope.States).map(([name, state]) => {
    const where = { language: state.QueryLanguage ?? language, machineLanguage: language, at: `${at}/States/${name}` };
    return [name, compileState(name, state, where)] as const;
  });
  return { startAt: scope.StartAt, byName: new Map(states) };
}

/** Where a state is compiled. */
export interface Where {
  /** The language of the state's own fields. */
  readonly language: QueryLanguage;
  /** What the states below it speak unless they say otherwise. */
  readonly machineLanguage: QueryLanguage;
  readonly at: string;
}

const compile: {
  readonly [T in State['Type']]: (
    name: string,
    state: Extract<State, { readonly Type: T }>,
    where: Where,
  ) => Extract<CompiledState, { readonly type: T }>;
} = {
  Task: compileTask,
  Pass: compilePass,
  Choice: compileChoice,
  Wait: compileWait,
  Parallel: compileParallel,
  Map: compileMap,
  Succeed: compileSucceed,
  Fail: compileFail,
};

function compileState(name: string, state: State, where: Where): CompiledState {
  const { at } = where;
  try {
    return compileByType(name, state, where);
  } catch (error) {
    if (error instanceof ExpressionError) {
      throw new DefinitionError(error.field === undefined ? at : `${at}/${error.field}`, error.message);
    }
    throw error;
  }
}

function compileByType<T extends State['Type']>(
  name: string,
  state: Extract<State, { readonly Type: T }>,
  where: Where,
): CompiledState {
  return compile[state.Type as T](name, state, where);
}
