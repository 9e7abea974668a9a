/**
 * A bound on the time of regular expressions. Everything else that an expression of the language does is counted, step by
 * step; what a pattern costs nobody sees before it is over, and a short one can take years (`/(a+)+$/`).
 */
import { createContext, Script } from 'node:vm';

/** Milliseconds. An honest pattern over the largest state data takes a hundredth of it. */
export const MAX_PATTERN_MILLIS = 1_000;

export class PatternTooSlow extends Error {
  override readonly name = 'PatternTooSlow';
}

const room: { work: (() => void) | undefined } = { work: undefined };
const call = new Script('work()');
let context: object | undefined;

/** Throws `PatternTooSlow` where the work, which looks at patterns, takes longer than it may. */
export function inPatternTime<T>(work: () => T, millis = MAX_PATTERN_MILLIS): T {
  context ??= createContext(room);
  const results: { readonly value: T }[] = [];
  const before = room.work;
  room.work = () => void results.push({ value: work() });
  try {
    call.runInContext(context, { timeout: millis });
  } catch (error) {
    if (isTimeout(error)) throw new PatternTooSlow(`A regular expression took longer than ${millis} ms`);
    throw error;
  } finally {
    room.work = before;
  }
  const [result] = results;
  if (result === undefined) throw new Error('the work was not done');
  return result.value;
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
