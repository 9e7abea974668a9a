import fc from 'fast-check';
import { add, formatMoney, money, times } from '../../../lib/order/money';
import { InvalidRequest } from '../../../lib/saga/errors';

const MOST = Number.MAX_SAFE_INTEGER;
const anAmount = () => fc.integer({ min: -MOST, max: MOST });
const eur = (amount: number) => money(amount, 'EUR');

describe('money', () => {
  it('adds exactly or refuses, whatever the amounts', () => {
    fc.assert(
      fc.property(anAmount(), anAmount(), (one, other) => {
        const exact = BigInt(one) + BigInt(other);

        const sum = attempt(() => add(eur(one), eur(other)).amount);

        expect(sum).toBe(isExact(exact) ? Number(exact) : 'refused');
      }),
    );
  });

  it('multiplies exactly or refuses, whatever the amounts', () => {
    fc.assert(
      fc.property(anAmount(), fc.oneof(anAmount(), fc.integer({ min: 0, max: 1_000 })), (amount, quantity) => {
        const exact = BigInt(amount) * BigInt(quantity);

        const product = attempt(() => times(eur(amount), quantity).amount);

        expect(product === 'refused' ? product : product + 0).toBe(isExact(exact) ? Number(exact) : 'refused');
      }),
    );
  });

  it('writes every digit of the amount, in groups of three', () => {
    fc.assert(
      fc.property(anAmount(), (amount) => {
        const text = formatMoney(eur(amount));

        expect(text).toMatch(/^-?\d{1,3}(,\d{3})*\.\d{2} EUR$/);
        expect(Number(text.replace(/[^-\d]/g, '')) + 0).toBe(amount + 0);
      }),
    );
  });

  it.each([
    [0, 'EUR', '0.00 EUR'],
    [5, 'EUR', '0.05 EUR'],
    [-5, 'EUR', '-0.05 EUR'],
    [1_000_001, 'EUR', '10,000.01 EUR'],
    [1_000_001, 'JPY', '1,000,001 JPY'],
    [1_234_567, 'KWD', '1,234.567 KWD'],
    [MOST, 'USD', '90,071,992,547,409.91 USD'],
  ])('writes %d minor units of %s as %s', (amount, currency, text) => {
    expect(formatMoney(money(amount, currency))).toBe(text);
  });

  it('takes the largest exact amount and refuses the next one', () => {
    expect(add(eur(MOST - 1), eur(1)).amount).toBe(MOST);
    expect(() => add(eur(MOST), eur(1))).toThrow(InvalidRequest);
    expect(() => times(eur(2 ** 52), 2)).toThrow(
      `an amount in minor units of EUR must be a whole number from -${MOST} to ${MOST}; it is ${2 ** 53}`,
    );
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses an amount of %d', (amount) => {
    expect(() => eur(amount)).toThrow(InvalidRequest);
  });

  it('refuses a part of a piece, even where the product is whole', () => {
    expect(() => times(eur(200), 1.5)).toThrow('a quantity must be a whole number');
  });

  it('refuses to add two currencies', () => {
    expect(() => add(eur(1), money(1, 'USD'))).toThrow('EUR and USD cannot be added; use one currency');
  });
});

const isExact = (value: bigint) => value <= BigInt(MOST) && value >= -BigInt(MOST);

function attempt(run: () => number): number | 'refused' {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvalidRequest) return 'refused';
    throw error;
  }
}
