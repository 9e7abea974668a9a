import { type Space, search, walk } from '../../verify/search';

/** Two counters that go up to two, one at a time; `bad` is a state that breaks a law. */
const counters = (bad = ''): Space<readonly [number, number], 0 | 1> => ({
  start: [0, 0],
  moves: ([one, other]) => [...(one < 2 ? [0 as const] : []), ...(other < 2 ? [1 as const] : [])],
  next: async ([one, other], move) => (move === 0 ? [one + 1, other] : [one, other + 1]),
  keyOf: (state) => state.join(),
  tell: (move) => (move === 0 ? 'one' : 'other'),
  check: (state) => (state.join() === bad ? [`it is ${bad}`] : []),
});

test('goes on once from what two orders come to alike, and counts both orders', async () => {
  const found = await search(counters());

  expect(found).toEqual({ states: 9, transitions: 12, orders: 6, ends: 1, broken: [], isComplete: true });
});

test('tells by which moves a law is broken', async () => {
  const { broken } = await search(counters('1,0'));

  expect(broken).toEqual([{ sentences: ['it is 1,0'], story: ['one'], path: [0] }]);
});

test('walks there again, and finds what does not fit any more', async () => {
  const { broken } = await search(counters('1,2'));

  const path = broken[0]?.path ?? [];
  expect(path).toHaveLength(3);
  expect(await walk(counters('1,2'), path)).toEqual(broken[0]);
  expect(await walk(counters(), path)).toMatchObject({ sentences: [] });
  await expect(walk(counters(), [0, 0, 1])).rejects.toThrow(
    'that way is none any more: after 2 moves there is no move 1',
  );
});

test('judges a state with each state that leads to it', async () => {
  const judged: string[] = [];
  const space = counters();

  await search({
    ...space,
    check: (state, before) => {
      judged.push(`${before?.join() ?? ''} ${state.join()}`);
      return [];
    },
  });

  expect(judged).toContain('0,1 1,1');
  expect(judged).toContain('1,0 1,1');
  expect(judged).toHaveLength(1 + 12);
});

test('says that it was stopped before its end', async () => {
  let layers = 0;

  const found = await search(counters(), () => ++layers > 2);

  expect([found.isComplete, found.states]).toEqual([false, 3]);
});
