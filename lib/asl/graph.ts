/** A state machine as nodes and edges. Pure; knows nothing of sagas. */
import type { Branch, ChoiceBranch, ChoiceRule, State, StateType } from './language';

export interface Graph {
  readonly start: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}
export interface GraphNode {
  readonly name: string;
  readonly type: StateType;
  /** The execution, or the branch, can end here: `End`, Succeed or Fail. */
  readonly ends: boolean;
  /** Of a Parallel state one a branch, of a Map state the one of its items. */
  readonly branches: readonly Graph[];
}
export interface Transition {
  readonly kind: 'next' | 'choice' | 'default' | 'catch';
  readonly to: string;
  /** When it is taken: the rule of a choice, the error names of a catch; otherwise empty. */
  readonly label: string;
  /** The field of the state that names the target. */
  readonly field: string;
}
export interface GraphEdge extends Transition {
  readonly from: string;
}

export function toGraph({ StartAt, States }: Branch): Graph {
  const states = Object.entries(States);
  return {
    start: StartAt,
    nodes: states.map(([name, state]) => ({
      name,
      type: state.Type,
      ends: endsAt(state),
      branches: branchesOf(state).map(({ branch }) => toGraph(branch)),
    })),
    edges: states.flatMap(([from, state]) => transitionsOf(state).map((transition) => ({ from, ...transition }))),
  };
}

/** Where a state can lead, in the order of its fields. */
export function transitionsOf(state: State): readonly Transition[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  const choices = state.Type === 'Choice' ? state.Choices : [];
  const otherwise = state.Type === 'Choice' && state.Default !== undefined ? [state.Default] : [];
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  return [
    ...next.map((to): Transition => ({ kind: 'next', to, label: '', field: 'Next' })),
    ...choices.map((choice, index): Transition => {
      return { kind: 'choice', to: choice.Next, label: choiceText(choice), field: `Choices[${index}]/Next` };
    }),
    ...otherwise.map((to): Transition => ({ kind: 'default', to, label: '', field: 'Default' })),
    ...catchers.map(({ ErrorEquals, Next }, index): Transition => {
      return { kind: 'catch', to: Next, label: ErrorEquals.join(', '), field: `Catch[${index}]/Next` };
    }),
  ];
}

export function endsAt(state: State): boolean {
  return state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true);
}

/** The machines inside a Parallel or Map state, each with the field that holds it. */
export function branchesOf(state: State): readonly { readonly field: string; readonly branch: Branch }[] {
  if (state.Type === 'Parallel') {
    return state.Branches.map((branch, index) => ({ field: `Branches[${index}]`, branch }));
  }
  if (state.Type !== 'Map') return [];
  const { ItemProcessor, Iterator: former } = state;
  if (ItemProcessor !== undefined) return [{ field: 'ItemProcessor', branch: ItemProcessor }];
  return former === undefined ? [] : [{ field: 'Iterator', branch: former }];
}

function choiceText(choice: ChoiceBranch): string {
  return choice.Condition === undefined ? ruleText(choice) : String(choice.Condition).replace(/^\{%\s*|\s*%\}$/g, '');
}

/** `$.total NumericGreaterThan 100`, and `and`, `or`, `not` around such. */
function ruleText(rule: ChoiceRule): string {
  if (rule.And !== undefined) return `(${rule.And.map(ruleText).join(' and ')})`;
  if (rule.Or !== undefined) return `(${rule.Or.map(ruleText).join(' or ')})`;
  if (rule.Not !== undefined) return `not ${ruleText(rule.Not)}`;
  const comparison = Object.keys(rule).find((field) => !NOT_COMPARISONS.has(field)) ?? '';
  return `${rule.Variable} ${comparison} ${JSON.stringify(rule[comparison])}`;
}

const NOT_COMPARISONS: ReadonlySet<string> = new Set(['Comment', 'Variable', 'Next', 'Assign', 'Output']);
