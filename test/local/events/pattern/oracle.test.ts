/** Small patterns against a matcher that tries every choice of array elements. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../../lib/units';
import { compile, matchesEvent } from '../../../../local/events/pattern/pattern';

interface Found {
  readonly value: Json;
  /** `array path -> index`. */
  readonly inside: { readonly [array: string]: number };
}

/** Every leaf of an event with the elements that it lies in. */
function leaves(value: Json, path: string, inside: Found['inside']): readonly (Found & { readonly name: string })[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) =>
      typeof item === 'object' && item !== null
        ? leaves(item, path, { ...inside, [`${path}${JSON.stringify(inside)}`]: index })
        : leaves(item, path, inside),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value as JsonObject).flatMap(([step, inner]) =>
      leaves(inner, path === '' ? step : `${path}.${step}`, inside),
    );
  }
  return [{ name: path, value, inside }];
}

const agree = (a: Found['inside'], b: Found['inside']) =>
  Object.keys(a).every((array) => (b[array] ?? a[array]) === a[array]);

function naiveMatch(pattern: JsonObject, event: JsonObject): boolean {
  const all = leaves(event, '', {});
  const tests = leaves(pattern, '', {}).map(({ name, value }) => ({ name, value }));
  const names = [...new Set(tests.map(({ name }) => name))];
  const choose = (index: number, chosen: readonly Found[]): boolean => {
    const name = names[index];
    if (name === undefined) return true;
    const wanted = tests.filter((test) => test.name === name).map(({ value }) => value);
    return all
      .filter((leaf) => leaf.name === name && wanted.includes(leaf.value))
      .filter((leaf) => chosen.every((other) => agree(other.inside, leaf.inside)))
      .some((leaf) => choose(index + 1, [...chosen, leaf]));
  };
  return choose(0, []);
}

const leaf = fc.constantFrom<Json>('x', 'y', 1, null);
const name = fc.constantFrom('a', 'b');
const { event } = fc.letrec<{ event: JsonObject; value: Json }>((tie) => ({
  event: fc.dictionary(name, tie('value'), { maxKeys: 2 }),
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('event'),
    fc.array(fc.oneof({ maxDepth: 3 }, leaf, tie('event')), { maxLength: 3 }),
  ),
}));
const { pattern } = fc.letrec<{ pattern: JsonObject; field: Json }>((tie) => ({
  pattern: fc.dictionary(name, tie('field'), { minKeys: 1, maxKeys: 2 }),
  field: fc.oneof({ maxDepth: 2 }, fc.array(leaf, { minLength: 1, maxLength: 2 }), tie('pattern')),
}));

test('agrees with trying every choice of array elements', () => {
  let matched = 0;
  fc.assert(
    fc.property(pattern, event, (pattern, event) => {
      const expected = naiveMatch(pattern, event);
      if (expected) matched++;
      expect(matchesEvent(compile(JSON.stringify(pattern)), event)).toBe(expected);
    }),
    { numRuns: 3000, seed: 7 },
  );

  expect(matched).toBeGreaterThan(100);
});

test('agrees with a regular expression on wildcards', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  const source = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 }).filter((s) => !s.includes('**'));

  fc.assert(
    fc.property(source, text, (source, text) => {
      const expected = new RegExp(`^${source.replaceAll('*', '.*')}$`).test(text);
      expect(matchesEvent(compile(JSON.stringify({ f: [{ wildcard: source }] })), { f: text })).toBe(expected);
    }),
    { numRuns: 2000, seed: 11 },
  );
});
