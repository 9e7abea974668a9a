/** Choice: the first rule that holds decides where to go. */
import type { ChoiceState } from '../../../../lib/asl/language';
import { within } from '../../expression';
import { runtimeError } from '../../state-error';
import { type Condition, compileCondition } from '../choice-rules';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow, effectiveInput } from '../data-flow';
import { complete } from '../exit';
import type { Entered, Step } from '../step';

export interface CompiledChoice {
  readonly type: 'Choice';
  readonly name: string;
  readonly flow: DataFlow;
  readonly choices: readonly { readonly condition: Condition; readonly next: string }[];
  readonly otherwise: string | undefined;
}

export function compileChoice(name: string, state: ChoiceState): CompiledChoice {
  return {
    type: 'Choice',
    name,
    flow: compileDataFlow(state),
    choices: state.Choices.map((choice) => ({ condition: compileCondition(choice), next: choice.Next })),
    otherwise: state.Default,
  };
}

export function enterChoice(entered: Entered<CompiledChoice>): Step {
  const { state, branch } = entered;
  const scope = scopeOf(entered);
  const input = effectiveInput(state.flow, scope);
  const seen = within(scope, input);
  const next = state.choices.find(({ condition }) => condition(seen))?.next ?? state.otherwise;
  if (next === undefined) {
    throw runtimeError('Failed to transition out of the state. The state does not point to a next state.');
  }
  return complete(entered, state.flow, branch.lastEventId, input, next);
}
