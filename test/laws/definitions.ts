/** Arbitrary sagas: one to six steps of every kind, in every order that the rules allow. */
import fc from 'fast-check';
import { checkDefinition } from '../../lib/saga/check';
import type { CallPolicy, RetryPolicy, SagaDefinition, Schema, Step } from '../../lib/saga/definition';
import { assertNever, type Json } from '../../lib/units';

const anyJson: Schema<Json> = { parse: (value) => value as Json };

const aRetryPolicy: fc.Arbitrary<RetryPolicy> = fc
  .record({
    attempts: fc.integer({ min: 1, max: 3 }),
    intervalSeconds: fc.integer({ min: 1, max: 60 }),
    beyondInterval: fc.integer({ min: 1, max: 600 }),
    backoffRate: fc.double({ min: 1, max: 5, noNaN: true }),
    jitter: fc.constantFrom('FULL' as const, 'NONE' as const),
  })
  .map(({ beyondInterval, ...retry }) => ({ ...retry, maxDelaySeconds: retry.intervalSeconds + beyondInterval }));

const aCallPolicy: fc.Arbitrary<CallPolicy> = fc.record({
  timeoutSeconds: fc.integer({ min: 1, max: 900 }),
  retry: aRetryPolicy,
});

const someRejections = fc.uniqueArray(fc.constantFrom('Declined', 'OutOfStock', 'TooLate'), { maxLength: 2 });

const aStep = (kind: Step['kind'], number: number): fc.Arbitrary<Step> =>
  fc
    .record({ call: aCallPolicy, undoing: aCallPolicy, rejects: someRejections })
    .map(({ call, undoing, rejects }): Step => {
      const step = { ...call, name: `Step${number}`, result: anyJson };
      switch (kind) {
        case 'compensatable':
          return { ...step, kind, rejects, compensation: { ...undoing, name: `Undo${number}` } };
        case 'pivot':
          return { ...step, kind, rejects };
        case 'retriable':
          return { ...step, kind };
        default:
          return assertNever(kind);
      }
    });

const kindsInOrder: fc.Arbitrary<readonly Step['kind'][]> = fc
  .record({
    compensatable: fc.integer({ min: 0, max: 4 }),
    pivot: fc.boolean(),
    retriable: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ compensatable, pivot, retriable }) => [
    ...Array<'compensatable'>(compensatable).fill('compensatable'),
    ...(pivot ? (['pivot'] as const) : []),
    ...Array<'retriable'>(retriable).fill('retriable'),
  ])
  .filter((kinds) => kinds.length >= 1 && kinds.length <= 6);

/** None, or one that any of these steps fit. */
const aDeadline = fc.option(fc.integer({ min: 100_000, max: 31_536_000 }), { nil: undefined });

export const aDefinition: fc.Arbitrary<SagaDefinition> = kindsInOrder
  .chain((kinds) => fc.tuple(...kinds.map((kind, index) => aStep(kind, index + 1))))
  .chain((steps) =>
    aDeadline.map((deadlineSeconds) =>
      checkDefinition({ name: 'AnySaga', version: 1, input: anyJson, deadlineSeconds, steps }),
    ),
  );
