import { STATE_VALUES } from '../alarms/alarm';
import { invalidFormat, missingParameter, resourceNotFound } from '../errors';
import { oneOf, optionalText, requiredText } from '../members';
import type { Operation } from './operation';

/** For a time: "the alarm returns to its actual state" at its next evaluation. */
export const setAlarmState: Operation = async ({ alarms, clock, evaluation }, input) => {
  const alarm = alarms.find(requiredText(input, 'AlarmName'));
  const value = oneOf(input, 'StateValue', STATE_VALUES);
  if (value === undefined) throw missingParameter('The parameter StateValue is required.');
  const reason = requiredText(input, 'StateReason');
  const reasonData = optionalText(input, 'StateReasonData');
  if (reasonData !== undefined && !isJson(reasonData)) throw invalidFormat('StateReasonData must be valid JSON.');
  if (alarm === undefined) throw resourceNotFound('The alarm does not exist.');
  await alarms.setState(alarm, { value, reason, reasonData, updatedAt: clock.now() });
  evaluation.arm();
  return {};
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
