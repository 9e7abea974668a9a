/** Pass: hands on its input, a fixed Result, or what Parameters make of the input. */
import type { PassState } from '../../../../lib/asl/language';
import type { Json } from '../../../../lib/units';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow } from '../data-flow';
import { complete } from '../exit';
import type { Where } from '../machine';
import type { Entered, Step } from '../step';

export interface CompiledPass {
  readonly type: 'Pass';
  readonly name: string;
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly result: Json | undefined;
}

export function compilePass(name: string, state: PassState, { language }: Where): CompiledPass {
  return {
    type: 'Pass',
    name,
    next: state.Next,
    flow: compileDataFlow(state, language, 'input'),
    result: state.Result,
  };
}

export function enterPass(entered: Entered<CompiledPass>): Step {
  const { state, branch } = entered;
  const input = state.flow.work(scopeOf(entered));
  return complete(entered, state.flow, branch.lastEventId, state.result ?? input, state.next);
}
