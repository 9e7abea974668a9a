import { requiredList } from '../members';
import { busOf, type Operation, ruleNameOf } from './operation';

export const removeTargets: Operation = async (model, input) => {
  const ids = requiredList(input, 'Ids', 100).map(String);
  const rule = model.registry.rule(busOf(input), ruleNameOf(input, 'Rule'));
  const known = new Set(model.registry.targetsOf(rule).map(({ id }) => id));
  const unknown = ids.filter((id) => !known.has(id));
  await model.registry.deleteTargets(
    rule,
    ids.filter((id) => known.has(id)),
  );
  return {
    FailedEntryCount: unknown.length,
    FailedEntries: unknown.map((id) => ({
      TargetId: id,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${rule.name} does not have target with Id ${id}.`,
    })),
  };
};
