import fc from 'fast-check';
import { dateTime, difference, duration, functionInWords, plural, pretty, shortName } from '../../console/format';

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1.00 s'],
  [9_999, '9.99 s'],
  [10_000, '10.0 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min 00 s'],
  [3_599_999, '59 min 59 s'],
  [3_600_000, '1 h 00 min'],
  [86_399_999, '23 h 59 min'],
  [86_400_000, '1 d 0 h'],
])('%d milliseconds are %s', (millis, text) => {
  expect(duration(millis)).toBe(text);
});

test('a time is told in the zone of whoever looks, to the thousandth', () => {
  expect(dateTime(new Date(2026, 10, 4, 5, 6, 7, 8).getTime())).toBe('2026-11-04 05:06:07.008');
});

test('JSON is laid out; other text stays as it is', () => {
  expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(pretty('{"a":')).toBe('{"a":');
});

test('a difference tells what was added and what was removed, and keeps the rest', () => {
  const lines = difference('{"a":1,"b":2}', '{"a":1,"b":3,"c":4}').map(({ kind, text }) => `${kind} ${text.trim()}`);

  expect(lines).toEqual(['same {', 'same "a": 1,', 'removed "b": 2', 'added "b": 3,', 'added "c": 4', 'same }']);
});

test('what is not added is the text before, and what is not removed the text after', () => {
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 3 }));

  fc.assert(
    fc.property(values, values, (before, after) => {
      const lines = difference(JSON.stringify(before), JSON.stringify(after));
      const without = (kind: string) => lines.flatMap((line) => (line.kind === kind ? [] : [line.text])).join('\n');
      expect(without('added')).toBe(pretty(JSON.stringify(before)));
      expect(without('removed')).toBe(pretty(JSON.stringify(after)));
    }),
  );
});

test('a long name keeps how it begins and how it ends', () => {
  const short = shortName('Backstep-Order-dev-OrdersCreateOrderFunction18CEBE65', 30);

  expect(short).toMatch(/^Backstep-Ord….*18CEBE65$/);
  expect(short).toHaveLength(30);
  expect(shortName('short', 30)).toBe('short');
});

test('a function of a saga is told by what it does, and then where', () => {
  const told = (label: string, sagaFunction: string | null) => functionInWords({ label, sagaFunction });

  expect([
    told('OrdersCreateOrder', 'CreateOrder'),
    told('OrdersCreateOrderInRecovery', 'CreateOrder'),
    told('CreateOrder', 'CreateOrder'),
    told('OrdersOutboxSweepOutbox', null),
  ]).toEqual(['CreateOrder (Orders)', 'CreateOrder (Orders, in recovery)', 'CreateOrder', 'OrdersOutboxSweepOutbox']);
});

test('one is not many', () => {
  expect([plural(1, 'transition'), plural(0, 'transition'), plural(2000, 'message')]).toEqual([
    '1 transition',
    '0 transitions',
    '2,000 messages',
  ]);
});
