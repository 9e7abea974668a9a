import type { JsonObject } from '../../../lib/units';
import { aBench, anEntry, aRule, FUNCTION, QUEUE } from './fixture';

const ARN = 'arn:aws:events:eu-west-1:123456789012';
const PATTERN = '{"source":["shop"]}';

describe('rules', () => {
  test('are described as they were put', async () => {
    const bench = aBench();
    await bench.call('CreateEventBus', { Name: 'shop' });

    const answer = await bench.call('PutRule', {
      Name: 'r',
      EventBusName: 'shop',
      EventPattern: PATTERN,
      Description: 'd',
      RoleArn: 'arn:aws:iam::1:role/x',
      State: 'DISABLED',
    });

    expect(answer).toEqual({ RuleArn: `${ARN}:rule/shop/r` });
    expect(await bench.call('DescribeRule', { Name: 'r', EventBusName: `${ARN}:event-bus/shop` })).toEqual({
      Name: 'r',
      Arn: `${ARN}:rule/shop/r`,
      EventPattern: PATTERN,
      State: 'DISABLED',
      Description: 'd',
      RoleArn: 'arn:aws:iam::1:role/x',
      EventBusName: 'shop',
      CreatedBy: '123456789012',
    });
  });

  test('keep their targets when they are put again', async () => {
    const bench = aBench();
    await aRule(bench);

    await bench.call('PutRule', { Name: 'orders', EventPattern: '{"source":["other"]}' });
    await bench.call('PutEvents', { Entries: [anEntry({ Source: 'other' }), anEntry()] });
    await bench.events.settled();

    expect(bench.destinations.received.map(({ payload }) => JSON.parse(payload).source)).toEqual(['other']);
  });

  test('are listed by bus, prefix and page', async () => {
    const bench = aBench();
    for (const Name of ['b1', 'a2', 'a1', 'a3']) await bench.call('PutRule', { Name, EventPattern: PATTERN });
    const names = ({ Rules }: JsonObject) => (Rules as readonly { readonly Name: string }[]).map(({ Name }) => Name);

    const first = await bench.call('ListRules', { NamePrefix: 'a', Limit: 2 });
    const second = await bench.call('ListRules', { NamePrefix: 'a', Limit: 2, NextToken: first.NextToken ?? '' });

    expect(names(first)).toEqual(['a1', 'a2']);
    expect(names(second)).toEqual(['a3']);
    expect(second).not.toHaveProperty('NextToken');
  });

  test('cannot be deleted with targets; deleting what is not there succeeds', async () => {
    const bench = aBench();
    await aRule(bench);

    await expect(bench.call('DeleteRule', { Name: 'orders' })).rejects.toMatchObject({
      code: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
    });
    await bench.call('RemoveTargets', { Rule: 'orders', Ids: ['target'] });
    await bench.call('DeleteRule', { Name: 'orders' });
    expect(await bench.call('DeleteRule', { Name: 'orders' })).toEqual({});
    await expect(bench.call('DescribeRule', { Name: 'orders' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Rule orders does not exist on EventBus default.',
    });
  });

  test.each<[JsonObject, string, string]>([
    [{ Name: 'r' }, 'ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
    [
      { EventPattern: PATTERN },
      'ValidationException',
      "Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    [
      { Name: 'a b', EventPattern: PATTERN },
      'ValidationException',
      "Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [.\\-_A-Za-z0-9]+",
    ],
    [
      { Name: 'x'.repeat(65), EventPattern: PATTERN },
      'ValidationException',
      'Member must have length less than or equal to 64',
    ],
    [
      { Name: 'r', EventPattern: '{}' },
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: Empty objects are not allowed',
    ],
    [
      { Name: 'r', ScheduleExpression: 'rate(1 minutes)' },
      'ValidationException',
      'Parameter ScheduleExpression is not valid.',
    ],
    [{ Name: 'r', EventPattern: PATTERN, State: 'ON' }, 'ValidationException', "Value 'ON' at 'state'"],
    [
      { Name: 'r', EventPattern: PATTERN, EventBusName: 'no' },
      'ResourceNotFoundException',
      'Event bus no does not exist.',
    ],
  ])('refuse %j', async (input, code, message) => {
    await expect(aBench().call('PutRule', input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('run on a schedule only on the default bus', async () => {
    const bench = aBench();
    await bench.call('CreateEventBus', { Name: 'shop' });

    await expect(
      bench.call('PutRule', { Name: 'r', EventBusName: 'shop', ScheduleExpression: 'rate(1 day)' }),
    ).rejects.toMatchObject({ message: 'ScheduleExpression is supported only on the default event bus.' });
  });
});

describe('targets', () => {
  test('are listed as they were put, and replaced by id', async () => {
    const bench = aBench();
    await aRule(bench, { Id: 'b', Arn: QUEUE });
    await aRule(bench, { Id: 'a', Input: '{}' });
    await aRule(bench, { Id: 'b', Arn: FUNCTION, RetryPolicy: { MaximumRetryAttempts: 1 } });

    expect(await bench.call('ListTargetsByRule', { Rule: 'orders' })).toEqual({
      Targets: [
        { Id: 'a', Arn: FUNCTION, Input: '{}' },
        { Id: 'b', Arn: FUNCTION, RetryPolicy: { MaximumRetryAttempts: 1 } },
      ],
    });
    expect(await bench.call('ListRuleNamesByTarget', { TargetArn: FUNCTION })).toEqual({ RuleNames: ['orders'] });
    expect(await bench.call('ListRuleNamesByTarget', { TargetArn: QUEUE })).toEqual({ RuleNames: [] });
  });

  test('number at most five a rule', async () => {
    const bench = aBench();
    for (let n = 1; n <= 5; n++) await aRule(bench, { Id: `t${n}` });

    await aRule(bench, { Id: 't5' });
    await expect(aRule(bench, { Id: 't6' })).rejects.toMatchObject({ code: 'LimitExceededException' });
  });

  test('that are not there cannot be removed, and the others are', async () => {
    const bench = aBench();
    await aRule(bench);

    const answer = await bench.call('RemoveTargets', { Rule: 'orders', Ids: ['no', 'target'] });

    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'no', ErrorCode: 'ResourceNotFoundException' }],
    });
    expect(await bench.call('ListTargetsByRule', { Rule: 'orders' })).toEqual({ Targets: [] });
  });

  test('need a rule', async () => {
    await expect(
      aBench().call('PutTargets', { Rule: 'no', Targets: [{ Id: 'a', Arn: FUNCTION }] }),
    ).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Rule no does not exist on EventBus default.',
    });
  });
});

describe('buses', () => {
  test('are created once, described, listed and deleted', async () => {
    const bench = aBench();

    expect(await bench.call('CreateEventBus', { Name: 'shop', Description: 'd' })).toEqual({
      EventBusArn: `${ARN}:event-bus/shop`,
      Description: 'd',
    });
    await expect(bench.call('CreateEventBus', { Name: 'shop' })).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
      message: 'Event bus shop already exists.',
    });
    expect(await bench.call('DescribeEventBus', { Name: 'shop' })).toMatchObject({
      Name: 'shop',
      CreationTime: 1767225600,
    });
    expect(await bench.call('ListEventBuses', {})).toMatchObject({
      EventBuses: [{ Name: 'default' }, { Name: 'shop' }],
    });
    expect(await bench.call('ListEventBuses', { NamePrefix: 's' })).toMatchObject({ EventBuses: [{ Name: 'shop' }] });
    await bench.call('DeleteEventBus', { Name: 'shop' });
    expect(await bench.call('DeleteEventBus', { Name: 'shop' })).toEqual({});
    await expect(bench.call('DescribeEventBus', { Name: 'shop' })).rejects.toMatchObject({
      message: 'Event bus shop does not exist.',
    });
  });

  test('cannot be deleted with rules, and the default one never', async () => {
    const bench = aBench();
    await bench.call('CreateEventBus', { Name: 'shop' });
    await aRule(bench, {}, { EventBusName: 'shop' });

    await expect(bench.call('DeleteEventBus', { Name: 'shop' })).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(bench.call('DeleteEventBus', { Name: 'default' })).rejects.toMatchObject({
      message: 'Cannot delete event bus default.',
    });
  });
});

test('TestEventPattern matches an event that has the mandatory fields', async () => {
  const bench = aBench();
  const event = { id: '1', account: '1', source: 'shop', time: 't', region: 'r', 'detail-type': 'd' };
  const answer = (Event: string) => bench.call('TestEventPattern', { EventPattern: PATTERN, Event });

  expect(await answer(JSON.stringify(event))).toEqual({ Result: true });
  expect(await answer(JSON.stringify({ ...event, source: 'x' }))).toEqual({ Result: false });
  await expect(answer('{"source":"shop"}')).rejects.toMatchObject({ code: 'ValidationException' });
  await expect(answer('x')).rejects.toMatchObject({ code: 'ValidationException' });
});

test('tags are added, replaced and removed', async () => {
  const bench = aBench();
  await bench.call('PutRule', { Name: 'r', EventPattern: PATTERN, Tags: [{ Key: 'a', Value: '1' }] });
  const ResourceARN = `${ARN}:rule/r`;

  await bench.call('TagResource', {
    ResourceARN,
    Tags: [
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '3' },
    ],
  });
  await bench.call('UntagResource', { ResourceARN, TagKeys: ['b'] });

  expect(await bench.call('ListTagsForResource', { ResourceARN })).toEqual({ Tags: [{ Key: 'a', Value: '2' }] });
  await expect(bench.call('ListTagsForResource', { ResourceARN: `${ARN}:rule/no` })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test('an archive keeps the matching events of its bus for its days', async () => {
  const bench = aBench({ mode: 'hold' });
  const created = await bench.call('CreateArchive', {
    ArchiveName: 'a',
    EventSourceArn: `${ARN}:event-bus/default`,
    EventPattern: PATTERN,
    RetentionDays: 1,
  });
  await bench.call('PutEvents', { Entries: [anEntry(), anEntry({ Source: 'other' })] });
  await bench.clock.advance(86_400_000 - 1);
  await bench.call('PutEvents', { Entries: [anEntry()] });

  expect(created).toMatchObject({ ArchiveArn: `${ARN}:archive/a`, State: 'ENABLED' });
  expect(await bench.call('DescribeArchive', { ArchiveName: 'a' })).toMatchObject({ EventCount: 2, RetentionDays: 1 });
  await bench.clock.advance(1);
  expect(bench.events.archivedEvents('a')).toHaveLength(1);
  await expect(bench.call('DescribeArchive', { ArchiveName: 'b' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test('an operation that is not modelled is refused by name', async () => {
  await expect(aBench().call('StartReplay', {})).rejects.toMatchObject({
    code: 'UnknownOperationException',
    message: expect.stringContaining('StartReplay'),
  });
});
