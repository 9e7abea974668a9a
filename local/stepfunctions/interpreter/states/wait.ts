/** Wait: for some seconds, or until a time. */
import type { WaitState } from '../../../../lib/asl/language';
import { type EpochMillis, epochMillis, type Json } from '../../../../lib/units';
import type { Scope } from '../../expression';
import { within } from '../../expression';
import { textOf } from '../../json';
import { compileSelectingPath } from '../../paths/compile-path';
import { ExpressionError } from '../../paths/scanner';
import { runtimeError } from '../../state-error';
import { parseTimestamp } from '../../timestamp';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow, effectiveInput } from '../data-flow';
import { complete } from '../exit';
import type { Entered, Step } from '../step';

type Until = (scope: Scope, now: EpochMillis) => EpochMillis;

export interface CompiledWait {
  readonly type: 'Wait';
  readonly name: string;
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly until: Until;
}

export function compileWait(name: string, state: WaitState): CompiledWait {
  return { type: 'Wait', name, next: state.Next, flow: compileDataFlow(state), until: compileUntil(state) };
}

function compileUntil(state: WaitState): Until {
  if (state.SecondsPath !== undefined) {
    const { SecondsPath: text } = state;
    const path = compileSelectingPath(text, 'SecondsPath');
    return (scope, now) => after(now, secondsOf(path(scope), text));
  }
  if (state.TimestampPath !== undefined) {
    const { TimestampPath: text } = state;
    const path = compileSelectingPath(text, 'TimestampPath');
    return (scope) => timestampOf(path(scope), text);
  }
  if (typeof state.Timestamp === 'string') {
    const time = parseTimestamp(state.Timestamp);
    if (time === undefined) throw new ExpressionError(`'${state.Timestamp}' is not a timestamp`);
    return () => time;
  }
  const seconds = Number(state.Seconds ?? 0);
  return (_scope, now) => after(now, seconds);
}

const after = (now: EpochMillis, seconds: number) => epochMillis(now + seconds * 1000);

function secondsOf(value: Json, path: string): number {
  const seen = `${path} == ${typeof value === 'string' ? value : textOf(value)}`;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw runtimeError(`The SecondsPath parameter cannot be parsed as a long value: ${seen}`);
  }
  if (value < 0) throw runtimeError(`The SecondsPath parameter references a negative value: ${seen}`);
  return value;
}

function timestampOf(value: Json, path: string): EpochMillis {
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time !== undefined) return time;
  const seen = `${path} == ${typeof value === 'string' ? value : textOf(value)}`;
  throw runtimeError(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${seen}`,
  );
}

export function enterWait(entered: Entered<CompiledWait>): Step {
  const { place, state, branch } = entered;
  const { turn, address } = place;
  const scope = scopeOf(entered);
  const until = state.until(within(scope, state.flow.input(scope)), turn.now);
  if (until <= turn.now) return resumeWait(entered);
  const ticket = branch.enteredEventId;
  turn.ask({ kind: 'wake', at: address, ticket, reason: 'wait', time: until });
  return { kind: 'blocked', branch: { ...branch, phase: { kind: 'waiting', ticket, until } } };
}

export function resumeWait(entered: Entered<CompiledWait>): Step {
  const { state, branch } = entered;
  const input = effectiveInput(state.flow, scopeOf(entered));
  return complete(entered, state.flow, branch.lastEventId, input, state.next);
}
