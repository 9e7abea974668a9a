import { type Baselines, randomCase, SETS } from '../../verify/enumerate';
import { inStrides } from '../../verify/explore';
import { SCENARIOS } from '../../verify/scenarios';
import type { CallPosition } from '../../verify/schedule';

const call = (fn: string, operation: string, service: CallPosition['service'] = 'lambda', nth = 1): CallPosition => ({
  service,
  operation,
  function: fn,
  nth,
});
const positions = [
  call('PaymentsProcessPayment', 'Invoke'),
  call('PaymentsProcessPayment', 'TransactWriteItems', 'dynamodb'),
  call('PaymentsRefundPayment', 'Invoke'),
  call('OrdersCancelOrder', 'Invoke'),
];
const scenarios = SCENARIOS.filter(({ name }) => name === 'order/out-of-stock' || name === 'order/completed');
const baselines: Baselines = {
  'order/out-of-stock': { positions, commits: 10 },
  'order/completed': { positions: positions.slice(0, 2), commits: 4 },
};

const casesOf = (name: string) => [...(SETS.find((set) => set.name === name)?.cases(scenarios, baselines) ?? [])];

test('crashes before and after every commit', () => {
  expect(casesOf('single crashes')).toHaveLength(2 * (10 + 4));
});

test('fails every subset of the compensations but the empty one', () => {
  expect(casesOf('failing compensations')).toHaveLength(3);
});

test('takes every pair of calls in every two ways', () => {
  expect(casesOf('pairs')).toHaveLength(9 * ((4 * 3) / 2 + 1));
});

test('has no case twice', () => {
  for (const { name } of SETS) {
    const told = casesOf(name).map(({ scenario, schedule }) => JSON.stringify([scenario.name, schedule]));
    expect([name, new Set(told).size]).toEqual([name, told.length]);
  }
});

test('tries no refusal as if its outcome were unknown', () => {
  const throttled = casesOf('single faults').flatMap(({ schedule }) =>
    schedule.filter((fault) => fault.kind === 'call' && fault.error.name === 'Lambda.TooManyRequestsException'),
  );

  expect(throttled.length).toBeGreaterThan(0);
  expect(throttled.every((fault) => fault.kind === 'call' && fault.how === 'notApplied')).toBe(true);
});

test('draws the same case from the same seed, and others from others', () => {
  const drawn = [1, 1, 2].map((seed) => JSON.stringify(randomCase(seed, scenarios, baselines).schedule));

  expect(drawn[0]).toBe(drawn[1]);
  expect(drawn[0]).not.toBe(drawn[2]);
});

test.each([0, 1, 96, 97, 98, 1_000])('takes each of %i cases once', (length) => {
  expect([...inStrides(length)].sort((one, other) => one - other)).toEqual(Array.from({ length }, (_, index) => index));
});
