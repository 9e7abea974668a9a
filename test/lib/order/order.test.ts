import { MAX_LINES, orderRequest, orderTotal, quantitiesBySku } from '../../../lib/order/order';
import { InvalidRequest } from '../../../lib/saga/errors';
import { anOrder } from './an-order';

const line = (given: object = {}) => ({ sku: 'book', quantity: 1, unitPrice: 15_00, ...given });
const linesOf = (count: number, given: object = {}) => Array.from({ length: count }, () => line(given));

describe('an order', () => {
  it('is taken as it is', () => {
    const order = anOrder();

    expect(orderRequest.parse(order)).toEqual(order);
  });

  it('is taken at every limit', () => {
    const order = anOrder({
      orderId: 'o'.repeat(60),
      lines: linesOf(MAX_LINES, { quantity: 1_000, unitPrice: 100_000_000 }),
    });

    expect(orderRequest.parse(order)).toEqual(order);
  });

  it.each<[string, object, string]>([
    ['an id with white space', { orderId: 'order 1' }, 'orderId must match /^[A-Za-z0-9_-]{1,60}$/'],
    ['an id of 61 characters', { orderId: 'o'.repeat(61) }, 'orderId must match /^[A-Za-z0-9_-]{1,60}$/'],
    ['no customer', { customerId: undefined }, 'customerId must be text'],
    ['a currency by its sign', { currency: '€' }, 'currency must match /^[A-Z]{3}$/'],
    ['no lines', { lines: [] }, 'lines must have at least 1 entry'],
    ['too many lines', { lines: linesOf(MAX_LINES + 1) }, 'lines must have at most 20 entries'],
    ['lines that are no list', { lines: {} }, 'lines must be a list'],
    ['no pieces', { lines: [line({ quantity: 0 })] }, 'lines[0].quantity must be at least 1'],
    ['too many pieces', { lines: [line(), line({ quantity: 1_001 })] }, 'lines[1].quantity must be at most 1000'],
    ['part of a piece', { lines: [line({ quantity: 1.5 })] }, 'lines[0].quantity must be a whole number'],
    ['a price in text', { lines: [line({ unitPrice: '15.00' })] }, 'lines[0].unitPrice must be a number'],
    ['a price below zero', { lines: [line({ unitPrice: -1 })] }, 'lines[0].unitPrice must be at least 0'],
    ['too high a price', { lines: [line({ unitPrice: 100_000_001 })] }, 'lines[0].unitPrice must be at most 100000000'],
    ['an unknown field', { discount: 5 }, 'it has unknown fields (discount); remove them'],
    ['an unknown field of a line', { lines: [line({ vat: 1 })] }, 'lines[0] has unknown fields (vat); remove them'],
  ])('is refused with %s', (_, given, sentence) => {
    expect(refusalOf({ ...anOrder(), ...given })).toBe(sentence);
  });

  it.each([[null], ['order-1'], [[]]])('is refused when it is %j', (value) => {
    expect(refusalOf(value)).toBe('it must be an object');
  });

  it('is told up to five of its mistakes, and never a value', () => {
    const order = anOrder({ customerId: 'secret customer', lines: linesOf(6, { quantity: 0 }) });

    const refusal = refusalOf(order);

    expect(refusal.split('; ')).toEqual([
      'customerId must match /^[A-Za-z0-9_-]{1,60}$/',
      'lines[0].quantity must be at least 1',
      'lines[1].quantity must be at least 1',
      'lines[2].quantity must be at least 1',
      'lines[3].quantity must be at least 1',
      'and 2 more',
    ]);
  });
});

describe('the total of an order', () => {
  it('is the sum of its lines', () => {
    const lines = [line({ quantity: 2, unitPrice: 15_00 }), line({ sku: 'lamp', quantity: 3, unitPrice: 49_90 })];

    expect(orderTotal(anOrder({ lines }))).toEqual({ amount: 179_70, currency: 'EUR' });
  });

  it('is exact for the largest order that the schema takes', () => {
    const lines = linesOf(MAX_LINES, { quantity: 1_000, unitPrice: 100_000_000 });

    expect(orderTotal(anOrder({ lines })).amount).toBe(2_000_000_000_000);
  });

  it('is refused as an invalid request where it is not exact', () => {
    const lines = [line({ quantity: 2, unitPrice: 2 ** 52 })];

    expect(() => orderTotal(anOrder({ lines }))).toThrow(InvalidRequest);
  });
});

describe('the quantities of an order', () => {
  it('are summed by article, in the order of their first mention', () => {
    const lines = [line({ sku: 'lamp', quantity: 1 }), line({ quantity: 2 }), line({ sku: 'lamp', quantity: 4 })];

    expect(quantitiesBySku(anOrder({ lines }))).toEqual([
      { sku: 'lamp', quantity: 5 },
      { sku: 'book', quantity: 2 },
    ]);
  });
});

function refusalOf(value: unknown): string {
  try {
    orderRequest.parse(value);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('it was not refused');
}
