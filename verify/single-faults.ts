/**
 * Every single fault of a run that meets none, by the calls that it makes: each in three kinds (not applied, applied and the
 * reply lost, applied late), once and for as long as it is tried; each invocation doubled; each saga stopped from outside.
 */
import { HANG } from './calls';
import type { CallSeen } from './observed';
import type { ErrorReply, Fault, Schedule } from './schedule';

/** Later than every retry of a compensation. */
const LATE_MILLIS = 60 * 60 * 1000;
/** More than a step or a compensation is tried. */
const OFTEN = 12;
/** More than a relay and its client try together, until only the sweeper is left. */
const VERY_OFTEN = 40;

const reply = (name: string): ErrorReply => ({ name, message: '' });

/** One error that says nothing of the outcome and one that says that there was none. */
const ERRORS: { readonly [service: string]: { readonly unknown: ErrorReply; readonly refused: ErrorReply } } = {
  lambda: { unknown: reply('Lambda.Unknown'), refused: reply('Lambda.TooManyRequestsException') },
  dynamodb: { unknown: reply('InternalServerError'), refused: reply('ProvisionedThroughputExceededException') },
  events: { unknown: reply('InternalException'), refused: reply('InternalException') },
  stepfunctions: { unknown: reply('InternalFailure'), refused: reply('ThrottlingException') },
};

export function singleFaults(calls: readonly CallSeen[]): readonly Schedule[] {
  return calls.flatMap(({ at }) => {
    const errors = ERRORS[at.service];
    if (errors === undefined) return [];
    const { unknown, refused } = errors;
    const isFirst = at.nth === 1;
    const times = at.service === 'events' ? VERY_OFTEN : OFTEN;
    const isInvocation = at.service === 'lambda' && at.operation === 'Invoke';
    const faults: readonly (Fault | false)[] = [
      { kind: 'call', at, how: 'notApplied', error: refused },
      { kind: 'call', at, how: 'replyLost', error: unknown },
      isFirst && { kind: 'call', at, how: 'notApplied', error: refused, times },
      isFirst && { kind: 'call', at, how: 'replyLost', error: unknown, times },
      isInvocation &&
        isFirst && { kind: 'call', at, how: 'late', error: unknown, times: OFTEN, delayMillis: LATE_MILLIS },
      isInvocation && { kind: 'call', at, how: 'replyLost', error: reply(HANG) },
      isInvocation && { kind: 'duplicate', at, delayMillis: 0 },
      isInvocation && { kind: 'stop', at, error: 'Stopped' },
    ];
    return faults.filter((fault) => fault !== false).map((fault) => [fault]);
  });
}
