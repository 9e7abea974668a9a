/** What every store must do; run over each implementation. */
import fc from 'fast-check';
import { type Change, type Key, keyOf, type Range, type Store, type Value, within } from '../../../local/store/store';

const put = (key: Key, value: Value): Change => ({ kind: 'put', key, value });
const remove = (key: Key): Change => ({ kind: 'delete', key });

export function describeStore(name: string, open: () => Promise<Store> | Store): void {
  describe(`${name} keeps the store's contract`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const keysIn = (range: Range) => Array.from(store.range(range), ([key]) => key);

    test('shows a commit to readers before it is on disk', async () => {
      const written = store.commit([put('a', 1), put('b', 2)]);

      expect(store.get('a')).toBe(1);
      expect(keysIn({ from: 'a', to: 'c' })).toEqual(['a', 'b']);
      await written;
      expect(store.get('b')).toBe(2);
    });

    test('keeps the last of several changes to a key', async () => {
      await store.commit([put('a', 1)]);
      void store.commit([put('a', 2), remove('a')]);
      await store.commit([put('a', 3)]);
      const removed = store.commit([put('a', 4), remove('a')]);

      expect(store.get('a')).toBeUndefined();
      await removed;
      expect(store.get('a')).toBeUndefined();
      expect(keysIn({ from: 'a', to: 'b' })).toEqual([]);
    });

    test('walks from `from` inclusive to `to` exclusive, both ways', async () => {
      await store.commit(['a', 'b', 'c', 'd'].map((key) => put(key, key)));

      expect(keysIn({ from: 'b', to: 'd' })).toEqual(['b', 'c']);
      expect(keysIn({ from: 'b', to: 'd', reverse: true })).toEqual(['c', 'b']);
      expect(keysIn({ from: 'aa', to: 'cc', reverse: true })).toEqual(['c', 'b']);
      expect(keysIn({ from: 'd', to: 'b' })).toEqual([]);
    });

    test('lets a walk delete what it stands on and what lies ahead', async () => {
      await store.commit(Array.from({ length: 100 }, (_, n) => put(keyOf('n', String(n).padStart(3, '0')), n)));

      const seen: Value[] = [];
      for (const [key, value] of store.range(within('n'))) {
        seen.push(value);
        const ahead = keyOf('n', String(Number(value) + 1).padStart(3, '0'));
        void store.commit([remove(key), remove(ahead)]);
      }

      expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => 2 * n));
      expect(keysIn(within('n'))).toEqual([]);
    });

    test('shows a walk what is added ahead of it', async () => {
      await store.commit([put('a', 1), put('c', 3)]);

      const seen: Key[] = [];
      for (const [key] of store.range({ from: 'a', to: 'z' })) {
        seen.push(key);
        if (key === 'a') void store.commit([put('b', 2), put('d', 4)]);
      }

      expect(seen).toEqual(['a', 'b', 'c', 'd']);
    });

    test('keeps two walks at once from each other', async () => {
      const many = Array.from({ length: 2_000 }, (_, n) => String(n).padStart(4, '0'));
      await store.commit(['first', 'second'].flatMap((list) => many.map((n) => put(keyOf('lists', 'of', list, n), n))));

      const seen: Value[] = [];
      const [first, second] = ['first', 'second'].map((list) =>
        store.range({ ...within('lists', 'of', list), reverse: true })[Symbol.iterator](),
      );
      for (let n = 0; n < 2 * many.length; n++) seen.push((n % 2 === 0 ? first : second)?.next().value?.[1]);

      expect(seen).toEqual(many.toReversed().flatMap((n) => [n, n]));
    });

    test('answers values as they were written', async () => {
      const value = {
        text: 'é\u0000',
        number: 1.5,
        large: 2 ** 53,
        list: [null, true, {}],
        bytes: new Uint8Array([0, 255]),
      };

      await store.commit([put('v', value)]);

      const { bytes, ...rest } = store.get('v') as typeof value;
      expect(rest).toEqual({ text: 'é\u0000', number: 1.5, large: 2 ** 53, list: [null, true, {}] });
      expect([...bytes]).toEqual([0, 255]);
    });

    test('keeps keys of every byte and of 3,200 bytes apart', async () => {
      const long = 'k'.repeat(3_199);
      const keys = ['\u0000', '\u0001', '\u007f', '\u0080', '\u00ff', `${long}a`, `${long}b`].sort();

      await store.commit(keys.map((key) => put(key, key)));

      expect(keys.map((key) => store.get(key))).toEqual(keys);
      expect(keysIn({ from: '\u0000', to: '\u00ff\u00ff' })).toEqual(keys);
    });

    test('settles commits in their order', async () => {
      const settled: number[] = [];

      await Promise.all([1, 2, 3].map((n) => store.commit([put('a', n)]).then(() => settled.push(n))));

      expect(settled).toEqual([1, 2, 3]);
    });

    test('is a sorted list of the last puts, whatever is done to it', async () => {
      const key = fc.string({
        unit: fc.constantFrom('\u0000', '\u0001', 'a', 'b', '\u00ff'),
        minLength: 1,
        maxLength: 6,
      });
      const change = fc.oneof(
        fc.record({ kind: fc.constant('put' as const), key, value: fc.nat() }),
        fc.record({ kind: fc.constant('delete' as const), key }),
      );
      const step = fc.record({
        changes: fc.array(change, { maxLength: 6 }),
        settle: fc.boolean(),
        range: fc.record({ from: key, to: key, reverse: fc.boolean() }),
      });

      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          await store.commit(keysIn({ from: '\u0000', to: '\u00ff'.repeat(7) }).map(remove));
          const model = new Map<Key, Value>();
          for (const { changes, settle, range } of steps) {
            const written = store.commit(changes);
            for (const c of changes) c.kind === 'put' ? model.set(c.key, c.value) : model.delete(c.key);
            if (settle) await written;
            expect([...store.range(range)]).toEqual(expected(model, range));
            for (const { key } of changes) expect(store.get(key)).toBe(model.get(key));
          }
        }),
        { numRuns: 100 },
      );
    });
  });
}

function expected(model: ReadonlyMap<Key, Value>, { from, to, reverse }: Range): (readonly [Key, Value])[] {
  const inside = [...model].filter(([key]) => key >= from && key < to).sort(([a], [b]) => (a < b ? -1 : 1));
  return reverse ? inside.reverse() : inside;
}
