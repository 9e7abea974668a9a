/** Endings that no Catch sees, at every state that a saga's executions enter. */

import { HANG } from '../calls';
import type { CallPosition, Flaw, Schedule } from '../schedule';
import { type Baseline, type CaseSet, ofFaults, ofSchedules } from './case';
import { failing, isInvoke } from './faults';

export const stops: CaseSet = ofFaults(
  'uncatchable endings',
  "a saga's executions are stopped from outside, or its machine is deleted, at every call",
  function* ({ positions }, { subject }) {
    for (const at of positions) {
      yield { kind: 'stop', at, error: 'StoppedFromOutside' };
      if (subject.style === 'orchestrated') yield { kind: 'delete', at };
    }
  },
);

const FLAWS: readonly Flaw[] = ['hasNoTime', 'readsNothing', 'growsTooLarge', 'runsInCircles'];

export const flaws: CaseSet = ofSchedules(
  'flawed machines',
  'an execution runs out of time, of history (25,000 events) or of room (256 KiB), or into States.Runtime, at every state',
  function* (baseline, { requests }) {
    for (const state of baseline.states) {
      for (const flaw of FLAWS) {
        // A full history is told of event by event: one saga of it is enough.
        if (flaw === 'runsInCircles' && requests.length > 1) continue;
        yield [{ kind: 'flaw', state, flaw }, ...(flaw === 'hasNoTime' ? hangingAt(state, baseline) : [])];
      }
    }
  },
);

/** Within the time of the whole execution; whoever recovers the saga is answered. */
const TRIES_WITHOUT_ANSWER = 2;

/** The function of the state does not answer. */
function hangingAt(state: string, { positions }: Baseline): Schedule {
  const name = state.startsWith('CompensateFrom') ? 'RecordSaga' : state;
  const isAt = (at: CallPosition) => isInvoke(at) && at.nth === 1 && at.function.endsWith(name);
  return positions
    .filter(isAt)
    .map((at) => failing(at, { name: HANG, message: '' }, 'notApplied', TRIES_WITHOUT_ANSWER));
}
