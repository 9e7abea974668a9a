/** The limits of data and of histories, at the boundary and one past it. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import type { Json } from '../../../lib/units';
import { delayMillis } from '../../../local/stepfunctions/interpreter/failure';
import { aRun, runScripted, type Script } from './scripted-run';

const MAX_DATA_BYTES = 262_144;
/** A JSON string of exactly so many bytes, quotes included. */
const textOfBytes = (bytes: number, character = 'x') => character.repeat((bytes - 2) / Buffer.byteLength(character));

const aTaskThatCatches = (...names: readonly string[]): StateMachineDefinition => ({
  StartAt: 'T',
  States: {
    T: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Catch: names.map((name) => ({ ErrorEquals: [name], Next: 'Caught' })),
      End: true,
    },
    Caught: { Type: 'Succeed' },
  },
});

const endOf = (machine: StateMachineDefinition, input: Json, script: Script = {}) =>
  runScripted(aRun(machine, input), script).ending;

describe('data', () => {
  test('a result of 262,144 bytes is taken', () => {
    const end = endOf(aTaskThatCatches(), {}, { T: [{ return: textOfBytes(MAX_DATA_BYTES) }] });

    expect(end?.kind).toBe('SUCCEEDED');
  });

  test('a result of one byte more fails the task, and States.ALL catches that', () => {
    const tooMuch = { T: [{ return: textOfBytes(MAX_DATA_BYTES + 1) }] };

    expect(endOf(aTaskThatCatches(), {}, tooMuch)).toEqual({
      kind: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    expect(endOf(aTaskThatCatches('States.ALL'), {}, tooMuch)?.kind).toBe('SUCCEEDED');
  });

  test('bytes are counted, not characters', () => {
    const half = MAX_DATA_BYTES / 2;

    expect(endOf(aTaskThatCatches(), {}, { T: [{ return: textOfBytes(MAX_DATA_BYTES, 'é') }] })?.kind).toBe(
      'SUCCEEDED',
    );
    expect(endOf(aTaskThatCatches(), {}, { T: [{ return: 'é'.repeat(half) }] })?.kind).toBe('FAILED');
  });

  test('what a state itself makes too large is not caught by States.ALL, only by its own name', () => {
    const doubling: StateMachineDefinition = {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { 'a.$': '$', 'b.$': '$' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    };
    const input = textOfBytes(MAX_DATA_BYTES - 100);

    expect(endOf(doubling, input)).toMatchObject({ kind: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('histories', () => {
  /** Each round is four events; the first event and the last are besides. */
  const endless: StateMachineDefinition = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } },
  };

  test('the 25,000th event ends the execution', () => {
    const { events, ending } = runScripted(aRun(endless, {}), {});

    expect(events).toHaveLength(25_000);
    expect(events.at(-1)).toMatchObject({ id: 25_000, previousEventId: 24_999, type: 'ExecutionFailed' });
    expect(ending).toMatchObject({
      kind: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });
});

describe('the delay before a retry', () => {
  const half = () => 0.5;

  test('grows by the backoff rate, from one second and by two if nothing is said', () => {
    const row = { ErrorEquals: ['E'] };

    expect([0, 1, 2, 3].map((made) => delayMillis(row, made, half))).toEqual([1000, 2000, 4000, 8000]);
    expect(delayMillis({ ...row, IntervalSeconds: 3, BackoffRate: 1.5 }, 2, half)).toBe(6750);
  });

  test('is capped by MaxDelaySeconds, and jitter draws from the capped delay', () => {
    const row = { ErrorEquals: ['E'], IntervalSeconds: 10, MaxDelaySeconds: 12 };

    expect(delayMillis(row, 5, half)).toBe(12_000);
    expect(delayMillis({ ...row, JitterStrategy: 'FULL' }, 5, half)).toBe(6000);
    expect(delayMillis({ ...row, JitterStrategy: 'FULL' }, 5, () => 0)).toBe(0);
    expect(delayMillis({ ...row, JitterStrategy: 'NONE' }, 5, () => 0)).toBe(12_000);
  });
});
