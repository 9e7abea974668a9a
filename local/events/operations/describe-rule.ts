import type { JsonObject } from '../../../lib/units';
import type { Rule } from '../model';
import { busOf, type Operation, ruleNameOf } from './operation';

export const describeRule: Operation = (model, input) => ({
  ...shownRule(model.registry.rule(busOf(input), ruleNameOf(input))),
  CreatedBy: model.home.account,
});

export const shownRule = (rule: Rule): JsonObject => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.pattern === undefined ? {} : { EventPattern: rule.pattern }),
  ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
  State: rule.state,
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  EventBusName: rule.bus,
});
