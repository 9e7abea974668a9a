/**
 * Redrive: an execution that ended without success goes on from where it stood.
 * Step Functions Developer Guide, "Restarting state machine executions with redrive", "Redrive behavior of individual states".
 *
 * What had been entered is not entered again: its work begins anew, with its first input, all retries and its whole
 * time, and links to `ExecutionRedriven`. Whatever had finished, and the threads that had, stay as they are.
 */
import { DATA_LIMIT_EXCEEDED } from '../state-error';
import { childPlace, type Parent } from './children';
import type { Branch, EndedFrame } from './frame';
import { redriveMapRun } from './states/distributed-map';
import { redriveMap } from './states/map';
import { redriveParallel } from './states/parallel';
import type { Entered, Place } from './step';
import { begin, enter, type Node, stateNamed, walk } from './walk';

export function redriveExecution(place: Place, { ending, lastEventId, last }: EndedFrame): Node {
  if (last === null) throw new Error('an execution that kept nothing cannot be redriven');
  const details = { redriveCount: place.turn.redrives.count };
  const redrivenId = place.turn.emit('ExecutionRedriven', lastEventId, { executionRedrivenEventDetails: details });
  // "If the state failed because of a States.DataLimitExceeded error, the … state is rerun, including the branches
  // that were successful in the original execution attempt."
  const tooMuch = ending.kind === 'FAILED' && ending.error === DATA_LIMIT_EXCEEDED;
  return redriveBranch(place, tooMuch ? { ...last, phase: ENTERED } : last, redrivenId);
}

function redriveBranch(place: Place, { phase, ...before }: Branch, redrivenId: number): Node {
  const state = stateNamed(place, before.state);
  // "Reenters the Fail state and fails again."
  if (state.type === 'Fail') return enter(place, before.state, before.input, redrivenId);
  const branch: Branch = {
    ...before,
    lastEventId: redrivenId,
    attempts: NONE,
    phase: phase.kind === 'children' ? phase : ENTERED,
  };
  if (phase.kind === 'mapRun' && phase.reader === null && state.type === 'Map') {
    return walk(place, redriveMapRun({ place, state, branch }, phase));
  }
  if (phase.kind !== 'children') return walk(place, begin({ place, state, branch }));
  const again = (entered: Entered<Parent>, index: number, child: Branch) =>
    redriveBranch(childPlace(entered, index, entered.state.threads(entered)), child, redrivenId);
  switch (state.type) {
    case 'Parallel':
      return walk(place, redriveParallel({ place, state, branch }, phase.children, redrivenId, again));
    case 'Map':
      return walk(place, redriveMap({ place, state, branch }, phase.children, redrivenId, again));
    default:
      throw new Error(`the state '${state.name}' has no threads`);
  }
}

const NONE: readonly number[] = [];
const ENTERED = { kind: 'entered' } as const;
