import type { Json } from '../../../lib/units';
import { aBench, anEntry, aRule, DEAD_LETTERS, FUNCTION, MACHINE, QUEUE } from './fixture';

test('delivers a matching event to its target in the envelope of EventBridge', async () => {
  const bench = aBench();
  await aRule(bench);

  const answer = await bench.call('PutEvents', { Entries: [anEntry({ Resources: ['arn:x'], Time: 1767225600 })] });
  await bench.events.settled();

  const [received] = bench.destinations.to(FUNCTION);
  const [entry] = answer.Entries as readonly { readonly EventId: string }[];
  expect(answer.FailedEntryCount).toBe(0);
  expect(JSON.parse(received?.payload ?? '')).toEqual({
    version: '0',
    id: entry?.EventId,
    'detail-type': 'order.created',
    source: 'shop',
    account: '123456789012',
    time: '2026-01-01T00:00:00Z',
    region: 'eu-west-1',
    resources: ['arn:x'],
    detail: { orderId: 'o-1' },
  });
});

test('delivers to every target of every rule that matches, and to no other', async () => {
  const bench = aBench();
  await aRule(bench, { Id: 'a', Arn: QUEUE });
  await aRule(bench, { Id: 'b', Arn: MACHINE });
  await aRule(bench, { Arn: FUNCTION }, { Name: 'others', EventPattern: '{"source":["elsewhere"]}' });

  await bench.call('PutEvents', { Entries: [anEntry()] });
  await bench.events.settled();

  expect(bench.destinations.received.map(({ arn }) => arn).sort()).toEqual([QUEUE, MACHINE]);
});

test('names an execution after its event', async () => {
  const bench = aBench();
  await aRule(bench, { Arn: MACHINE });

  const answer = await bench.call('PutEvents', { Entries: [anEntry()] });
  await bench.events.settled();

  const [entry] = answer.Entries as readonly { readonly EventId: string }[];
  expect(bench.destinations.received[0]?.name).toMatch(new RegExp(`^${entry?.EventId}_[0-9a-f-]{36}$`));
});

test('delivers nothing for a disabled rule', async () => {
  const bench = aBench();
  await aRule(bench);
  await bench.call('DisableRule', { Name: 'orders' });

  await bench.call('PutEvents', { Entries: [anEntry()] });
  await bench.events.settled();
  await bench.call('EnableRule', { Name: 'orders' });
  await bench.call('PutEvents', { Entries: [anEntry({ Detail: '{"n":2}' })] });
  await bench.events.settled();

  expect(bench.destinations.received.map(({ payload }) => JSON.parse(payload).detail)).toEqual([{ n: 2 }]);
});

test('keeps the events of one bus from the rules of another', async () => {
  const bench = aBench();
  await bench.call('CreateEventBus', { Name: 'shop-bus' });
  await aRule(bench, {}, { EventBusName: 'shop-bus' });

  await bench.call('PutEvents', { Entries: [anEntry({ Detail: '{"bus":"default"}' })] });
  await bench.call('PutEvents', {
    Entries: [
      anEntry({ Detail: '{"bus":"name"}', EventBusName: 'shop-bus' }),
      anEntry({ Detail: '{"bus":"arn"}', EventBusName: 'arn:aws:events:eu-west-1:123456789012:event-bus/shop-bus' }),
    ],
  });
  await bench.events.settled();

  expect(bench.destinations.received.map(({ payload }) => JSON.parse(payload).detail.bus).sort()).toEqual([
    'arn',
    'name',
  ]);
});

test('forwards from bus to bus with the event unchanged', async () => {
  const bench = aBench();
  await bench.call('CreateEventBus', { Name: 'archive-bus' });
  await aRule(bench, { Arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/archive-bus' });
  await aRule(bench, { Arn: QUEUE }, { EventBusName: 'archive-bus' });

  const answer = await bench.call('PutEvents', { Entries: [anEntry()] });
  await bench.events.settled();

  const [entry] = answer.Entries as readonly { readonly EventId: string }[];
  expect(JSON.parse(bench.destinations.to(QUEUE)[0]?.payload ?? '{}')).toMatchObject({ id: entry?.EventId });
});

test('breaks a circle of buses', async () => {
  const bench = aBench();
  await aRule(bench, {
    Arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/default',
    DeadLetterConfig: { Arn: DEAD_LETTERS },
  });

  await bench.call('PutEvents', { Entries: [anEntry()] });
  await bench.events.settled();

  expect(bench.notices.filter(({ kind }) => kind === 'accepted')).toHaveLength(11);
  expect(bench.destinations.to(DEAD_LETTERS)).toHaveLength(1);
});

test.each<[string, Record<string, Json>, string, string]>([
  [
    'no source',
    { Source: null },
    'InvalidArgument',
    'Parameter Source is not valid. Reason: Source is a required argument.',
  ],
  [
    'no detail type',
    { DetailType: '' },
    'InvalidArgument',
    'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
  ],
  [
    'no detail',
    { Detail: null },
    'InvalidArgument',
    'Parameter Detail is not valid. Reason: Detail is a required argument.',
  ],
  ['text for detail', { Detail: 'order' }, 'MalformedDetail', 'Detail is malformed.'],
  ['a list for detail', { Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
  ['a source of AWS', { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException', 'Not authorized for the source.'],
])('fails the entry with %s and accepts its neighbours', async (_, entry, ErrorCode, ErrorMessage) => {
  const bench = aBench();
  await aRule(bench);

  const answer = await bench.call('PutEvents', { Entries: [anEntry(), anEntry(entry), anEntry()] });
  await bench.events.settled();

  expect(answer).toEqual({
    FailedEntryCount: 1,
    Entries: [{ EventId: expect.any(String) }, { ErrorCode, ErrorMessage }, { EventId: expect.any(String) }],
  });
  expect(bench.destinations.received).toHaveLength(2);
});

test('takes ten entries and refuses eleven', async () => {
  const bench = aBench();
  const entries = (count: number) => ({ Entries: Array.from({ length: count }, () => anEntry()) });

  expect(await bench.call('PutEvents', entries(10))).toMatchObject({ FailedEntryCount: 0 });
  await expect(bench.call('PutEvents', entries(11))).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining(
      "at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
    ),
  });
  await expect(bench.call('PutEvents', entries(0))).rejects.toMatchObject({ code: 'ValidationException' });
});

test('takes entries up to the size limit and refuses one byte more', async () => {
  // shop + order.created are 17 bytes; the time counts 14.
  const bench = aBench({ maxRequestBytes: 100 });
  const sized = (bytes: number) => ({
    Entries: [anEntry({ Time: 0, Detail: `{"a":"${'x'.repeat(bytes - 17 - 14 - 8)}"}` })],
  });

  expect(await bench.call('PutEvents', sized(100))).toMatchObject({ FailedEntryCount: 0 });
  await expect(bench.call('PutEvents', sized(101))).rejects.toMatchObject({
    code: 'ValidationException',
    message: 'Total size of the entries in the request is over the limit.',
  });
});

test('answers success for a bus that does not exist, as EventBridge does, and tells observers', async () => {
  const bench = aBench();

  const answer = await bench.call('PutEvents', { Entries: [anEntry({ EventBusName: 'nowhere' })] });

  expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  expect(bench.notices).toMatchObject([{ kind: 'lost', bus: 'nowhere' }]);
});

test('fails the entries of a bus that is down until it is resumed', async () => {
  const bench = aBench();
  await bench.call('CreateEventBus', { Name: 'other' });
  bench.events.pause('default');

  const answer = await bench.call('PutEvents', { Entries: [anEntry(), anEntry({ EventBusName: 'other' })] });
  bench.events.resume('default');

  expect(answer).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: 'InternalFailure' }, { EventId: expect.any(String) }],
  });
  expect(await bench.call('PutEvents', { Entries: [anEntry()] })).toMatchObject({ FailedEntryCount: 0 });
});

test('fails only the entries that it is told to, and takes the others of the same call', async () => {
  const bench = aBench();
  await aRule(bench, { Arn: QUEUE });
  bench.events.pause('default', 'InternalFailure', ({ Detail }) => Detail === '{"orderId":"o-2"}');

  const answer = await bench.call('PutEvents', {
    Entries: ['o-1', 'o-2', 'o-3'].map((orderId) => anEntry({ Detail: JSON.stringify({ orderId }) })),
  });
  await bench.events.settled();

  expect(answer).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'InternalFailure' }, { EventId: expect.any(String) }],
  });
  expect(bench.destinations.received.map(({ payload }) => JSON.parse(payload).detail.orderId)).toEqual(['o-1', 'o-3']);
});

test('throttles the whole call when told to', async () => {
  const bench = aBench();
  bench.events.pause('default', 'ThrottlingException');

  await expect(bench.call('PutEvents', { Entries: [anEntry()] })).rejects.toMatchObject({
    code: 'ThrottlingException',
  });
});

test('lets the model put events of AWS sources, alone or in the commit of another change', async () => {
  const bench = aBench();
  await aRule(bench, { Arn: QUEUE }, { EventPattern: '{"source":["aws.states"]}' });
  const entry = {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    detail: { status: 'FAILED' },
  };

  await bench.events.put([entry]);
  const staged = bench.events.stage([entry]);
  await bench.store.commit([...staged.changes, { kind: 'put', key: 'mine', value: 1 }]);
  staged.begin();
  await bench.events.settled();

  expect(bench.destinations.to(QUEUE)).toHaveLength(2);
});

test('starts no delivery of staged events before it is told to', async () => {
  const bench = aBench();
  await aRule(bench);

  bench.events.stage([{ source: 'shop', detailType: 'x', detail: {} }]);
  await bench.events.settled();

  expect(bench.destinations.attempts).toEqual([]);
});

test('tells observers of acceptance and delivery, until they unsubscribe', async () => {
  const bench = aBench();
  await aRule(bench, { DeadLetterConfig: { Arn: DEAD_LETTERS } });
  const kinds: string[] = [];
  const stop = bench.events.subscribe((notice) =>
    kinds.push(notice.kind === 'attempted' ? notice.outcome.kind : notice.kind),
  );

  await bench.call('PutEvents', { Entries: [anEntry()] });
  await bench.events.settled();
  stop();
  await bench.call('PutEvents', { Entries: [anEntry()] });

  expect(kinds).toEqual(['accepted', 'delivered']);
});
