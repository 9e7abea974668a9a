import type { Json, JsonObject } from '../../../lib/units';
import { validationError } from '../errors';
import { isObject, requiredText } from '../members';
import { compile, matchesEvent } from '../pattern/pattern';
import type { Operation } from './operation';

/** "The following fields are mandatory" (API Reference, "TestEventPattern"). */
const MANDATORY = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

export const testEventPattern: Operation = (_model, input) => {
  const pattern = compile(requiredText(input, 'EventPattern', { max: 4096 }));
  return { Result: matchesEvent(pattern, parseEvent(requiredText(input, 'Event'))) };
};

function parseEvent(text: string): JsonObject {
  const event = parse(text);
  if (!isObject(event)) throw validationError('Parameter Event is not valid. Reason: it must be a JSON object.');
  const missing = MANDATORY.filter((field) => event[field] === undefined);
  if (missing.length > 0) {
    throw validationError(`Parameter Event is not valid. Reason: it lacks the mandatory ${missing.join(', ')}.`);
  }
  return event;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
