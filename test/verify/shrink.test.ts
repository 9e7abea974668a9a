import type { Fault, Schedule } from '../../verify/schedule';
import { shrink } from '../../verify/shrink';
import { replayedFrom, tokenOf } from '../../verify/token';

const at = (nth: number) => ({ service: 'lambda', operation: 'Invoke', function: 'ProcessPayment', nth }) as const;
const late: Fault = {
  kind: 'call',
  at: at(1),
  how: 'late',
  error: { name: 'Lambda.Unknown', message: '' },
  times: 8,
  delayMillis: 600_000,
};
const jump: Fault = { kind: 'clock', at: at(2), jumpMillis: 1_000 };
const lost: Fault = { kind: 'crash', commit: 3, side: 'before' };

test('leaves out every fault that the law breaks without', async () => {
  const smallest = await shrink([jump, lost, { ...jump, at: at(3) }], async (tried) => tried.includes(lost));

  expect(smallest).toEqual([lost]);
});

test('keeps faults that are needed together', async () => {
  const smallest = await shrink(
    [jump, lost, { ...jump, at: at(3) }],
    async (tried) => tried.includes(lost) && tried.includes(jump),
  );

  expect(smallest).toEqual([jump, lost]);
});

test('makes a fault that is needed as simple as it can be', async () => {
  const smallest = await shrink([late], async (tried) => tried.length === 1);

  expect(smallest).toEqual([{ ...late, how: 'replyLost', times: 1, delayMillis: 10_000 }]);
});

test('ends where nothing smaller breaks the law', async () => {
  const schedule: Schedule = [late, jump];

  expect(await shrink(schedule, async () => false)).toBe(schedule);
});

test('writes a run as one word and reads it again', () => {
  const run = { scenario: 'order/completed', schedule: [late, lost], seed: 41 };

  expect(tokenOf(run)).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(replayedFrom(tokenOf(run))).toEqual(run);
});

test('says of another word that it is none', () => {
  expect(() => replayedFrom('hello')).toThrow('that is no word for a run; take one that a violation was told with');
});
