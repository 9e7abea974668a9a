import { limitExceeded } from '../errors';
import { requiredList } from '../members';
import { parseTarget, targetRequests } from '../targets/parse-target';
import { busOf, type Operation, ruleNameOf } from './operation';

/** Source: user guide, "EventBridge quotas": targets a rule. */
const MAX_TARGETS = 5;
const MAX_TARGETS_IN_REQUEST = 100;

export const putTargets: Operation = async (model, input) => {
  const requests = targetRequests(requiredList(input, 'Targets', MAX_TARGETS_IN_REQUEST));
  const rule = model.registry.rule(busOf(input), ruleNameOf(input, 'Rule'));
  const targets = requests.map(parseTarget);
  const ids = new Set([...model.registry.targetsOf(rule), ...targets].map(({ id }) => id));
  if (ids.size > MAX_TARGETS) throw limitExceeded('The requested resource exceeds the maximum number allowed.');
  await model.registry.putTargets(rule, targets);
  return { FailedEntryCount: 0, FailedEntries: [] };
};
