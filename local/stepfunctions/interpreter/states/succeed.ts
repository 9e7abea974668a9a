/** Succeed: ends its thread of control well. */
import type { SucceedState } from '../../../../lib/asl/language';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow } from '../data-flow';
import { complete } from '../exit';
import type { Where } from '../machine';
import type { Entered, Step } from '../step';

export interface CompiledSucceed {
  readonly type: 'Succeed';
  readonly name: string;
  readonly flow: DataFlow;
}

export function compileSucceed(name: string, state: SucceedState, { language }: Where): CompiledSucceed {
  return { type: 'Succeed', name, flow: compileDataFlow(state, language, 'input') };
}

export function enterSucceed(entered: Entered<CompiledSucceed>): Step {
  const { state, branch } = entered;
  const input = state.flow.work(scopeOf(entered));
  return complete(entered, state.flow, branch.lastEventId, input, undefined);
}
