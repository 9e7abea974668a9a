import fc from 'fast-check';
import { compareText, compareValues, orderKey } from '../../../../local/dynamodb/values/order';
import { keyOf } from '../../../../local/store/store';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 12 });
const sign = (value: number) => Math.sign(value);

test('compares strings by their UTF-8 bytes', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('puts a character outside the basic plane behind every one inside it', () => {
  expect(compareText('\u{1f600}', '\uffff')).toBeGreaterThan(0);
});

test('keeps the order of strings and binaries in store keys', () => {
  const stored = (value: Parameters<typeof orderKey>[0]) => keyOf(orderKey(value), '');
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(order(stored({ S: a }), stored({ S: b }))).toBe(sign(compareText(a, b)));
    }),
  );
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const [left, right] = [a, b].map((each) => ({ B: Buffer.from(each).toString('base64') }));
      if (left === undefined || right === undefined) return;
      expect(order(stored(left), stored(right))).toBe(Buffer.compare(a, b));
    }),
  );
});

test('finds no order between values of different types', () => {
  expect(compareValues({ S: '1' }, { N: '1' })).toBeUndefined();
  expect(compareValues({ BOOL: true }, { BOOL: false })).toBeUndefined();
});
