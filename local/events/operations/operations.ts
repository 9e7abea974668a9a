/** Every operation that is modelled, by AWS's name. */
import { createArchive } from './create-archive';
import { createEventBus } from './create-event-bus';
import { deleteEventBus } from './delete-event-bus';
import { deleteRule } from './delete-rule';
import { describeArchive } from './describe-archive';
import { describeEventBus } from './describe-event-bus';
import { describeRule } from './describe-rule';
import { disableRule, enableRule } from './enable-rule';
import { listEventBuses } from './list-event-buses';
import { listRuleNamesByTarget } from './list-rule-names-by-target';
import { listRules } from './list-rules';
import { listTargetsByRule } from './list-targets-by-rule';
import type { Operation } from './operation';
import { putEvents } from './put-events';
import { putRule } from './put-rule';
import { putTargets } from './put-targets';
import { removeTargets } from './remove-targets';
import { listTagsForResource, tagResource, untagResource } from './tag-resource';
import { testEventPattern } from './test-event-pattern';

export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CreateArchive: createArchive,
    CreateEventBus: createEventBus,
    DeleteEventBus: deleteEventBus,
    DeleteRule: deleteRule,
    DescribeArchive: describeArchive,
    DescribeEventBus: describeEventBus,
    DescribeRule: describeRule,
    DisableRule: disableRule,
    EnableRule: enableRule,
    ListEventBuses: listEventBuses,
    ListRuleNamesByTarget: listRuleNamesByTarget,
    ListRules: listRules,
    ListTagsForResource: listTagsForResource,
    ListTargetsByRule: listTargetsByRule,
    PutEvents: putEvents,
    PutRule: putRule,
    PutTargets: putTargets,
    RemoveTargets: removeTargets,
    TagResource: tagResource,
    TestEventPattern: testEventPattern,
    UntagResource: untagResource,
  }),
);
