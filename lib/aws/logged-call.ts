/** One log line a call: which saga and function, which try, what came of it, how long it took. Never the payload. */
import { PERMANENT_ERROR_NAMES, StepRejected } from '../saga/errors';
import type { Clock, EpochMillis, JsonObject } from '../units';
import { bounded } from './errors';

/** What Powertools' `Logger` is used for. */
export type CallLogger = {
  readonly [level in 'info' | 'warn' | 'error']: (message: string, fields: JsonObject) => void;
};

export interface CallDependencies {
  readonly clock: Clock;
  readonly logger: CallLogger;
}

export interface Answer<T> {
  /** In a word, for the log. */
  readonly outcome: string;
  readonly value: T;
}

export interface Call {
  /** When it began. */
  readonly at: EpochMillis;
  /** Adds to the log line what the call turns out to be. */
  note(fields: JsonObject): void;
}

/** Runs a call and logs it once. Errors are logged by name alone, since a message may quote a customer's data. */
export async function loggedCall<T>(
  { clock, logger }: CallDependencies,
  fields: JsonObject,
  run: (call: Call) => Promise<Answer<T>>,
): Promise<T> {
  const at = clock.now();
  let known = fields;
  const line = (outcome: JsonObject) => Object.assign({}, known, outcome, { durationMillis: clock.now() - at });
  const note = (more: JsonObject) => {
    known = Object.assign({}, known, more);
  };
  try {
    const { outcome, value } = await run({ at, note });
    logger.info('call answered', line({ outcome }));
    return value;
  } catch (error) {
    const failure = bounded(error);
    if (error instanceof StepRejected) logger.info('call rejected', line({ outcome: 'rejected', reason: error.name }));
    else logger[levelOf(failure)]('call failed', line({ outcome: 'failed', errorName: failure.name }));
    throw failure;
  }
}

/** What no retry mends is the caller's to mend; anything else is ours. */
const levelOf = ({ name }: Error): 'warn' | 'error' =>
  PERMANENT_ERROR_NAMES.some((permanent) => permanent === name) ? 'warn' : 'error';
