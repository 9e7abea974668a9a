import { SAGA_COMPENSATED, SAGA_COMPENSATION_FAILED } from '../../lib/saga/outcome';
import { isCompensatable } from '../../lib/saga/plan';
import type { Invariant } from '../invariant';
import type { ExecutionSeen } from '../observed';

/** Endings that no Catch sees, be it where it may. */
const UNCATCHABLE = ['States.Runtime', 'States.DataLimitExceeded'];

export const undoingGoesOn: Invariant = {
  name: 'I26 undoing goes on',
  law: 'A compensation that fails is noted, and the others run: no execution ends with it.',
  check({ executions, scenario }) {
    const names = scenario.subject.definition.steps
      .filter(isCompensatable)
      .map(({ compensation }) => compensation.name);
    return executions.flatMap((execution) => {
      const last = lastEntered(execution);
      return hasFailed(execution) && last !== undefined && names.includes(last)
        ? [`execution '${execution.name}' ended with ${last}: ${execution.error}`]
        : [];
    });
  },
};

const hasFailed = ({ status, error }: ExecutionSeen): boolean =>
  status === 'FAILED' && ![SAGA_COMPENSATED, SAGA_COMPENSATION_FAILED, ...UNCATCHABLE].includes(error ?? '');

function lastEntered({ history }: ExecutionSeen): string | undefined {
  const last = history.findLast(({ type }) => type.endsWith('StateEntered'));
  return (last?.stateEnteredEventDetails as { readonly name?: string } | undefined)?.name;
}
