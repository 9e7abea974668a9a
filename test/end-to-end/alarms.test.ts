/**
 * Every alarm of the deployed stacks: brought about, raised, told to its topic, looked into and mended as RUNBOOK.md says,
 * and clear again. An alarm on a metric that nobody emits would never be raised here.
 */

import { DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { SystemClock, VirtualClock } from '../../local/clock';
import type { Local } from '../../local/start';
import { CHOREOGRAPHED, CONDUCTED, type Provocation } from './provocations';
import { run, sections } from './runbook';
import { openShops, type Shop } from './shop';

const MINUTE = 60_000;

const clock = new VirtualClock(new SystemClock().now(), 'hold');
let local: Local;
const shops: Partial<Record<'conducted' | 'choreographed', Shop>> = {};

beforeAll(async () => {
  const opened = await openShops({ clock, port: 0 });
  local = opened.local;
  Object.assign(shops, opened);
  // The sweepers' first runs.
  await clock.advance(6 * MINUTE);
}, 60_000);
afterAll(() => local.stop());

async function alarm(shop: Shop, name: string): Promise<MetricAlarm> {
  const AlarmNames = [`${shop.stack}-${name}`];
  const { MetricAlarms = [] } = await local.clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }));
  const [found] = MetricAlarms;
  if (found === undefined) throw new Error(`there is no alarm ${AlarmNames}`);
  return found;
}

/** Lets minutes go by until each of the alarms was seen in this state; answers those that were not. */
async function notSeen(shop: Shop, names: readonly string[], state: 'ALARM' | 'OK', minutes: number) {
  let missing = names;
  for (let passed = 0; passed <= minutes; passed++) {
    const states = await Promise.all(missing.map(async (name) => (await alarm(shop, name)).StateValue));
    missing = missing.filter((_, index) => states[index] !== state);
    if (missing.length === 0) break;
    await clock.advance(MINUTE);
  }
  return missing;
}

const anchorIn = ({ AlarmDescription = '' }: MetricAlarm): string =>
  /RUNBOOK\.md#([\w-]+)\)$/.exec(AlarmDescription)?.[1] ?? '';

const TOPICS = ['Pages', 'Warnings'] as const;
type Topic = (typeof TOPICS)[number];
const inboxOf = (shop: Shop, topic: Topic) => `${shop.stack}-${topic}`;

/** Somebody subscribes, by way of a queue. */
async function listenTo(shop: Shop, topic: Topic): Promise<void> {
  const { sns, sqs } = local.clients;
  const QueueName = inboxOf(shop, topic);
  await sqs.send(new CreateQueueCommand({ QueueName }));
  const Endpoint = `arn:aws:sqs:${local.world.region}:${local.world.account}:${QueueName}`;
  await sns.send(new SubscribeCommand({ TopicArn: shop.output(`${topic}TopicArn`), Protocol: 'sqs', Endpoint }));
}

/** What was told to a topic: `CompensationFailed ALARM`. */
function told(shop: Shop, topic: Topic): ReadonlySet<string> {
  const arn = `arn:aws:sqs:${local.world.region}:${local.world.account}:${inboxOf(shop, topic)}`;
  const lines = local.world.services.sqs.messagesOf(arn).map(({ body }) => {
    const { AlarmName, NewStateValue } = JSON.parse(JSON.parse(body).Message) as { [field: string]: string };
    return `${AlarmName?.replace(`${shop.stack}-`, '')} ${NewStateValue}`;
  });
  return new Set(lines);
}

const namesIn = (provocations: readonly Provocation[]) => provocations.flatMap(({ raises }) => raises);

const STYLES = [
  ['conducted', CONDUCTED],
  ['choreographed', CHOREOGRAPHED],
] as const;

describe.each(STYLES)('%s', (style, provocations) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = shops[style] as Shop;
    for (const topic of TOPICS) await listenTo(shop, topic);
  });
  afterEach(() => {
    local.faults.clear();
    shop.events.resume(shop.bus);
  });

  test('every alarm of the stack is brought about below', async () => {
    const { MetricAlarms = [] } = await local.clients.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `${shop.stack}-`, MaxRecords: 100 }),
    );

    const names = MetricAlarms.map(({ AlarmName }) => AlarmName?.replace(`${shop.stack}-`, ''));
    expect(names.sort()).toEqual(namesIn(provocations).toSorted());
  });

  test.each(provocations)('$raises are raised, and clear as the runbook is followed', async (provocation) => {
    const { raises, minutes = 3, mayRefuse = [] } = provocation;
    const id = `${style}-${raises[0]}`;
    const raisedBefore = await notSeen(shop, raises, 'OK', 3);

    const variables = await provocation.raise(shop, id);
    const notRaised = await notSeen(shop, raises, 'ALARM', minutes);
    local.faults.clear();
    shop.events.resume(shop.bus);
    for (const name of raises) {
      for (const command of sections.get(anchorIn(await alarm(shop, name))) ?? []) {
        const { code, err } = await run(command, { STACK: shop.stack, ...variables(name) }, local.endpoint ?? '');
        const allowed = mayRefuse.some((beginning) => command.startsWith(beginning)) ? [0, 5] : [0];
        if (!allowed.includes(code)) throw new Error(`'${command}' ended with ${code}: ${err}`);
      }
    }
    await provocation.clear?.(shop, id);
    const notCleared = await notSeen(shop, raises, 'OK', 6);

    expect({ raisedBefore, notRaised, notCleared }).toEqual({ raisedBefore: [], notRaised: [], notCleared: [] });
  }, 60_000);

  test('each was told to the topic of its severity, when it was raised and when it cleared, and to no other', async () => {
    const severities = await Promise.all(
      namesIn(provocations).map(async (name) => {
        const { AlarmActions = [] } = await alarm(shop, name);
        const [one, other] = AlarmActions[0] === shop.output('PagesTopicArn') ? TOPICS : TOPICS.toReversed();
        return { name, one: one as Topic, other: other as Topic };
      }),
    );

    for (const { name, one, other } of severities) {
      expect(told(shop, one)).toContain(`${name} ALARM`);
      expect(told(shop, one)).toContain(`${name} OK`);
      expect(told(shop, other)).not.toContain(`${name} ALARM`);
    }
  });
});

test('the runbook has a section for every alarm, and none for what is no alarm', async () => {
  const anchors = await Promise.all(
    STYLES.flatMap(([style, provocations]) =>
      namesIn(provocations).map(async (name) => anchorIn(await alarm(shops[style] as Shop, name))),
    ),
  );

  expect(new Set(anchors)).toEqual(new Set([...sections.keys()].filter((anchor) => anchor !== 'what-you-need')));
  for (const command of sections.get('what-you-need') ?? []) {
    expect(await run(command, {}, local.endpoint ?? '')).toMatchObject({ code: 0 });
  }
});
