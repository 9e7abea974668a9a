import { RecentCache } from '../../../../local/dynamodb/expressions/recent-cache';

test('makes a value once while it is used, and forgets what was not used for long', () => {
  const made: string[] = [];
  const cache = new RecentCache<string>(2);
  const get = (key: string) =>
    cache.get(key, (missing) => {
      made.push(missing);
      return missing;
    });

  for (const key of ['a', 'b', 'a', 'c', 'a', 'd', 'a', 'e', 'b']) get(key);

  expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'b']);
});
