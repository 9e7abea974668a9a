/** Arbitrary machines, all of them valid: every state type, both query languages, variables, retries and catches, nested. */
import fc from 'fast-check';
import type { Branch, Catcher, Retrier, State, StateMachineDefinition } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import type { Script, ScriptedResult } from './scripted-run';

export interface AnyScene {
  readonly machine: StateMachineDefinition;
  readonly input: JsonObject;
  /** Results for every task of the machine. */
  readonly script: Script;
}

type Kind = State['Type'];

/** What a state is made of; its name and where it leads follow from its place. */
interface Draft {
  readonly kind: Kind;
  readonly jsonata: boolean;
  readonly assigns: boolean;
  readonly retry: readonly Retrier[];
  readonly catches: boolean;
  readonly number: number;
  readonly branches: readonly (readonly Draft[])[];
}

const someErrors = fc.constantFrom('A', 'B', 'States.Timeout');
const someNames = fc.constantFrom(['A'], ['B'], ['States.TaskFailed'], ['States.ALL'], ['States.Timeout']);

const aRetrier: fc.Arbitrary<Retrier> = fc.record({
  ErrorEquals: someNames,
  MaxAttempts: fc.integer({ min: 0, max: 2 }),
  JitterStrategy: fc.constantFrom('FULL' as const, 'NONE' as const),
});

/** States.ALL stands in the last row alone. */
const someRetriers = fc
  .array(aRetrier, { maxLength: 2 })
  .map((rows) =>
    rows.filter(({ ErrorEquals }, index) => !ErrorEquals.includes('States.ALL') || index === rows.length - 1),
  );

/** Parallel and Map states stand inside one another at most so deep. */
const MAX_DEPTH = 2;
const FLAT: readonly Kind[] = ['Pass', 'Pass', 'Wait', 'Task', 'Task', 'Choice', 'Succeed', 'Fail'];
const NESTED: readonly Kind[] = ['Parallel', 'Parallel', 'Map', 'Map'];

const draftAt = (depth: number): fc.Arbitrary<Draft> =>
  fc.record({
    kind: fc.constantFrom(...FLAT, ...(depth < MAX_DEPTH ? NESTED : [])),
    jsonata: fc.boolean(),
    assigns: fc.boolean(),
    retry: someRetriers,
    catches: fc.boolean(),
    number: fc.integer({ min: 0, max: 4 }),
    branches:
      depth < MAX_DEPTH
        ? fc.array(fc.array(draftAt(depth + 1), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
        : fc.constant([]),
  });

function scopeOf(drafts: readonly Draft[], prefix: string): Branch {
  const name = (index: number) => `${prefix}${index}`;
  const end = `${prefix}End`;
  const states = drafts.map((draft, index): readonly [string, State] => {
    const next = index + 1 < drafts.length ? name(index + 1) : end;
    return [name(index), stateOf(draft, name(index), next, end)];
  });
  return { StartAt: name(0), States: { ...Object.fromEntries(states), [end]: { Type: 'Succeed' } } };
}

const JSONATA = { QueryLanguage: 'JSONata' } as const;
/** Keeps what the input holds and adds a field to it, in JSONata. */
const adding = (field: string, value: string): Json => `{% $merge([$states.input, {"${field}": ${value}}]) %}`;

function assignOf({ assigns, jsonata }: Draft): { readonly Assign?: JsonObject } {
  if (!assigns) return {};
  return { Assign: jsonata ? { name: '{% $states.context.State.Name %}' } : { 'name.$': '$$.State.Name', fixed: 1 } };
}

function stateOf(draft: Draft, name: string, next: string, end: string): State {
  const { kind, jsonata, number } = draft;
  const lang = jsonata ? JSONATA : {};
  const leads = { ...assignOf(draft), Next: next };
  switch (kind) {
    case 'Pass':
      return jsonata
        ? { Type: kind, ...lang, Output: adding('chance', '$random()'), ...leads }
        : {
            Type: kind,
            Parameters: { 'id.$': 'States.UUID()', 'at.$': '$$.State.Name' },
            ResultPath: '$.pass',
            ...leads,
          };
    case 'Wait':
      return jsonata
        ? { Type: kind, ...lang, Seconds: `{% ${number} %}`, ...leads }
        : { Type: kind, Seconds: number, ...leads };
    case 'Choice':
      return jsonata
        ? {
            Type: kind,
            ...lang,
            Choices: [{ Condition: '{% $exists($states.input.result) %}', Next: end }],
            Default: next,
          }
        : { Type: kind, Choices: [{ Variable: '$.result', IsPresent: true, Next: end }], Default: next };
    case 'Succeed':
      return { Type: kind, ...lang };
    case 'Fail':
      return jsonata ? { Type: kind, ...lang, Error: '{% "A" %}' } : { Type: kind, Error: 'A', Cause: name };
    case 'Task':
      return {
        Type: kind,
        ...lang,
        Resource: 'arn:aws:states:::lambda:invoke',
        TimeoutSeconds: 60,
        ...(number > 2 ? { HeartbeatSeconds: 10 } : {}),
        ...worked(draft, end),
        ...leads,
      };
    case 'Parallel': {
      const branches = draft.branches.map((inner, index) => scopeOf(inner, `${name}-${index}-`));
      return { Type: kind, ...lang, Branches: branches, ...worked(draft, end), ...leads };
    }
    case 'Map':
      return {
        Type: kind,
        ...lang,
        ...(jsonata ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
        ...(number > 2 ? {} : { MaxConcurrency: number }),
        ItemSelector: jsonata
          ? { items: [1], item: '{% $states.context.Map.Item.Value %}' }
          : { items: [1], 'item.$': '$$.Map.Item.Value' },
        ItemProcessor: scopeOf(draft.branches[0] ?? [], `${name}-each-`),
        ...worked(draft, end),
        ...leads,
      };
  }
}

/** What states that do work have in common. */
function worked({ jsonata, retry, catches }: Draft, end: string) {
  const row: Catcher = jsonata
    ? { ErrorEquals: ['States.ALL'], Output: adding('caught', '$states.errorOutput.Error'), Next: end }
    : { ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: end };
  return {
    ...(jsonata ? { Output: adding('result', '$states.result') } : { ResultPath: '$.result' }),
    Retry: retry,
    ...(catches ? { Catch: [row] } : {}),
  };
}

/** The first state that nothing leads on from is the last. */
function trimmed(drafts: readonly Draft[]): readonly Draft[] {
  const last = drafts.findIndex(({ kind }) => kind === 'Succeed' || kind === 'Fail');
  const kept = last < 0 ? drafts : drafts.slice(0, last + 1);
  return kept.map((draft) => ({ ...draft, branches: draft.branches.map(trimmed) }));
}

/** States that nothing leads to are taken out, as CreateStateMachine would refuse them. */
function reachable({ StartAt, States, ...rest }: Branch): Branch {
  const seen = new Set<string>();
  const open = [StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const state = JSON.parse(JSON.stringify(States[name] ?? {})) as {
      readonly Next?: string;
      readonly Default?: string;
      readonly Choices?: readonly { readonly Next: string }[];
      readonly Catch?: readonly { readonly Next: string }[];
    };
    const rows = [...(state.Choices ?? []), ...(state.Catch ?? [])].map(({ Next }) => Next);
    open.push(...[state.Next, state.Default, ...rows].filter((target) => target !== undefined));
  }
  const kept = Object.entries(States).filter(([name]) => seen.has(name));
  return { ...rest, StartAt, States: Object.fromEntries(kept.map(([name, state]) => [name, reachableWithin(state)])) };
}

function reachableWithin(state: State): State {
  if (state.Type === 'Parallel') return { ...state, Branches: state.Branches.map(reachable) };
  if (state.Type !== 'Map' || state.ItemProcessor === undefined) return state;
  return { ...state, ItemProcessor: reachable(state.ItemProcessor) };
}

const taskNames = ({ States }: Branch): readonly string[] =>
  Object.entries(States).flatMap(([name, state]) => {
    if (state.Type === 'Task') return [name];
    if (state.Type === 'Parallel') return state.Branches.flatMap(taskNames);
    return state.Type === 'Map' && state.ItemProcessor !== undefined ? taskNames(state.ItemProcessor) : [];
  });

const aResult: fc.Arbitrary<ScriptedResult> = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 1 }).map((value) => ({ return: value as Json })) },
  { weight: 2, arbitrary: fc.record({ error: someErrors, cause: fc.string() }) },
  { weight: 1, arbitrary: fc.constant('never' as const) },
);

/** Machines with an input, and with a result for every attempt of every task. */
export const anyScene: fc.Arbitrary<AnyScene> = fc
  .record({
    drafts: fc.array(draftAt(0), { minLength: 1, maxLength: 3 }),
    results: fc.array(aResult, { minLength: 1, maxLength: 12 }),
    items: fc.array(fc.integer(), { maxLength: 3 }),
  })
  .map(({ drafts, results, items }) => {
    const machine = reachable(scopeOf(trimmed(drafts), 'S'));
    const script = taskNames(machine).map((name, index) => {
      const from = index % results.length;
      return [name, [...results.slice(from), ...results.slice(0, from)].slice(0, 3)] as const;
    });
    return { machine, input: { items }, script: Object.fromEntries(script) };
  });

/** How often a property is tried: a few times among the tests, and as often as one says to look harder. */
export const runs = (few: number): { readonly numRuns: number } => ({
  numRuns: Number(process.env.FUZZ_RUNS ?? few),
});
