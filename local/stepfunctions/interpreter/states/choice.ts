/** Choice: the first rule that holds decides where to go. */
import type { ChoiceBranch, ChoiceState, QueryLanguage } from '../../../../lib/asl/language';
import { type Scope, within } from '../../expression';
import { requiredValue, unexpectedType } from '../../jsonata/expression';
import { compileJsonataTemplate, queryAt } from '../../jsonata/template';
import { ExpressionError } from '../../paths/scanner';
import { runtimeError } from '../../state-error';
import { type Condition, compileCondition } from '../choice-rules';
import { scopeOf } from '../context';
import { compileAssign, compileDataFlow, type DataFlow } from '../data-flow';
import { complete } from '../exit';
import type { Where } from '../machine';
import type { Entered, Step } from '../step';

export interface CompiledChoice {
  readonly type: 'Choice';
  readonly name: string;
  readonly flow: DataFlow;
  readonly choices: readonly CompiledRule[];
  readonly otherwise: string | undefined;
}

interface CompiledRule {
  readonly condition: Condition;
  readonly next: string;
  /** What the rule puts out and assigns in place of the state. */
  readonly flow: Pick<DataFlow, 'output' | 'assign'>;
}

export function compileChoice(name: string, state: ChoiceState, { language }: Where): CompiledChoice {
  const flow = compileDataFlow(state, language, 'input');
  return {
    type: 'Choice',
    name,
    flow,
    choices: state.Choices.map((choice, index) => compileRule(choice, language, flow, `Choices[${index}]`)),
    otherwise: state.Default,
  };
}

function compileRule(choice: ChoiceBranch, language: QueryLanguage, flow: DataFlow, field: string): CompiledRule {
  const { Next: next, Output: output, Assign: assign } = choice;
  if (language === 'JSONPath') {
    const values = compileAssign(assign, language, within, `${field}/Assign`);
    return { condition: compileCondition(choice), next, flow: { output: flow.output, assign: values } };
  }
  const template = output === undefined ? undefined : compileJsonataTemplate(output, `${field}/Output`);
  return {
    condition: compileJsonataCondition(choice.Condition, `${field}/Condition`),
    next,
    flow: {
      output: template === undefined ? (_scope, input) => input : (scope) => template(scope),
      assign: compileAssign(assign, language, (scope: Scope) => scope, `${field}/Assign`),
    },
  };
}

function compileJsonataCondition(condition: string | boolean | undefined, field: string): Condition {
  if (typeof condition === 'boolean') return () => condition;
  if (condition === undefined) throw new ExpressionError('a rule needs a Condition', field);
  const query = queryAt(condition, field);
  return (scope) => {
    const value = requiredValue(query, scope, field);
    if (typeof value === 'boolean') return value;
    throw unexpectedType(query, field, 'boolean', value);
  };
}

export function enterChoice(entered: Entered<CompiledChoice>): Step {
  const { state, branch } = entered;
  const scope = scopeOf(entered);
  const input = state.flow.input(scope);
  const seen = within(scope, input);
  const rule = state.choices.find(({ condition }) => condition(seen));
  const next = rule?.next ?? state.otherwise;
  if (next === undefined) {
    throw runtimeError('Failed to transition out of the state. The state does not point to a next state.');
  }
  return complete(entered, rule?.flow ?? state.flow, branch.lastEventId, input, next);
}
