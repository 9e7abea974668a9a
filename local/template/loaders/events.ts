/** AWS::Events::EventBus, AWS::Events::Rule and AWS::Events::Archive. */
import type { Json, JsonObject } from '../../../lib/units';
import { AwsError, CLIENT, type Service } from '../../service';
import { isObject, type Loader, type Target, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

const DEFAULT_BUS = 'default';

export const loadEventBus: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'Name', physicalName(type, stack.name, logicalId));
  await unlessThere(target.events, 'CreateEventBus', { Name: name, ...given(properties, ['Description']) });
  const arn = arnOf('events', target, `event-bus/${name}`);
  return { kind: 'modelled', name, arn, ref: name, attributes: { Arn: arn, Name: name } };
};

export const loadRule: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'Name', physicalName(type, stack.name, logicalId));
  const bus = busNameOf(textOf(properties, 'EventBusName', DEFAULT_BUS));
  const { EventPattern } = properties;
  await target.events.call(
    'PutRule',
    {
      Name: name,
      EventBusName: bus,
      ...(EventPattern === undefined ? {} : { EventPattern: textFrom(EventPattern) }),
      ...given(properties, ['ScheduleExpression', 'State', 'Description', 'RoleArn']),
    },
    CLIENT,
  );
  const targets = list(properties.Targets);
  const unknown = targets.filter((each) => !isModelled(each));
  await replaceTargets(target, { Rule: name, EventBusName: bus }, targets.filter(isModelled));
  const arn = arnOf('events', target, bus === DEFAULT_BUS ? `rule/${name}` : `rule/${bus}/${name}`);
  const ref = bus === DEFAULT_BUS ? name : `${bus}|${name}`;
  const loaded = { name, arn, ref, attributes: { Arn: arn } };
  if (unknown.length === 0) return { kind: 'modelled', ...loaded };
  const arns = unknown.map((each) => String(each.Arn)).join(', ');
  return { kind: 'notModelled', reason: `no event reaches ${arns}, which is not modelled`, ...loaded };
};

/** An archive stays as it was made. */
export const loadArchive: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'ArchiveName', archiveName(type, stack.name, logicalId));
  const { EventPattern } = properties;
  await unlessThere(target.events, 'CreateArchive', {
    ArchiveName: name,
    EventSourceArn: textOf(properties, 'SourceArn', ''),
    ...(EventPattern === undefined ? {} : { EventPattern: textFrom(EventPattern) }),
    ...given(properties, ['Description']),
    ...(properties.RetentionDays === undefined ? {} : { RetentionDays: Number(properties.RetentionDays) }),
  });
  const arn = arnOf('events', target, `archive/${name}`);
  return { kind: 'modelled', name, arn, ref: name, attributes: { Arn: arn, ArchiveName: name } };
};

const MAX_ARCHIVE_NAME = 48;
const archiveName = (type: string, stack: string, logicalId: string) =>
  physicalName(type, stack, logicalId).slice(-MAX_ARCHIVE_NAME);

async function unlessThere(events: Service, operation: string, input: JsonObject): Promise<void> {
  try {
    await events.call(operation, input, CLIENT);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error;
  }
}

/** Those that the template no longer has are removed. */
async function replaceTargets({ events }: Target, rule: JsonObject, targets: readonly JsonObject[]): Promise<void> {
  const known = list((await events.call('ListTargetsByRule', rule, CLIENT)).Targets).map(({ Id }) => String(Id));
  const gone = known.filter((id) => !targets.some(({ Id }) => Id === id));
  if (gone.length > 0) await events.call('RemoveTargets', { ...rule, Ids: gone }, CLIENT);
  if (targets.length > 0) await events.call('PutTargets', { ...rule, Targets: targets.map(withNumbers) }, CLIENT);
}

/** CloudFormation takes `"3"` for 3. */
function withNumbers(target: JsonObject): JsonObject {
  const { RetryPolicy } = target;
  if (!isObject(RetryPolicy)) return target;
  const numbers = Object.entries(RetryPolicy).map(([name, value]) => [name, Number(value)] as const);
  return { ...target, RetryPolicy: Object.fromEntries(numbers) };
}

const MODELLED = /^arn:[^:]+:(lambda|sqs|states|events):/;
const isModelled = ({ Arn }: JsonObject): boolean => MODELLED.test(String(Arn));

const busNameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
const textFrom = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
const list = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const given = (properties: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
