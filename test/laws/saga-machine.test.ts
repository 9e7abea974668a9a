/** The generated machine against the plan: whatever fails, wherever, exactly what should be undone is, in order. */
import assert from 'node:assert';
import validateWithSchema from 'asl-validator';
import fc from 'fast-check';
import { generateStateMachine } from '../../lib/asl/generate';
import type { StateMachineDefinition } from '../../lib/asl/language';
import { validateStateMachine } from '../../lib/asl/validate';
import { COMPENSATION_RETRY } from '../../lib/saga/builder';
import type { CompensatableStep, PivotStep, SagaDefinition, Step } from '../../lib/saga/definition';
import { isCompensatable, undoPlan } from '../../lib/saga/plan';
import { decodeRequest } from '../../lib/saga/request';
import type { Json, JsonObject } from '../../lib/units';
import { aDefinition } from './definitions';
import { PERMANENT_ERRORS, RETRIED_ERRORS } from './error-names';
import { type Answer, type CallSeen, walk } from './walker';

const SAGA_ID = 'order-1';
const INPUT = { orderId: SAGA_ID };

/** A function's name, with a `?` where it is asked to settle a pivot; of the ledger's function the state that tells it. */
type Call = string;
interface Told {
  readonly calls: readonly Call[];
  readonly end:
    | { readonly kind: 'succeeded'; readonly results: unknown }
    | { readonly kind: 'failed'; readonly state: string; readonly error: string; readonly cause: unknown };
}

const RECORD = `\${RecordSaga}`;
const callOf = ({ state, resource, payload }: CallSeen): Call =>
  resource === RECORD ? state : `${resource.slice(2, -1)}${payload.intent === 'settle' ? '?' : ''}`;
const times = (count: number, call: Call): readonly Call[] => Array<Call>(count).fill(call);
const resultOf = (call: Call): JsonObject => ({ of: call });
const returns = (result: Json): Answer => ({ kind: 'returns', result });
const throws = (error: string): Answer => ({ kind: 'throws', error, cause: JSON.stringify(causeOf(error)) });
/** With every character that has a meaning in a template of States.Format. */
const causeOf = (error: string): JsonObject => ({ errorMessage: `it's \\ {${error}}` });
const recorded = (error: string): JsonObject => ({ Error: error, Cause: JSON.stringify(causeOf(error)) });

/**
 * Walks with the answers of `answer`; where it has none, the call returns. Every request must be one that the
 * participant accepts: `decodeRequest` throws otherwise.
 */
function run(
  saga: SagaDefinition,
  machine: StateMachineDefinition,
  answer: (call: Call, attempt: number) => Answer | undefined,
): Told {
  const { calls, end } = walk(machine, { input: INPUT }, (seen) => {
    if (seen.resource === RECORD) return returns(null);
    const { attempt } = decodeRequest(saga, seen.resource.slice(2, -1), seen.payload);
    return answer(callOf(seen), attempt) ?? returns(resultOf(callOf(seen)));
  });
  return {
    calls: calls.map(callOf),
    end:
      end.kind === 'failed'
        ? { ...end, cause: JSON.parse(end.cause) }
        : { kind: 'succeeded', results: (end.output as { readonly results: Json }).results },
  };
}

const isPermanent = (error: string): boolean => PERMANENT_ERRORS.some((name) => name === error);

/** A refusal, or another payload's step: undoing starts at the step before. */
const hadNoEffect = (step: CompensatableStep | PivotStep, failure: string): boolean =>
  step.rejects.includes(failure) || failure === 'KeyReused';

/** How often a function is called that always fails with `error`. */
const triesOf = (step: Step | CompensatableStep['compensation'], error: string): number =>
  isPermanent(error) || ('rejects' in step && step.rejects.includes(error)) ? 1 : step.retry.attempts;

const before = (saga: SagaDefinition, step: Step): readonly Call[] =>
  saga.steps.slice(0, saga.steps.indexOf(step)).map(({ name }) => name);
const after = (saga: SagaDefinition, step: Step): readonly Call[] =>
  saga.steps.slice(saga.steps.indexOf(step) + 1).map(({ name }) => name);

function subsetsOf<T>([first, ...rest]: readonly T[]): readonly (readonly T[])[] {
  if (first === undefined) return [[]];
  return subsetsOf(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

/** Every failure that a Catch of the step can see. */
const failuresOf = (step: Step): readonly string[] => [
  ...('rejects' in step ? step.rejects : []),
  ...RETRIED_ERRORS,
  ...PERMANENT_ERRORS,
];

/** The ledger is told, then the compensations of `plan`, of which those in `failing` always fail with `error`. */
const undoings = (plan: readonly CompensatableStep[], failing: readonly CompensatableStep[], error: string) => [
  ...plan.slice(0, 1).map(({ name }) => `CompensateFrom${name}`),
  ...plan.flatMap((step) => {
    const { compensation } = step;
    return times(failing.includes(step) ? triesOf(compensation, error) : 1, compensation.name);
  }),
];

/** The truthful end of a saga that `failure` turned round, whose compensations were those of `plan`. */
function endAfter(
  failure: string,
  plan: readonly CompensatableStep[],
  failing: readonly CompensatableStep[],
  undoError: string,
): Told['end'] {
  const undone = Object.fromEntries(
    plan.filter((step) => !failing.includes(step)).map((step) => [step.name, resultOf(step.compensation.name)]),
  );
  if (failing.length === 0) {
    const state = plan.length === 0 ? 'NothingToUndo' : 'Compensated';
    return { kind: 'failed', state, error: 'SagaCompensated', cause: { failure: recorded(failure), undone } };
  }
  const notUndone = Object.fromEntries(failing.map(({ name }) => [name, recorded(undoError)]));
  return {
    kind: 'failed',
    state: failing.length < plan.length ? 'CompensationFailed' : 'NothingUndone',
    error: 'SagaCompensationFailed',
    cause: { failure: recorded(failure), notUndone, undone },
  };
}

const anUndoError = fc.constantFrom('Lambda.Unknown', 'States.Timeout', 'WriteRefused', 'InvalidRequest');

test('undoes exactly the plan, in order, whatever fails and whichever compensations fail too', () => {
  fc.assert(
    fc.property(aDefinition, anUndoError, (saga, undoError) => {
      const machine = generateStateMachine(saga);
      for (const step of saga.steps.filter(isCompensatable)) {
        for (const failure of failuresOf(step)) {
          const plan = undoPlan(saga, step.name, hadNoEffect(step, failure) ? 'rejected' : 'unknown');
          for (const failing of subsetsOf(plan)) {
            const told = run(saga, machine, (call) => {
              if (call === step.name) return throws(failure);
              return failing.some(({ compensation }) => compensation.name === call) ? throws(undoError) : undefined;
            });

            assert.deepStrictEqual(told, {
              calls: [
                ...before(saga, step),
                ...times(triesOf(step, failure), step.name),
                ...undoings(plan, failing, undoError),
              ],
              end: endAfter(failure, plan, failing, undoError),
            });
          }
        }
      }
    }),
    { numRuns: 40 },
  );
});

const pivotsOf = (saga: SagaDefinition): readonly PivotStep[] => saga.steps.filter((step) => step.kind === 'pivot');
const aDefinitionWithPivot = aDefinition.filter((saga) => pivotsOf(saga).length > 0);

test('undoes what precedes a pivot that was refused, or of which settling says that it never happened', () => {
  fc.assert(
    fc.property(aDefinitionWithPivot, anUndoError, (saga, undoError) => {
      const machine = generateStateMachine(saga);
      for (const pivot of pivotsOf(saga)) {
        for (const failure of failuresOf(pivot)) {
          const refused = hadNoEffect(pivot, failure);
          const plan = undoPlan(saga, pivot.name, refused ? 'rejected' : 'unknown');
          for (const failing of subsetsOf(plan)) {
            const told = run(saga, machine, (call) => {
              if (call === pivot.name) return throws(failure);
              if (call === `${pivot.name}?`) return returns({ applied: false, result: null });
              return failing.some(({ compensation }) => compensation.name === call) ? throws(undoError) : undefined;
            });

            assert.deepStrictEqual(told, {
              calls: [
                ...before(saga, pivot),
                ...times(triesOf(pivot, failure), pivot.name),
                ...(refused ? [] : [`${pivot.name}?`]),
                ...undoings(plan, failing, undoError),
              ],
              end: endAfter(failure, plan, failing, undoError),
            });
          }
        }
      }
    }),
    { numRuns: 25 },
  );
});

/** Each failure of a pivot after which it may have happened. */
function eachUnknownPivot(saga: SagaDefinition, check: (pivot: PivotStep, failure: string) => void): void {
  for (const pivot of pivotsOf(saga)) {
    for (const failure of failuresOf(pivot)) {
      if (!hadNoEffect(pivot, failure)) check(pivot, failure);
    }
  }
}

test('goes on forward from a pivot of which settling says that it happened, with the result it had', () => {
  fc.assert(
    fc.property(aDefinitionWithPivot, (saga) => {
      const machine = generateStateMachine(saga);
      eachUnknownPivot(saga, (pivot, failure) => {
        const told = run(saga, machine, (call) => {
          if (call === pivot.name) return throws(failure);
          return call === `${pivot.name}?` ? returns({ applied: true, result: resultOf(pivot.name) }) : undefined;
        });

        assert.deepStrictEqual(told, {
          calls: [
            ...before(saga, pivot),
            ...times(triesOf(pivot, failure), pivot.name),
            `${pivot.name}?`,
            ...after(saga, pivot),
          ],
          end: { kind: 'succeeded', results: resultsOf(saga) },
        });
      });
    }),
    { numRuns: 25 },
  );
});

const resultsOf = (saga: SagaDefinition) => Object.fromEntries(saga.steps.map(({ name }) => [name, resultOf(name)]));

test('undoes nothing while nobody can say what became of the pivot, and lists everything as not undone', () => {
  fc.assert(
    fc.property(aDefinitionWithPivot, fc.constantFrom('States.Timeout', 'InvalidRequest'), (saga, settleError) => {
      const machine = generateStateMachine(saga);
      eachUnknownPivot(saga, (pivot, failure) => {
        const told = run(saga, machine, (call) => {
          if (call === pivot.name) return throws(failure);
          return call === `${pivot.name}?` ? throws(settleError) : undefined;
        });

        const left = { Error: 'Unsettled', Cause: expect.stringContaining(pivot.name) };
        assert.deepStrictEqual(told.calls, [
          ...before(saga, pivot),
          ...times(triesOf(pivot, failure), pivot.name),
          ...times(isPermanent(settleError) ? 1 : COMPENSATION_RETRY.attempts, `${pivot.name}?`),
        ]);
        expect(told.end).toEqual({
          kind: 'failed',
          state: 'Unsettled',
          error: 'SagaCompensationFailed',
          cause: {
            failure: recorded(failure),
            notUndone: {
              [pivot.name]: recorded(settleError),
              ...Object.fromEntries(before(saga, pivot).map((name) => [name, left])),
            },
            undone: {},
          },
        });
      });
    }),
    { numRuns: 25 },
  );
});

test('fails a step past the point of no return where it is, and compensates nothing', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      const machine = generateStateMachine(saga);
      for (const step of saga.steps.filter(({ kind }) => kind === 'retriable')) {
        for (const failure of failuresOf(step)) {
          const told = run(saga, machine, (call) => (call === step.name ? throws(failure) : undefined));

          assert.deepStrictEqual(told, {
            calls: [...before(saga, step), ...times(triesOf(step, failure), step.name)],
            end: { kind: 'failed', state: step.name, error: failure, cause: causeOf(failure) },
          });
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('tries every function again after every error that may pass, and then goes on as if nothing had been', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      const machine = generateStateMachine(saga);
      for (const error of RETRIED_ERRORS) {
        for (const { name, retry } of saga.steps) {
          const told = run(saga, machine, (call, attempt) =>
            call === name && attempt < retry.attempts - 1 ? throws(error) : undefined,
          );

          assert.deepStrictEqual(told, {
            calls: saga.steps.flatMap((step) => times(step.name === name ? retry.attempts : 1, step.name)),
            end: { kind: 'succeeded', results: resultsOf(saga) },
          });
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('tries every compensation again after every error that may pass', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      const machine = generateStateMachine(saga);
      const failed = saga.steps.filter(isCompensatable).at(-1);
      fc.pre(failed !== undefined);
      const plan = undoPlan(saga, failed.name, 'unknown');
      for (const error of RETRIED_ERRORS) {
        for (const { compensation } of plan) {
          const told = run(saga, machine, (call, attempt) => {
            if (call === failed.name) return throws('States.Timeout');
            return call === compensation.name && attempt < compensation.retry.attempts - 1 ? throws(error) : undefined;
          });

          assert.deepStrictEqual(told, {
            calls: [
              ...before(saga, failed),
              ...times(failed.retry.attempts, failed.name),
              `CompensateFrom${failed.name}`,
              ...plan.flatMap((step) =>
                times(step.compensation === compensation ? compensation.retry.attempts : 1, step.compensation.name),
              ),
            ],
            end: endAfter('States.Timeout', plan, [], ''),
          });
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('believes a refusal that comes after a try of unknown outcome, since the participant recorded it', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      const machine = generateStateMachine(saga);
      for (const step of saga.steps.filter(isCompensatable).filter(({ retry }) => retry.attempts > 1)) {
        for (const rejection of step.rejects) {
          const told = run(saga, machine, (call, attempt) => {
            if (call !== step.name) return undefined;
            return throws(attempt === 0 ? 'States.Timeout' : rejection);
          });

          const plan = undoPlan(saga, step.name, 'rejected');
          assert.deepStrictEqual(told, {
            calls: [...before(saga, step), ...times(2, step.name), ...undoings(plan, [], '')],
            end: endAfter(rejection, plan, [], ''),
          });
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('is a machine in which nothing is wrong', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      expect(validateStateMachine(generateStateMachine(saga))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('is a machine that the published schema of the language accepts', () => {
  fc.assert(
    fc.property(aDefinition, (saga) => {
      expect(validateWithSchema(JSON.parse(JSON.stringify(generateStateMachine(saga)))).errors).toEqual([]);
    }),
    // Each run compiles the schema anew: a tenth of a second.
    { numRuns: 10 },
  );
});
