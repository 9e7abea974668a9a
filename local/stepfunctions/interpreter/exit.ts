/** The way out of a state. */
import type { Json, JsonObject } from '../../../lib/units';
import { WHOLE } from '../history/event';
import { scopeOf } from './context';
import type { DataFlow } from './data-flow';
import type { Entered, Step } from './step';
import { assigned } from './variables';

export interface Left {
  readonly output: Json;
  /** New values of variables. */
  readonly values: JsonObject | undefined;
  /** Nowhere: the thread of control ends. */
  readonly to: string | undefined;
}

export function exit(entered: Entered, lastEventId: number, { output, values, to }: Left): Step {
  const { place, state, branch } = entered;
  const text = place.turn.dataText(output, state.name);
  const details = { name: state.name, output: text, outputDetails: WHOLE };
  const after = values === undefined ? undefined : assigned(entered, values);
  const id = place.turn.emit(`${state.type}StateExited`, lastEventId, {
    stateExitedEventDetails:
      after === undefined ? details : { ...details, assignedVariables: after.texts, assignedVariablesDetails: WHOLE },
  });
  if (to === undefined) return { kind: 'end', output, lastEventId: id };
  return { kind: 'next', to, output, variables: after?.variables ?? branch.variables, lastEventId: id };
}

/** Leaves with what the state's own fields make of the result. */
export function complete(
  entered: Entered,
  { output, assign }: Pick<DataFlow, 'output' | 'assign'>,
  lastEventId: number,
  result: Json,
  to: string | undefined,
): Step {
  const scope = scopeOf(entered);
  const values = assign?.(scope, result);
  return exit(entered, lastEventId, { output: output(scope, result), values, to });
}
