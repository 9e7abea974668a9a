/**
 * What can be wrong with a state machine as a whole: targets, endings, names, error rows, size. The shape of the JSON is
 * taken for granted. Codes and locations are those of Step Functions (API reference, "ValidateStateMachineDefinition").
 */
import { branchesOf, endsAt, transitionsOf } from './graph';
import type { Branch, State, StateMachineDefinition } from './language';
import { checkErrorRows } from './validate-error-rows';

export interface Diagnostic {
  readonly code:
    | 'SCHEMA_VALIDATION_FAILED'
    | 'MISSING_TRANSITION_TARGET'
    | 'MISSING_END_STATE'
    | 'DUPLICATE_STATE_NAME'
    | 'INVALID_STATE_NAME';
  /** `/States/<state>/<field>`, or empty for the machine itself. */
  readonly location: string;
  readonly message: string;
}

/** Characters of the definition's text. Step Functions API reference, "CreateStateMachine". */
export const MAX_DEFINITION_LENGTH = 1_048_576;
/** Amazon States Language, "States": at most 80 Unicode characters. */
export const MAX_STATE_NAME_LENGTH = 80;

/** Everything that is wrong with the machine, in the order of its fields; empty when nothing is. */
export function validateStateMachine(machine: StateMachineDefinition): readonly Diagnostic[] {
  const { length } = JSON.stringify(machine);
  const tooLarge: Diagnostic = {
    code: 'SCHEMA_VALIDATION_FAILED',
    location: '',
    message: `the definition has ${length} characters; at most ${MAX_DEFINITION_LENGTH} are allowed`,
  };
  return [
    ...(length > MAX_DEFINITION_LENGTH ? [tooLarge] : []),
    ...checkScope(machine, ''),
    ...checkNames(namesIn(machine, '')),
  ];
}

/** States see only the states beside them: a branch is a scope of its own. */
function checkScope(scope: Branch, at: string): readonly Diagnostic[] {
  const states = Object.entries(scope.States);
  if (states.length === 0) {
    return [
      { code: 'SCHEMA_VALIDATION_FAILED', location: `${at}/States`, message: 'there is no state; add at least one' },
    ];
  }
  return [
    ...(Object.hasOwn(scope.States, scope.StartAt) ? [] : [noSuchState(scope.StartAt, `${at}/StartAt`)]),
    ...states.flatMap(([name, state]) => checkState(scope, state, `${at}/States/${name}`)),
    ...checkReach(scope, at),
  ];
}

function checkState(scope: Branch, state: State, at: string): readonly Diagnostic[] {
  return [
    ...checkWayOn(state, at),
    ...transitionsOf(state)
      .filter(({ to }) => !Object.hasOwn(scope.States, to))
      .map(({ to, field }) => noSuchState(to, `${at}/${field}`)),
    ...checkErrorRows(state, at),
    ...branchesOf(state).flatMap(({ field, branch }) => checkScope(branch, `${at}/${field}`)),
  ];
}

function checkWayOn(state: State, at: string): readonly Diagnostic[] {
  const fail = (message: string): readonly Diagnostic[] => [
    { code: 'SCHEMA_VALIDATION_FAILED', location: at, message },
  ];
  switch (state.Type) {
    case 'Task':
    case 'Pass':
    case 'Wait':
    case 'Parallel':
    case 'Map':
      return (state.Next !== undefined) === (state.End === true) ? fail("must have either 'Next' or 'End: true'") : [];
    case 'Choice':
      return state.Choices.length === 0 ? fail("'Choices' is empty; add at least one rule") : [];
    case 'Fail': {
      const both = (['Error', 'Cause'] as const).find(
        (field) => state[field] !== undefined && state[`${field}Path`] !== undefined,
      );
      return both === undefined ? [] : fail(`has both '${both}' and '${both}Path'; keep one`);
    }
    case 'Succeed':
      return [];
    default:
      return fail(`has the unknown type ${JSON.stringify((state as { readonly Type?: unknown }).Type)}`);
  }
}

function checkReach(scope: Branch, at: string): readonly Diagnostic[] {
  const reached = reachable(scope);
  const unreachable = Object.keys(scope.States)
    .filter((name) => !reached.has(name))
    .map((name): Diagnostic => {
      return {
        code: 'MISSING_TRANSITION_TARGET',
        location: `${at}/States/${name}`,
        message: `state '${name}' is not reachable from '${scope.StartAt}'`,
      };
    });
  const ends = Object.entries(scope.States).some(([name, state]) => reached.has(name) && endsAt(state));
  const endless: Diagnostic = {
    code: 'MISSING_END_STATE',
    location: `${at}/States`,
    message: "no state that can be reached ends: add 'End: true', a Succeed or a Fail",
  };
  return [...unreachable, ...(ends ? [] : [endless])];
}

function reachable({ StartAt, States }: Branch): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = Object.hasOwn(States, name) ? States[name] : undefined;
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...transitionsOf(state).map(({ to }) => to));
  }
  return reached;
}

interface Placed {
  readonly name: string;
  readonly location: string;
}

function namesIn(scope: Branch, at: string): readonly Placed[] {
  return Object.entries(scope.States).flatMap(([name, state]) => {
    const location = `${at}/States/${name}`;
    return [
      { name, location },
      ...branchesOf(state).flatMap(({ field, branch }) => namesIn(branch, `${location}/${field}`)),
    ];
  });
}

function checkNames(names: readonly Placed[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return names.flatMap(({ name, location }): readonly Diagnostic[] => {
    const { length } = Array.from(name);
    const wrong: Diagnostic[] = [];
    if (length === 0 || length > MAX_STATE_NAME_LENGTH) {
      const message = `the name has ${length} characters; it must have 1 to ${MAX_STATE_NAME_LENGTH}`;
      wrong.push({ code: 'INVALID_STATE_NAME', location, message });
    }
    if (seen.has(name)) {
      const message = `the name '${name}' is taken; state names are unique in the whole machine, branches included`;
      wrong.push({ code: 'DUPLICATE_STATE_NAME', location, message });
    }
    seen.add(name);
    return wrong;
  });
}

const noSuchState = (name: string, location: string): Diagnostic => ({
  code: 'MISSING_TRANSITION_TARGET',
  location,
  message: `there is no state '${name}' here`,
});
