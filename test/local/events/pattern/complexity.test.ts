import type { Json } from '../../../../lib/units';
import { compile } from '../../../../local/events/pattern/pattern';

const TOO_COMPLEX =
  'Event pattern is not valid. Reason: Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

const compiled = (...conditions: readonly Json[]) => compile(JSON.stringify({ key: conditions }));
const wildcards = (...patterns: readonly string[]) => patterns.map((wildcard) => ({ wildcard }));

test.each([
  [['*.bif', '*.tiff', '*.tif', '*.svs']],
  [['*/datasync/*.bif', '*/datasync/*.tif']],
  [['/Users/*/dir/dir/dir/dir/dir/doc.txt']],
  [['a*b*c*d*e*f']],
  [['*']],
  [Array.from({ length: 10 }, (_, n) => `${String.fromCharCode(97 + n)}*`)],
])('accepts %j', (patterns) => {
  expect(() => compiled(...wildcards(...patterns))).not.toThrow();
});

test.each([
  [['*/datasync/*.bif', '*/datasync/*.tif', '*/datasync/*.tiff', '*/datasync/*.svs']],
  [['*aaaaaaaaaaaa']],
  [['a*a*a*a*a*a*a*a*a*a*a*a']],
  // All begin where every text begins.
  [Array.from({ length: 11 }, (_, n) => `${String.fromCharCode(97 + n)}*`)],
])('refuses %j', (patterns) => {
  expect(() => compiled(...wildcards(...patterns))).toThrow(TOO_COMPLEX);
});

test('counts ten prefixes that one text can be in, and not eleven', () => {
  // The wildcard itself, and every beginning of what follows it.
  expect(() => compiled({ wildcard: `*${'a'.repeat(9)}` })).not.toThrow();
  expect(() => compiled({ wildcard: `*${'a'.repeat(10)}` })).toThrow(TOO_COMPLEX);
});

test('counts the wildcards of anything-but, and those of one field together', () => {
  expect(() => compiled({ 'anything-but': { wildcard: `*${'a'.repeat(10)}` } })).toThrow(TOO_COMPLEX);
  const half = { wildcard: '*aaaaa' };
  expect(() => compile(JSON.stringify({ one: [half], two: [{ wildcard: '*aaaaaa' }] }))).not.toThrow();
  expect(() => compiled(half, { wildcard: '*aaaaaa' })).toThrow(TOO_COMPLEX);
});
