/** Faults as the sets make them, of a call's place. */
import { errorsAt, LATE_MILLIS, representativeAt, waysOf } from '../errors';
import type { CallFaultKind, CallPosition, ErrorReply, Fault } from '../schedule';

/** More than anybody tries. */
export const FOREVER = 50;

export const WAYS: readonly CallFaultKind[] = ['notApplied', 'replyLost', 'late'];

export const isInvoke = ({ service, operation }: CallPosition): boolean =>
  service === 'lambda' && operation === 'Invoke';

/** One fault with each error, in each of the ways that it leaves open. */
export function* faultsAt(at: CallPosition): Iterable<Fault> {
  for (const error of errorsAt(at)) {
    const { name, message } = error;
    for (const how of waysOf(error)) yield* timed({ kind: 'call', at, how, error: { name, message } });
  }
}

function* timed(fault: Extract<Fault, { kind: 'call' }>): Iterable<Fault> {
  if (fault.how !== 'late') yield fault;
  else for (const delayMillis of LATE_MILLIS) yield { ...fault, delayMillis };
}

/** With the one error that stands for those of its kind of call. */
export function callFault(at: CallPosition, how: CallFaultKind, times = 1): Fault {
  const { name, message } = representativeAt(at);
  return failing(at, { name, message }, how, times);
}

export function failing(at: CallPosition, error: ErrorReply, how: CallFaultKind, times: number): Fault {
  const fault = { kind: 'call', at, how, error, times } as const;
  return how === 'late' ? { ...fault, delayMillis: LATE_MILLIS[1] } : fault;
}
