/** What the interpreter is told of a mocked task. */
import { branchAt } from '../interpreter/awaited';
import type { Address, Frame } from '../interpreter/frame';
import type { Signal } from '../interpreter/signal';
import { HEARTBEAT_TIMEOUT, TIMEOUT } from '../state-error';
import type { MockedOutcome } from './mocks';

export function mockedSignal(outcome: MockedOutcome, at: Address, ticket: number, frame: Frame): Signal {
  if (outcome.kind === 'return') {
    return { kind: 'taskSucceeded', at, ticket, output: outcome.output, text: outcome.text };
  }
  const { error, cause } = outcome;
  const reason = timeOutOf(error, at, frame);
  return reason === undefined
    ? { kind: 'taskFailed', at, ticket, error, cause }
    : { kind: 'woken', at, ticket, reason };
}

/** A thrown time-out is the task's own where it has such a limit: its timer fires at once. */
function timeOutOf(error: string, at: Address, frame: Frame): 'timeout' | 'heartbeat' | undefined {
  if (frame.kind !== 'running' || (error !== TIMEOUT && error !== HEARTBEAT_TIMEOUT)) return undefined;
  const phase = branchAt(frame, at)?.phase;
  if (phase?.kind !== 'task') return undefined;
  const limits = [
    ...(phase.timeoutAt === null ? [] : (['timeout'] as const)),
    ...(phase.heartbeatAt === null ? [] : (['heartbeat'] as const)),
  ];
  return error === TIMEOUT ? limits[0] : limits.at(-1);
}
