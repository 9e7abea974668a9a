import type { Json, JsonObject } from '../../../../lib/units';
import { compile, matchesEvent } from '../../../../local/events/pattern/pattern';

const matchesValue = (condition: Json, value: Json | undefined) =>
  matchesEvent(compile(JSON.stringify({ field: [condition] })), value === undefined ? {} : { field: value });
const matchesPattern = (pattern: JsonObject, event: JsonObject) =>
  matchesEvent(compile(JSON.stringify(pattern)), event);

interface Case {
  readonly condition: Json;
  readonly holds: readonly Json[];
  readonly fails: readonly Json[];
}

/** Written from the EventBridge user guide, "Comparison operators for use in event patterns". */
const OPERATORS: readonly Case[] = [
  {
    condition: 'running',
    holds: ['running', ['stopped', 'running']],
    fails: ['Running', 'run', null, ['stopped'], []],
  },
  { condition: '', holds: [''], fails: [' ', null] },
  { condition: 300, holds: [300, 300.0, 3e2], fails: ['300', 301, null] },
  { condition: 123456789012, holds: [123456789012], fails: [123456789013, '123456789012'] },
  { condition: 0.1, holds: [0.1, 0.1000000001], fails: [0.100001] },
  { condition: true, holds: [true], fails: [false, 'true', 1] },
  { condition: false, holds: [false], fails: [true, null, 0] },
  { condition: null, holds: [null, ['x', null]], fails: ['null', '', 0] },
  { condition: '10.0.0.1', holds: ['10.0.0.1'], fails: ['10.0.0.2'] },
  { condition: '2001:db8::1', holds: ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'], fails: ['2001:db8::2'] },
  { condition: { exactly: 'a' }, holds: ['a'], fails: ['b'] },
  { condition: { prefix: 'us-' }, holds: ['us-east-1', 'us-'], fails: ['eu-us-', 'US-east-1', 12, null] },
  { condition: { prefix: '' }, holds: ['', 'a'], fails: [1, null] },
  { condition: { prefix: { 'equals-ignore-case': 'EventB' } }, holds: ['eventbridge', 'EVENTB'], fails: ['xeventb'] },
  { condition: { suffix: '.png' }, holds: ['a.png', '.png'], fails: ['a.PNG', 'png', 1] },
  { condition: { suffix: { 'equals-ignore-case': '.png' } }, holds: ['a.PNG', 'a.png'], fails: ['a.jpg'] },
  { condition: { 'equals-ignore-case': 'Alice' }, holds: ['alice', 'ALICE'], fails: ['alicea', 5, null] },
  { condition: { 'anything-but': 'a' }, holds: ['b', 1, null, true, ['a', 'b']], fails: ['a', ['a', 'a']] },
  { condition: { 'anything-but': 123 }, holds: [124, '123', null], fails: [123, 123.0] },
  { condition: { 'anything-but': ['a', 'b'] }, holds: ['c', ['a', 'c']], fails: ['a', 'b', ['a', 'b'], []] },
  { condition: { 'anything-but': [100, 200] }, holds: [300, '100'], fails: [100, 200] },
  { condition: { 'anything-but': { prefix: 'us-' } }, holds: ['eu-', 5, null], fails: ['us-east-1'] },
  { condition: { 'anything-but': { prefix: ['us-', 'eu-'] } }, holds: ['ap-'], fails: ['us-1', 'eu-1'] },
  { condition: { 'anything-but': { suffix: '.png' } }, holds: ['a.jpg'], fails: ['a.png'] },
  { condition: { 'anything-but': { suffix: ['.png', '.jpg'] } }, holds: ['a.gif'], fails: ['a.png', 'a.jpg'] },
  { condition: { 'anything-but': { 'equals-ignore-case': 'init' } }, holds: ['ini'], fails: ['INIT', 'init'] },
  { condition: { 'anything-but': { 'equals-ignore-case': ['a', 'b'] } }, holds: ['c'], fails: ['A', 'B'] },
  { condition: { 'anything-but': { wildcard: '*/lib/*' } }, holds: ['/usr/bin/x', 7], fails: ['/usr/lib/x'] },
  { condition: { 'anything-but': { wildcard: ['*/lib/*', '*.jar'] } }, holds: ['/bin/x'], fails: ['/lib/x', 'x.jar'] },
  { condition: { numeric: ['=', 100] }, holds: [100, 1e2], fails: [101, '100'] },
  { condition: { numeric: ['<', 10] }, holds: [9.999999, -5e9], fails: [10, 11, '9'] },
  { condition: { numeric: ['<=', 10] }, holds: [10, 9], fails: [10.000001] },
  { condition: { numeric: ['>', 10] }, holds: [10.000001, 5e9], fails: [10, 9, 6e9] },
  { condition: { numeric: ['>=', 10] }, holds: [10, 11], fails: [9.999999] },
  { condition: { numeric: ['>', 0, '<=', 5] }, holds: [0.000001, 5], fails: [0, 5.000001] },
  { condition: { numeric: ['>=', 0, '<', 5] }, holds: [0, 4.999999], fails: [5, -0.000001] },
  {
    condition: { cidr: '10.0.0.0/24' },
    holds: ['10.0.0.0', '10.0.0.255'],
    fails: ['10.0.1.0', '9.255.255.255', 'x', 10],
  },
  { condition: { cidr: '0.0.0.0/0' }, holds: ['255.255.255.255'], fails: ['::1'] },
  { condition: { cidr: '2001:db8::/32' }, holds: ['2001:db8:ffff::1'], fails: ['2001:db9::', '32.1.13.184'] },
  { condition: { wildcard: '*' }, holds: ['', 'a'], fails: [1] },
  { condition: { wildcard: 'a*b*c' }, holds: ['abc', 'aXbYc', 'abbcc', 'abcbc'], fails: ['ac', 'abcd', 'xabc'] },
  { condition: { wildcard: 'aba*aba' }, holds: ['abaaba', 'abaXaba'], fails: ['aba', 'ababa'] },
  { condition: { wildcard: 'a\\*b' }, holds: ['a*b'], fails: ['aXb', 'ab'] },
  { condition: { wildcard: 'a\\\\*' }, holds: ['a\\', 'a\\x'], fails: ['a', 'a*'] },
  { condition: { wildcard: '' }, holds: [''], fails: ['a'] },
];

describe.each(OPERATORS)('the condition $condition', ({ condition, holds, fails }) => {
  test.each(holds)('holds for %j', (value) => expect(matchesValue(condition, value)).toBe(true));
  test.each(fails)('does not hold for %j', (value) => expect(matchesValue(condition, value)).toBe(false));
});

describe('exists', () => {
  test.each([{ value: null }, { value: '' }, { value: 0 }, { value: [1] }])('finds the leaf $value', ({ value }) => {
    expect(matchesValue({ exists: true }, value)).toBe(true);
    expect(matchesValue({ exists: false }, value)).toBe(false);
  });

  test.each<{ readonly value: Json | undefined }>([
    { value: undefined },
    { value: {} },
    { value: [] },
    { value: { inner: 1 } },
  ])('sees no leaf in $value', ({ value }) => {
    expect(matchesValue({ exists: true }, value)).toBe(false);
    expect(matchesValue({ exists: false }, value)).toBe(true);
  });

  test('may be absent beside another condition', () => {
    const pattern: JsonObject = { detail: { S: [{ 'anything-but': ['roses'] }, { exists: false }] } };

    expect(matchesPattern(pattern, { detail: { N: '1' } })).toBe(true);
    expect(matchesPattern(pattern, { detail: { S: 'tulips' } })).toBe(true);
    expect(matchesPattern(pattern, { detail: { S: 'roses' } })).toBe(false);
  });
});

describe('structure', () => {
  test('needs every field of the pattern and ignores every other field of the event', () => {
    const pattern: JsonObject = { source: ['shop'], detail: { state: ['open'] } };

    expect(matchesPattern(pattern, { source: 'shop', detail: { state: 'open', more: 1 }, id: 'x' })).toBe(true);
    expect(matchesPattern(pattern, { source: 'shop', detail: { more: 1 } })).toBe(false);
  });

  test('finds a path in an event whose own field has dots in its name', () => {
    expect(matchesEvent(compile('{"detail":{"a":{"b":["x"]}}}'), { detail: { 'a.b': 'x' } })).toBe(true);
    expect(matchesEvent(compile('{"detail":{"a":{"b":["x"]}}}'), { 'detail.a': { b: 'x' } })).toBe(true);
    expect(matchesEvent(compile('{"detail":{"a":{"b":["x"]}}}'), { 'detail.b': { a: 'x' } })).toBe(false);
  });

  test('reads a dotted name as the path it spells', () => {
    expect(matchesPattern({ detail: { 'state.code': [1] } }, { detail: { state: { code: 1 } } })).toBe(true);
    expect(matchesPattern({ detail: { state: { code: [1] } } }, { detail: { 'state.code': 1 } })).toBe(true);
  });

  test('does not look into JSON that is text', () => {
    expect(matchesPattern({ detail: { a: ['b'] } }, { detail: '{"a":"b"}' })).toBe(false);
  });

  test('takes values only from one element of an array', () => {
    const pattern: JsonObject = { lines: { sku: ['A'], count: [2] } };

    expect(
      matchesPattern(pattern, {
        lines: [
          { sku: 'B', count: 2 },
          { sku: 'A', count: 2 },
        ],
      }),
    ).toBe(true);
    expect(
      matchesPattern(pattern, {
        lines: [
          { sku: 'A', count: 1 },
          { sku: 'B', count: 2 },
        ],
      }),
    ).toBe(false);
  });

  test('tries another element when the first one that fits spoils a later field', () => {
    const pattern: JsonObject = { lines: { a: [1], b: [1], c: [1] } };

    expect(
      matchesPattern(pattern, {
        lines: [
          { a: 1, b: 1, c: 0 },
          { a: 1, b: 1, c: 1 },
        ],
      }),
    ).toBe(true);
  });

  test('lets different arrays choose different elements', () => {
    const event = { first: [{ x: 0 }, { x: 1 }], second: [{ y: 1 }] };

    expect(matchesPattern({ first: { x: [1] }, second: { y: [1] } }, event)).toBe(true);
  });

  test('keeps nested arrays consistent at each level', () => {
    const pattern: JsonObject = { songs: { name: ['Norwegian Wood'], writers: { first: ['John'], last: ['Lennon'] } } };
    const song = (name: string, ...writers: readonly JsonObject[]) => ({ name, writers });
    const john = { first: 'John', last: 'Lennon' };
    const paul = { first: 'Paul', last: 'McCartney' };

    expect(matchesPattern(pattern, { songs: [song('Norwegian Wood', paul, john)] })).toBe(true);
    expect(matchesPattern(pattern, { songs: [song('Norwegian Wood', paul), song('Yesterday', john)] })).toBe(false);
  });

  test('asks for absence in the element that earlier names have settled', () => {
    const pattern: JsonObject = { lines: { a: [1], z: [{ exists: false }] } };

    expect(matchesPattern(pattern, { lines: [{ a: 1 }, { a: 2, z: 1 }] })).toBe(true);
    expect(matchesPattern(pattern, { lines: [{ a: 1, z: 1 }, { a: 2 }] })).toBe(false);
  });
});

describe('$or', () => {
  test('holds when one alternative does, together with its siblings', () => {
    const pattern: JsonObject = { source: ['s'], $or: [{ a: [1] }, { b: [1], c: [1] }] };

    expect(matchesPattern(pattern, { source: 's', a: 1 })).toBe(true);
    expect(matchesPattern(pattern, { source: 's', b: 1, c: 1 })).toBe(true);
    expect(matchesPattern(pattern, { source: 's', b: 1 })).toBe(false);
    expect(matchesPattern(pattern, { source: 'other', a: 1 })).toBe(false);
  });

  test('nests, and stands at several levels', () => {
    const pattern: JsonObject = {
      $or: [{ a: [1] }, { b: [1], $or: [{ c: [1] }, { d: [1] }] }],
      detail: { $or: [{ e: [1] }, { f: [1] }] },
    };

    expect(matchesPattern(pattern, { b: 1, d: 1, detail: { f: 1 } })).toBe(true);
    expect(matchesPattern(pattern, { a: 1, detail: { e: 1 } })).toBe(true);
    expect(matchesPattern(pattern, { b: 1, detail: { f: 1 } })).toBe(false);
    expect(matchesPattern(pattern, { a: 1, detail: {} })).toBe(false);
  });

  test('is an ordinary name where it is not followed by objects of fields', () => {
    expect(matchesPattern({ $or: { a: [1] } }, { $or: { a: 1 } })).toBe(true);
    expect(matchesPattern({ $or: [{ prefix: 'x' }, { prefix: 'y' }] }, { $or: 'yes' })).toBe(true);
  });

  test('may come to 1,000 combinations and no more', () => {
    const alternatives = (field: string, count: number) => ({
      $or: Array.from({ length: count }, (_, n) => ({ [`${field}${n}`]: [1] })),
    });

    expect(() => compile(JSON.stringify({ x: alternatives('a', 10), y: alternatives('b', 100) }))).not.toThrow();
    expect(() => compile(JSON.stringify({ x: alternatives('a', 10), y: alternatives('b', 101) }))).toThrow(
      'at most 1000',
    );
  });
});
