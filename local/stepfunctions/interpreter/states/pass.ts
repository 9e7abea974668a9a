/** Pass: hands on its input, a fixed Result, or what Parameters make of the input. */
import type { PassState } from '../../../../lib/asl/language';
import type { Json } from '../../../../lib/units';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow, effectiveInput } from '../data-flow';
import { complete } from '../exit';
import type { Entered, Step } from '../step';

export interface CompiledPass {
  readonly type: 'Pass';
  readonly name: string;
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly result: Json | undefined;
}

export function compilePass(name: string, state: PassState): CompiledPass {
  return { type: 'Pass', name, next: state.Next, flow: compileDataFlow(state), result: state.Result };
}

export function enterPass(entered: Entered<CompiledPass>): Step {
  const { state, branch } = entered;
  const input = effectiveInput(state.flow, scopeOf(entered));
  return complete(entered, state.flow, branch.lastEventId, state.result ?? input, state.next);
}
