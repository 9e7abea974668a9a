/** Executions as rows of a list. */
import { SAGA_COMPENSATED, SAGA_COMPENSATION_FAILED } from '../../lib/saga/outcome';
import type { ExecutionRecord } from '../../local/stepfunctions/records';
import type { ExecutionRow, MachineSummary, SagaOutcome } from '../api';
import type { Room } from './room';

export function rowOf({ places, sagas }: Pick<Room, 'places' | 'sagas'>, record: ExecutionRecord): ExecutionRow {
  const { executionArn, stateMachineArn, name, redrive } = record;
  const role = places.roleOf(stateMachineArn);
  const stack = places.stackOf('machine', stateMachineArn);
  const sagaId = role === 'other' ? null : sagaIdOf(name, role);
  return {
    arn: executionArn,
    name,
    machine: machineOf(stateMachineArn),
    stack,
    role,
    status: record.status,
    startDate: record.startDate,
    stopDate: record.stopDate,
    error: record.error,
    sagaId,
    outcome: sagaId === null ? null : outcomeOf(record, role, sagas.known(stack ?? '', sagaId)?.state ?? null),
    redriveCount: redrive?.count ?? 0,
  };
}

/** `<sagaId>-r<n>` is the nth recovery of a saga. */
export const sagaIdOf = (name: string, role: MachineSummary['role']): string =>
  role === 'recovery' ? name.replace(/-r\d{1,3}$/, '') : name;

/** By the record alone, where the ledger is not known (yet): what is running says nothing. */
export function outcomeOf(
  { status, error, output }: Pick<ExecutionRecord, 'status' | 'error' | 'output'>,
  role: MachineSummary['role'],
  known: SagaOutcome,
): SagaOutcome {
  if (known !== null) return known;
  if (status === 'RUNNING') return role === 'conductor' ? 'RUNNING' : 'COMPENSATING';
  if (error === SAGA_COMPENSATED) return 'COMPENSATED';
  if (error === SAGA_COMPENSATION_FAILED) return 'COMPENSATION_FAILED';
  if (status !== 'SUCCEEDED') return null;
  return role === 'recovery' && output?.includes('"ended":"COMPENSATED"') === true ? 'COMPENSATED' : 'COMPLETED';
}

export const machineOf = (stateMachineArn: string): string => stateMachineArn.split(':')[6] ?? '';
