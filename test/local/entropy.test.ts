import { seededEntropy, systemEntropy } from '../../local/entropy';

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test.each([
  ['the system', systemEntropy],
  ['a seed', seededEntropy(7)],
])('ids of %s are version 4 UUIDs, and none comes twice', (_name, entropy) => {
  const ids = Array.from({ length: 2_000 }, () => entropy.uuid());

  expect(ids.filter((id) => !VERSION_4.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id[19]))).toEqual(new Set(['8', '9', 'a', 'b']));
});

test('the same seed gives the same ids and the same chance, another seed others', () => {
  const drawn = (seed: number) => {
    const entropy = seededEntropy(seed);
    return [entropy.uuid(), entropy.fraction(), entropy.uuid()];
  };

  expect(drawn(3)).toEqual(drawn(3));
  expect(drawn(3)).not.toEqual(drawn(4));
});

test('chance of a seed fills [0, 1)', () => {
  const entropy = seededEntropy(5);
  const tenths = new Set(Array.from({ length: 500 }, () => Math.floor(entropy.fraction() * 10)));

  expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
