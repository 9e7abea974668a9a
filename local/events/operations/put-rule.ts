import { ruleArn } from '../arns';
import { validationError } from '../errors';
import { constraintFailed, optionalText } from '../members';
import { DEFAULT_BUS, type Rule } from '../model';
import { compile } from '../pattern/pattern';
import { parseSchedule } from '../schedule/schedule';
import { busOf, type Operation, ruleNameOf } from './operation';
import { tagsIn } from './tag-resource';

/** Creates a rule or replaces it; its targets and its tags stay. */
export const putRule: Operation = async (model, input) => {
  const name = ruleNameOf(input);
  const bus = busOf(input);
  const pattern = optionalText(input, 'EventPattern', { max: 4096 });
  const schedule = optionalText(input, 'ScheduleExpression', { max: 256 });
  const state = optionalText(input, 'State') ?? 'ENABLED';
  if (state !== 'ENABLED' && state !== 'DISABLED') throw unknownState(state);
  if (pattern === undefined && schedule === undefined) {
    throw validationError('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  model.registry.bus(bus);
  if (pattern !== undefined) compile(pattern);
  if (schedule !== undefined) checkSchedule(schedule, bus);

  const existing = model.registry.findRule(bus, name);
  // Put again as it was, a schedule keeps its beat.
  const goesOn = existing !== undefined && existing.schedule === schedule && existing.state === state;
  const rule: Rule = {
    name,
    arn: ruleArn(model.home, bus, name),
    bus,
    pattern,
    schedule,
    state,
    description: optionalText(input, 'Description', { max: 512 }),
    roleArn: optionalText(input, 'RoleArn', { max: 1600 }),
    since: goesOn ? existing.since : model.clock.now(),
  };
  await model.registry.putRule(rule);
  if (existing === undefined) await model.tags.add(rule.arn, tagsIn(input));
  model.schedules.set(rule);
  return { RuleArn: rule.arn };
};

const unknownState = (state: string) =>
  constraintFailed(
    'State',
    `'${state}'`,
    'Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]',
  );

function checkSchedule(schedule: string, bus: string): void {
  if (bus !== DEFAULT_BUS) throw validationError('ScheduleExpression is supported only on the default event bus.');
  if (parseSchedule(schedule) === undefined) throw validationError('Parameter ScheduleExpression is not valid.');
}
