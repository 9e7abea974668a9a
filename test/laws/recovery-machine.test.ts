/** The generated recovery against the plan: whatever was done, undone and settled, exactly what is left is done. */
import assert from 'node:assert';
import validateWithSchema from 'asl-validator';
import fc from 'fast-check';
import { generateStateMachine } from '../../lib/asl/generate';
import { longestHistory, MAX_HISTORY_EVENTS } from '../../lib/asl/history';
import { generateRecoveryMachine } from '../../lib/asl/recovery';
import { validateStateMachine } from '../../lib/asl/validate';
import { COMPENSATION_RETRY } from '../../lib/saga/builder';
import type { CompensatableStep, SagaDefinition } from '../../lib/saga/definition';
import { pointOfNoReturn, undoEverything, undoPlan } from '../../lib/saga/plan';
import { decodeRequest } from '../../lib/saga/request';
import type { JsonObject } from '../../lib/units';
import { aDefinition } from './definitions';
import { type Answer, type CallSeen, walk } from './walker';

const SAGA_ID = 'order-1';
const FAILURE = { Error: 'States.Timeout', Cause: "it's {late}" };
const recorded = (error: string): JsonObject => ({ Error: error, Cause: 'on purpose' });
const returns = (result: JsonObject): Answer => ({ kind: 'returns', result });
const throws = (error: string): Answer => ({ kind: 'throws', error, cause: 'on purpose' });

interface Given {
  readonly way: 'back' | 'forward';
  readonly results?: JsonObject;
  readonly undone?: JsonObject;
}

const callOf = ({ resource, payload }: CallSeen): string =>
  `${resource.slice(2, -1)}${payload.intent === 'settle' ? '?' : ''}`;

/** Every request must be one that the participant accepts: `decodeRequest` throws otherwise. */
function recoveryOf(saga: SagaDefinition) {
  const machine = generateRecoveryMachine(saga);
  return (given: Given, answer: (call: string) => Answer | undefined) => {
    const input = { sagaId: SAGA_ID, input: {}, results: {}, undone: {}, failure: FAILURE, ...given };
    const { calls, end } = walk(machine, input, (seen) => {
      const { key } = decodeRequest(saga, seen.resource.slice(2, -1), seen.payload);
      assert.strictEqual(key.sagaId, SAGA_ID);
      return answer(callOf(seen)) ?? returns({ of: callOf(seen) });
    });
    return { calls: calls.map(callOf), end };
  };
}

const settled = (applied: boolean): Answer => returns({ applied, result: applied ? { of: 'before' } : null });
const resultsOf = (saga: SagaDefinition, count = saga.steps.length): JsonObject =>
  Object.fromEntries(saga.steps.slice(0, count).map(({ name }) => [name, { of: name }]));
const undoneOf = (steps: readonly CompensatableStep[]): JsonObject =>
  Object.fromEntries(steps.map(({ name }) => [name, { outcome: 'undone' }]));
const times = (count: number, call: string): readonly string[] => Array<string>(count).fill(call);

function subsetsOf<T>([first, ...rest]: readonly T[]): readonly (readonly T[])[] {
  if (first === undefined) return [[]];
  return subsetsOf(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

/** The settling that comes before an undoing; none where a step was undone already, or nothing cannot be undone. */
function settlingOf(saga: SagaDefinition, undone: readonly CompensatableStep[]): readonly string[] {
  const point = pointOfNoReturn(saga);
  return point === undefined || undone.length > 0 ? [] : [`${point.name}?`];
}

test('undoes exactly what is not undone, in the order of the plan, whichever compensations fail', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      const recover = recoveryOf(saga);
      const everything = undoEverything(saga);
      for (const undone of subsetsOf(everything)) {
        const left = everything.filter((step) => !undone.includes(step));
        for (const failing of subsetsOf(left)) {
          const { calls, end } = recover({ way: 'back', undone: undoneOf(undone) }, (call) => {
            if (call.endsWith('?')) return settled(false);
            return failing.some(({ compensation }) => compensation.name === call) ? throws('Busy') : undefined;
          });

          const all = {
            ...undoneOf(undone),
            ...Object.fromEntries(
              left
                .filter((step) => !failing.includes(step))
                .map(({ name, compensation }) => [name, { of: compensation.name }]),
            ),
          };
          assert.deepStrictEqual(calls, [
            ...settlingOf(saga, undone),
            ...left.flatMap((step) =>
              times(failing.includes(step) ? step.compensation.retry.attempts : 1, step.compensation.name),
            ),
          ]);
          if (failing.length === 0) {
            const output = { ended: 'COMPENSATED', sagaId: SAGA_ID, results: {}, undone: all, failure: FAILURE };
            assert.deepStrictEqual(end, { kind: 'succeeded', output });
          } else {
            assert(end.kind === 'failed');
            assert.strictEqual(end.error, 'SagaCompensationFailed');
            assert.deepStrictEqual(JSON.parse(end.cause), {
              failure: FAILURE,
              notUndone: Object.fromEntries(failing.map(({ name }) => [name, recorded('Busy')])),
              undone: all,
            });
          }
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('undoes a saga in the order in which the saga itself would from its last compensatable step', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      const recover = recoveryOf(saga);
      const last = undoEverything(saga)[0];
      fc.pre(last !== undefined);

      const { calls } = recover({ way: 'back' }, (call) => (call.endsWith('?') ? settled(false) : undefined));

      const plan = undoPlan(saga, last.name, 'unknown').map(({ compensation }) => compensation.name);
      assert.deepStrictEqual(
        calls.filter((call) => !call.endsWith('?')),
        plan,
      );
    }),
    { numRuns: 40 },
  );
});

const retriableStepsOf = ({ steps }: SagaDefinition) => steps.filter(({ kind }) => kind === 'retriable');
const aDefinitionWithPoint = aDefinition.filter((saga) => pointOfNoReturn(saga) !== undefined);

test('goes forward from a point of no return that settling finds applied, and undoes nothing', () => {
  fc.assert(
    fc.property(aDefinitionWithPoint, (saga) => {
      const recover = recoveryOf(saga);
      const point = pointOfNoReturn(saga);
      assert(point !== undefined);
      const before = saga.steps.indexOf(point);

      const { calls, end } = recover({ way: 'back', results: resultsOf(saga, before) }, (call) =>
        call.endsWith('?') ? settled(true) : undefined,
      );

      const after = saga.steps.slice(before + 1).map(({ name }) => name);
      const output = {
        ended: 'COMPLETED',
        sagaId: SAGA_ID,
        results: { ...resultsOf(saga), [point.name]: { of: 'before' } },
        undone: {},
      };
      assert.deepStrictEqual(calls, [`${point.name}?`, ...after]);
      assert.deepStrictEqual(end, { kind: 'succeeded', output });
    }),
    { numRuns: 60 },
  );
});

test('goes on with the first retriable step that has no result', () => {
  fc.assert(
    fc.property(aDefinitionWithPoint, (saga) => {
      const recover = recoveryOf(saga);
      const first = saga.steps.length - retriableStepsOf(saga).length;
      for (let known = first; known <= saga.steps.length; known++) {
        const { calls, end } = recover({ way: 'forward', results: resultsOf(saga, known) }, () => undefined);

        const output = { ended: 'COMPLETED', sagaId: SAGA_ID, results: resultsOf(saga), undone: {} };
        assert.deepStrictEqual(
          calls,
          saga.steps.slice(known).map(({ name }) => name),
        );
        assert.deepStrictEqual(end, { kind: 'succeeded', output });
      }
    }),
    { numRuns: 60 },
  );
});

test('asks every step anew for what it answered before where a result got lost', () => {
  fc.assert(
    fc.property(aDefinitionWithPoint, fc.nat(), (saga, which) => {
      const recover = recoveryOf(saga);
      fc.pre(retriableStepsOf(saga).length > 0 && saga.steps.length > retriableStepsOf(saga).length);
      const early = saga.steps.length - retriableStepsOf(saga).length;
      const lost = saga.steps[which % early]?.name;
      const results = Object.fromEntries(Object.entries(resultsOf(saga, early)).filter(([name]) => name !== lost));

      const { calls, end } = recover({ way: 'forward', results }, () => undefined);

      assert.deepStrictEqual(
        calls,
        saga.steps.map(({ name }) => name),
      );
      assert(end.kind === 'succeeded');
    }),
    { numRuns: 60 },
  );
});

test('fails where it is when a retriable step gives up, so that it can be told from an ended saga', () => {
  fc.assert(
    fc.property(aDefinitionWithPoint, (saga) => {
      const recover = recoveryOf(saga);
      for (const step of retriableStepsOf(saga)) {
        const before = saga.steps.indexOf(step);
        const { calls, end } = recover({ way: 'forward', results: resultsOf(saga, before) }, (call) =>
          call === step.name ? throws('Busy') : undefined,
        );

        assert.deepStrictEqual(calls, times(step.retry.attempts, step.name));
        assert.deepStrictEqual(end, { kind: 'failed', state: step.name, error: 'Busy', cause: 'on purpose' });
      }
    }),
    { numRuns: 60 },
  );
});

test('undoes nothing while nobody can say what became of the point of no return', () => {
  fc.assert(
    fc.property(aDefinitionWithPoint, (saga) => {
      const recover = recoveryOf(saga);
      const point = pointOfNoReturn(saga);
      assert(point !== undefined);

      const { calls, end } = recover({ way: 'back' }, () => throws('Busy'));

      assert.deepStrictEqual(calls, times(COMPENSATION_RETRY.attempts, `${point.name}?`));
      assert(end.kind === 'failed');
      assert.strictEqual(end.state, 'Unsettled');
      assert.strictEqual(end.error, 'SagaCompensationFailed');
      const left = { Error: 'Unsettled', Cause: expect.stringContaining(point.name) };
      expect(JSON.parse(end.cause)).toEqual({
        failure: FAILURE,
        notUndone: {
          [point.name]: recorded('Busy'),
          ...Object.fromEntries(undoEverything(saga).map(({ name }) => [name, left])),
        },
        undone: {},
      });
    }),
    { numRuns: 60 },
  );
});

test('bills the saga one transition a step while nothing fails, and ends before its history does', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      const { states } = walk(generateStateMachine(saga), { input: {} }, () => returns({}));

      assert.deepStrictEqual(
        states,
        saga.steps.map(({ name }) => name),
      );
      assert(longestHistory(generateStateMachine(saga)).events < MAX_HISTORY_EVENTS);
    }),
    { numRuns: 60 },
  );
});

test('is a machine in which nothing is wrong', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      expect(validateStateMachine(generateRecoveryMachine(saga))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('is a machine that the published schema of the language accepts', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      expect(validateWithSchema(JSON.parse(JSON.stringify(generateRecoveryMachine(saga)))).errors).toEqual([]);
    }),
    // Each run compiles the schema anew: a tenth of a second.
    { numRuns: 10 },
  );
});
