import fc from 'fast-check';
import {
  addNumbers,
  compareNumbers,
  numberKey,
  parseNumber,
  subtractNumbers,
} from '../../../../local/dynamodb/values/decimal';

/** A number as an integer times a power of ten: exact arithmetic to compare with. */
interface Scaled {
  readonly integer: bigint;
  readonly power: number;
}
const scaled = fc.record({
  integer: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
  power: fc.integer({ min: -15, max: 15 }),
});
const SCALE = 15;
const exact = ({ integer, power }: Scaled): bigint => integer * 10n ** BigInt(power + SCALE);
const textOf = ({ integer, power }: Scaled): string => {
  const parsed = parseNumber(`${integer}e${power}`);
  return parsed.kind === 'number' ? parsed.text : parsed.kind;
};
/** The canonical text of an exact value, by another way than the module's. */
const textOfExact = (value: bigint): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0');
  const whole = digits.slice(0, -SCALE);
  const fraction = digits.slice(-SCALE).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};
const sign = (value: bigint) => (value < 0n ? -1 : value > 0n ? 1 : 0);

describe('parseNumber', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['000', '0'],
    ['007', '7'],
    ['1.50', '1.5'],
    ['+3', '3'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['1E-3', '0.001'],
    ['-12.340e1', '-123.4'],
    ['1e125', `1${'0'.repeat(125)}`],
    ['1e-130', `0.${'0'.repeat(129)}1`],
    ['9'.repeat(38), '9'.repeat(38)],
  ])('reads %s as %s', (text, canonical) => {
    expect(parseNumber(text)).toEqual({ kind: 'number', text: canonical });
  });

  test.each([
    ['', 'malformed'],
    ['abc', 'malformed'],
    ['1e', 'malformed'],
    ['.', 'malformed'],
    ['0x10', 'malformed'],
    ['NaN', 'malformed'],
    ['1e126', 'overflow'],
    ['-1e126', 'overflow'],
    ['1e-131', 'underflow'],
    ['1'.repeat(39), 'tooPrecise'],
  ])('refuses %s as %s', (text, kind) => {
    expect(parseNumber(text)).toEqual({ kind });
  });

  test('gives equal numbers the same text', () => {
    fc.assert(fc.property(scaled, (number) => textOf(number) === textOfExact(exact(number))));
  });
});

test('compares as exact arithmetic does', () => {
  fc.assert(
    fc.property(scaled, scaled, (a, b) => {
      expect(compareNumbers(textOf(a), textOf(b))).toBe(sign(exact(a) - exact(b)));
    }),
  );
});

test('adds and subtracts as exact arithmetic does', () => {
  fc.assert(
    fc.property(scaled, scaled, (a, b) => {
      const sum = textOfExact(exact(a) + exact(b));
      const difference = textOfExact(exact(a) - exact(b));

      const fits = (text: string) => text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length <= 38;
      fc.pre(fits(sum) && fits(difference));

      expect(addNumbers(textOf(a), textOf(b))).toEqual({ kind: 'number', text: sum });
      expect(subtractNumbers(textOf(a), textOf(b))).toEqual({ kind: 'number', text: difference });
    }),
  );
});

test('refuses a sum of more than 38 digits or beyond the range', () => {
  expect(addNumbers('1e37', '0.1').kind).toBe('tooPrecise');
  expect(addNumbers(`9${'0'.repeat(125)}`, `9${'0'.repeat(125)}`).kind).toBe('overflow');
});

test('orders keys as the numbers are ordered', () => {
  fc.assert(
    fc.property(scaled, scaled, (a, b) => {
      const left = numberKey(textOf(a));
      const right = numberKey(textOf(b));
      expect(left < right ? -1 : left > right ? 1 : 0).toBe(sign(exact(a) - exact(b)));
    }),
  );
});
