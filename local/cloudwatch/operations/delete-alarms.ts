import { resourceNotFound, validationError } from '../errors';
import { texts } from '../members';
import type { Operation } from './operation';

const MAX_ALARMS = 100;

/** "If you specify … a non-existent alarm … , none of the alarms … are deleted." */
export const deleteAlarms: Operation = async ({ alarms }, input) => {
  const names = texts(input, 'AlarmNames');
  if (names.length > MAX_ALARMS) throw validationError(`AlarmNames takes at most ${MAX_ALARMS} names.`);
  const found = names.flatMap((name) => alarms.find(name) ?? []);
  const missing = names.find((name) => alarms.find(name) === undefined);
  if (missing !== undefined) throw resourceNotFound(`The alarm ${missing} does not exist.`);
  for (const alarm of found) await alarms.delete(alarm);
  return {};
};
