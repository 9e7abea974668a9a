import fc from 'fast-check';
import { canonicalJson, epochMillis, hashOf, type Json, toEpochSeconds } from '../../lib/units';

const anyJson = fc.jsonValue() as fc.Arbitrary<Json>;

/** The same value with the fields of every object in the opposite order. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([field, inner]) => [field, turned(inner)]),
  );
}

test('writes fields in code-unit order at every depth, and leaves lists alone', () => {
  expect(canonicalJson({ b: [{ z: 1, a: null }, 2], é: true, a: 'x', Z: {} })).toBe(
    '{"Z":{},"a":"x","b":[{"a":null,"z":1},2],"é":true}',
  );
});

test('leaves out fields without a value, as JSON does', () => {
  const row: { readonly [field: string]: Json } = JSON.parse('{"a":1}');

  expect(canonicalJson({ ...row, b: row.b as Json })).toBe('{"a":1}');
});

test('is JSON of the same value', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('gives payloads the same hash whatever the order of their fields', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      expect(hashOf(turned(value))).toBe(hashOf(value));
    }),
  );
});

test('gives payloads that differ different hashes', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (one, other) => {
      expect(hashOf(one) === hashOf(other)).toBe(canonicalJson(one) === canonicalJson(other));
    }),
  );
  expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
  expect(hashOf('1')).not.toBe(hashOf(1));
});

test('hashes with SHA-256, in hex', () => {
  expect(hashOf({ b: 1, a: 2 })).toBe('d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772');
});

test('counts whole seconds, the started one not among them', () => {
  expect(toEpochSeconds(epochMillis(1_999))).toBe(1);
  expect(toEpochSeconds(epochMillis(2_000))).toBe(2);
});
