/** The way out of a state. */
import type { Json } from '../../../lib/units';
import { WHOLE } from '../history/event';
import { scopeOf } from './context';
import { type DataFlow, outputOf } from './data-flow';
import type { Entered, Step } from './step';

/** Leaves for `to`, or ends the thread of control where there is nowhere to go. */
export function exit({ place, state }: Entered, lastEventId: number, output: Json, to: string | undefined): Step {
  const details = { name: state.name, output: place.turn.dataText(output, state.name), outputDetails: WHOLE };
  const id = place.turn.emit(`${state.type}StateExited`, lastEventId, { stateExitedEventDetails: details });
  return to === undefined ? { kind: 'end', output, lastEventId: id } : { kind: 'next', to, output, lastEventId: id };
}

/** Leaves with what ResultSelector, ResultPath and OutputPath make of the result. */
export function complete(
  entered: Entered,
  flow: DataFlow,
  lastEventId: number,
  result: Json,
  to: string | undefined,
): Step {
  return exit(entered, lastEventId, outputOf(flow, scopeOf(entered), result), to);
}
