import type { EventLane, LaneNotice, OutboxRow } from '../../console/api';
import { laneOf, withNotices } from '../../console/event-lane';

const aRow = (id: string, causationId: string, createdAt = 1000): OutboxRow => ({
  id,
  type: `${id}.happened`,
  table: 't',
  label: 'Orders',
  sequence: 1,
  createdAt,
  sentAt: null,
  causationId,
  payload: {},
});

type Told = { readonly [K in LaneNotice['kind']]: Omit<Extract<LaneNotice, { kind: K }>, 'n' | 'at' | 'type'> };
const noticeAt = (n: number, told: Told[LaneNotice['kind']]): LaneNotice => {
  const notice = { n, at: 1000 + n, type: 'x', ...told };
  return notice;
};
const delivery = (n: number, eventId: string, outcome: 'delivered' | 'failed' | 'deadLettered', attempt: number) =>
  noticeAt(n, {
    kind: 'delivery',
    eventId,
    busEventId: `${eventId}-bus`,
    rule: 'rule',
    target: 'arn',
    label: 'Charge',
    attempt,
    outcome,
    reason: outcome === 'failed' ? 'Timeout' : null,
  });
const published = (n: number, eventId: string, isDuplicate: boolean) =>
  noticeAt(n, { kind: 'published', eventId, bus: 'bus', busEventId: `${eventId}-${n}`, isDuplicate });

const aLane = (rows: readonly OutboxRow[], ...notices: readonly LaneNotice[]): EventLane => ({ rows, notices });

test('events come in the order of their causes, also where the clock saw no time between', () => {
  const rows = [aRow('third', 'second'), aRow('first', 'o-1.Create'), aRow('second', 'first')];

  expect(laneOf(aLane(rows)).map(({ id, depth, causedBy }) => [id, depth, causedBy])).toEqual([
    ['first', 0, 'Create'],
    ['second', 1, 'first.happened'],
    ['third', 2, 'second.happened'],
  ]);
});

test('a duplicate and a retry are both seen, and the target counts as reached', () => {
  const [event] = laneOf(
    aLane(
      [aRow('a', 'o-1.Create')],
      published(1, 'a', false),
      delivery(2, 'a', 'failed', 1),
      delivery(3, 'a', 'delivered', 2),
      published(4, 'a', true),
      delivery(5, 'a', 'delivered', 1),
    ),
  );

  expect(event?.published.map(({ isDuplicate }) => isDuplicate)).toEqual([false, true]);
  expect(event?.targets).toMatchObject([{ label: 'Charge', outcome: 'delivered', duplicates: 1 }]);
  expect(event?.targets[0]?.tries.map(({ outcome }) => outcome)).toEqual(['failed', 'delivered', 'delivered']);
});

test('a target that was never reached is told by what became of it last', () => {
  const notices = [delivery(1, 'a', 'failed', 1), delivery(2, 'a', 'deadLettered', 2)];

  expect(laneOf(aLane([aRow('a', 'o-1.Create')], ...notices))[0]?.targets[0]).toMatchObject({
    outcome: 'deadLettered',
    duplicates: 0,
  });
});

test('events that name each other as their cause have an end', () => {
  const rows = [aRow('a', 'b'), aRow('b', 'a')];

  expect(laneOf(aLane(rows))).toHaveLength(2);
});

test('a notice that came twice is told once, and late ones find their place', () => {
  const lane = aLane([], published(2, 'a', false));

  expect(withNotices(lane, [published(2, 'a', false)])).toBe(lane);
  expect(withNotices(lane, [published(3, 'a', true), published(1, 'a', false)]).notices.map(({ n }) => n)).toEqual([
    1, 2, 3,
  ]);
});
