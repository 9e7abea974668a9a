/** Wait: for some seconds, or until a time. */
import type { WaitState } from '../../../../lib/asl/language';
import { type EpochMillis, epochMillis, type Json } from '../../../../lib/units';
import type { Scope } from '../../expression';
import { within } from '../../expression';
import { textOf } from '../../json';
import { isJsonata, type JsonataQuery, requiredValue, unexpectedType } from '../../jsonata/expression';
import { QueryEvaluationError } from '../../jsonata/query-evaluation-error';
import { queryAt } from '../../jsonata/template';
import { compileSelectingPath } from '../../paths/compile-path';
import { ExpressionError } from '../../paths/scanner';
import { runtimeError } from '../../state-error';
import { parseTimestamp } from '../../timestamp';
import { scopeOf } from '../context';
import { compileDataFlow, type DataFlow } from '../data-flow';
import { complete } from '../exit';
import type { Where } from '../machine';
import type { Entered, Step } from '../step';

type Until = (scope: Scope, now: EpochMillis) => EpochMillis;

export interface CompiledWait {
  readonly type: 'Wait';
  readonly name: string;
  readonly next: string | undefined;
  readonly flow: DataFlow;
  readonly until: Until;
}

export function compileWait(name: string, state: WaitState, { language }: Where): CompiledWait {
  const until = language === 'JSONata' ? compileJsonataUntil(state) : compileUntil(state);
  return { type: 'Wait', name, next: state.Next, flow: compileDataFlow(state, language, 'input'), until };
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

function compileJsonataUntil(state: WaitState): Until {
  const { Seconds: seconds, Timestamp: timestamp } = state;
  if (typeof seconds === 'string' && isJsonata(seconds)) {
    const query = queryAt(seconds, 'Seconds');
    return (scope, now) => after(now, jsonataSeconds(query, scope));
  }
  if (timestamp === undefined || !isJsonata(timestamp)) return compileUntil(state);
  const query = queryAt(timestamp, 'Timestamp');
  return (scope) => {
    const value = requiredValue(query, scope, 'Timestamp');
    if (typeof value !== 'string') throw unexpectedType(query, 'Timestamp', 'string', value);
    const time = parseTimestamp(value);
    if (time !== undefined) return time;
    throw new QueryEvaluationError(
      'Timestamp',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
    );
  };
}

/** "Seconds: an integer from 0 to 99999999." */
const MAX_WAIT_SECONDS = 99_999_999;

function jsonataSeconds(query: JsonataQuery, scope: Scope): number {
  const value = requiredValue(query, scope, 'Seconds');
  if (typeof value !== 'number' || !Number.isInteger(value)) throw unexpectedType(query, 'Seconds', 'integer', value);
  if (value >= 0 && value <= MAX_WAIT_SECONDS) return value;
  throw new QueryEvaluationError('Seconds', `The Seconds field must be between 0 and ${MAX_WAIT_SECONDS}: ${value}`);
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
  const input = state.flow.work(scopeOf(entered));
  return complete(entered, state.flow, branch.lastEventId, input, state.next);
}
