import { randomCase, SETS } from '../../verify/enumerate';
import { inStrides } from '../../verify/explore';
import { SCENARIOS, scenarioNamed } from '../../verify/scenarios';
import type { CallPosition, Fault } from '../../verify/schedule';
import type { Baselines } from '../../verify/sets/case';
import { openingsOf } from '../../verify/sets/recoveries';

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
  'order/out-of-stock': { positions, commits: 10, states: ['ProcessPayment', 'RefundPayment'], openings: [] },
  'order/completed': { positions: positions.slice(0, 2), commits: 4, states: ['ProcessPayment'], openings: [] },
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

test('stops an execution, and deletes the machine of one that has one, at every call', () => {
  const kinds = casesOf('uncatchable endings').map(({ schedule }) => schedule[0]?.kind);

  expect(kinds.filter((kind) => kind === 'stop')).toHaveLength(4 + 2);
  expect(kinds.filter((kind) => kind === 'delete')).toHaveLength(4 + 2);
});

test('gives each state each of the flaws, and lets its function hang where there is no time', () => {
  const flaws = casesOf('flawed machines').filter(({ scenario }) => scenario.name === 'order/completed');

  expect(
    flaws.map(({ schedule }) => schedule.map((fault) => (fault.kind === 'flaw' ? fault.flaw : fault.kind))),
  ).toEqual([['hasNoTime', 'call'], ['readsNothing'], ['growsTooLarge'], ['runsInCircles']]);
});

test('deploys a machine at every call, and code at every invocation', () => {
  const deployed = casesOf('new versions').flatMap(({ schedule }) =>
    schedule.map((fault) => (fault.kind === 'deploy' ? fault.what : '')),
  );

  expect(deployed.filter((what) => what === 'machine')).toHaveLength(4 + 2);
  expect(deployed.filter((what) => what === 'functions')).toHaveLength(3 + 1);
});

test('makes a recovery necessary, then fails it at each of its calls and loses it at each commit', () => {
  const stop: Fault = { kind: 'stop', at: call('PaymentsProcessPayment', 'Invoke'), error: 'StoppedFromOutside' };
  const recovering = [
    call('SagaRecoveryRecordEnding', 'Invoke'),
    call('SagaRecoveryRecordEnding', 'PutItem', 'dynamodb', 2),
  ];
  const idle = call('OrdersOutboxSweepOutbox', 'Query', 'dynamodb');
  const opened = { positions: [...positions, ...recovering, idle], commits: 3, schedule: [stop] };
  const set = SETS.find(({ name }) => name === 'struck recoveries');

  const cases = [
    ...(set?.cases(scenarios, { 'order/completed': { positions, commits: 4, states: [], openings: [opened] } }) ?? []),
  ];

  expect(cases).toHaveLength(5 + 4 + 3);
  expect(cases.every(({ schedule }) => schedule[0] === stop && schedule.length === 2)).toBe(true);
});

test('opens with each step stopped, told of and not, with what is never begun, and with what is never published', () => {
  const door = call('PlaceOrder', 'Invoke');
  const seen = [
    door,
    call('PlaceOrder', 'StartExecution', 'stepfunctions'),
    call('OrdersOutboxRelayOutbox', 'PutEvents', 'events'),
    call('PaymentsProcessPayment', 'Invoke'),
    call('SagaRecoveryRecordEnding', 'Invoke'),
  ];

  const openings = [...openingsOf(scenarioNamed('order/completed'), { positions: seen, commits: 9 })];

  expect(openings.map((schedule) => schedule.map(({ kind }) => kind))).toEqual([
    ['call', 'sweep'],
    ['call', 'sweep'],
    ['stop'],
    ['stop', 'call', 'sweep'],
  ]);
});
