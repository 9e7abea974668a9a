import { type ClosingCheck, discrepancies } from '../../demo/books';

const balanced: ClosingCheck = {
  completedTotal: 3_000,
  chargedTotal: 3_000,
  chargedWithoutOrder: [],
  stock: [{ sku: 'book', opening: 10, available: 8, reserved: 2, held: 2 }],
};
const none = new Set<string>();

test('says nothing of books that add up', () => {
  expect(discrepancies(balanced, none)).toEqual([]);
});

test('names an order that is charged but not completed, unless its saga said so', () => {
  const check = { ...balanced, chargedTotal: 4_000, chargedWithoutOrder: [{ orderId: 'o-1', amount: 1_000 }] };

  expect(discrepancies(check, none).join()).toContain("order 'o-1' is charged but not completed");
  expect(discrepancies(check, new Set(['o-1']))).toEqual([]);
});

test('finds money that was not charged for a completed order', () => {
  expect(discrepancies({ ...balanced, chargedTotal: 2_999 }, none)).toHaveLength(1);
});

test('finds stock that was lost, and stock that nobody holds', () => {
  const line = { sku: 'book', opening: 10, available: 8, reserved: 2, held: 2 };

  expect(discrepancies({ ...balanced, stock: [{ ...line, available: 7 }] }, none)).toHaveLength(1);
  expect(
    discrepancies({ ...balanced, stock: [{ ...line, available: -2, reserved: 12, held: 12 }] }, none),
  ).toHaveLength(1);
  expect(discrepancies({ ...balanced, stock: [{ ...line, held: 1 }] }, none)).toHaveLength(1);
});
