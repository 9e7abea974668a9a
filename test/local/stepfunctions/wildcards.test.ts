/** Patterns of StringMatches, and how long a pattern may take. */
import fc from 'fast-check';
import { matchesWildcards } from '../../../local/stepfunctions/interpreter/wildcards';
import { inPatternTime } from '../../../local/stepfunctions/pattern-time';

test.each<[string, string, boolean]>([
  ['log-20260101.txt', 'log-*.txt', true],
  ['log-.txt', 'log-*.txt', true],
  ['log-.tx', 'log-*.txt', false],
  ['abc', '*', true],
  ['', '*', true],
  ['abc', 'a*b*c', true],
  ['acb', 'a*b*c', false],
  ['ab', 'ab*ab', false],
  ['abab', 'ab*ab', true],
  ['a*c', 'a\\*c', true],
  ['abc', 'a\\*c', false],
  ['a\\c', 'a\\\\c', true],
  ['a.c', 'a.c', true],
  ['abc', 'a.c', false],
  ['ä🙂ö', 'ä*ö', true],
])('%j against %j: %s', (value, pattern, expected) => {
  expect(matchesWildcards(value, pattern)).toBe(expected);
});

test('agrees with the regular expression that it is, where that comes to an end', () => {
  const letters = fc.stringMatching(/^[ab*]{0,8}$/);
  fc.assert(
    fc.property(letters, letters, (value, pattern) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(value);

      expect(matchesWildcards(value, pattern)).toBe(expected);
    }),
  );
});

test('takes no time over a text that nearly matches', () => {
  expect(matchesWildcards('a'.repeat(100_000), '*a*a*a*a*a*a*a*a*b')).toBe(false);
});

test('a pattern that would take years is given up', () => {
  expect(() => inPatternTime(() => /(a+)+$/.test(`${'a'.repeat(60)}!`), 50)).toThrow('longer than 50 ms');
  expect(inPatternTime(() => inPatternTime(() => 'b'.replace(/b/, 'c')))).toBe('c');
  expect(() =>
    inPatternTime(() => {
      throw new TypeError('its own');
    }),
  ).toThrow(TypeError);
});
