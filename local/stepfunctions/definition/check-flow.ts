/** Where the states lead: targets, unreachable states, a way to end. The service's own words and order. */
import { branchesOf, endsAt, transitionsOf } from '../../../lib/asl/graph';
import type { Branch } from '../../../lib/asl/language';
import type { Diagnostic } from './diagnostic';

export function checkFlow(machine: Branch, at: string): readonly Diagnostic[] {
  return [...checkScope(machine, at), ...checkNames(machine, at), ...checkLabels(machine, at)];
}

function checkScope(scope: Branch, at: string): readonly Diagnostic[] {
  const reached = reachable(scope);
  const ends = Object.entries(scope.States).some(([, state]) => endsAt(state));
  return [
    ...danglingTargets(scope, at),
    ...(ends ? unreachable(scope, reached, at) : [ENDLESS]),
    ...Object.entries(scope.States).flatMap(([name, state]) =>
      branchesOf(state).flatMap(({ field, branch }) => checkScope(branch, `${at}/States/${name}/${field}`)),
    ),
  ];
}

const ENDLESS: Diagnostic = {
  code: 'MISSING_END_STATE',
  message: 'Workflow has no terminal state',
  location: undefined,
};

function danglingTargets({ StartAt, States }: Branch, at: string): readonly Diagnostic[] {
  const targets = [
    { to: StartAt, location: `${at}/StartAt` },
    ...Object.entries(States).flatMap(([name, state]) =>
      transitionsOf(state).map(({ to, field }) => ({ to, location: `${at}/States/${name}/${field}` })),
    ),
  ];
  return targets
    .filter(({ to }) => !Object.hasOwn(States, to))
    .map(({ to, location }): Diagnostic => {
      return { code: 'MISSING_TRANSITION_TARGET', message: `Missing 'Next' target: ${to}`, location };
    });
}

function unreachable(scope: Branch, reached: ReadonlySet<string>, at: string): readonly Diagnostic[] {
  return Object.keys(scope.States)
    .filter((name) => !reached.has(name))
    .map((name): Diagnostic => {
      const message = `State "${name}" is not reachable.`;
      return { code: 'MISSING_TRANSITION_TARGET', message, location: `${at}/States/${name}` };
    });
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

/** "State names must be unique within the scope of the whole state machine." */
function checkNames(machine: Branch, at: string): readonly Diagnostic[] {
  const seen = new Set<string>();
  return namesIn(machine, at).flatMap(({ name, location }): readonly Diagnostic[] => {
    if (seen.has(name)) return [{ code: 'DUPLICATE_STATE_NAME', message: `Duplicate State name: ${name}`, location }];
    seen.add(name);
    return [];
  });
}

/** "The label must be unique within the state machine definition." */
function checkLabels(machine: Branch, at: string): readonly Diagnostic[] {
  const seen = new Set<string>();
  return labelsIn(machine, at).flatMap(({ label, location }): readonly Diagnostic[] => {
    if (seen.has(label)) return [{ code: 'DUPLICATE_LABEL_NAME', message: `Duplicate label name: ${label}`, location }];
    seen.add(label);
    return [];
  });
}

function labelsIn(scope: Branch, at: string): readonly { readonly label: string; readonly location: string }[] {
  return Object.entries(scope.States).flatMap(([name, state]) => {
    const location = `${at}/States/${name}`;
    const own = state.Type === 'Map' && state.Label !== undefined ? [{ label: state.Label, location }] : [];
    return [...own, ...branchesOf(state).flatMap(({ field, branch }) => labelsIn(branch, `${location}/${field}`))];
  });
}

function namesIn(scope: Branch, at: string): readonly { readonly name: string; readonly location: string }[] {
  return Object.entries(scope.States).flatMap(([name, state]) => {
    const location = `${at}/States/${name}`;
    return [
      { name, location },
      ...branchesOf(state).flatMap(({ field, branch }) => namesIn(branch, `${location}/${field}`)),
    ];
  });
}
