/** Random steps: few keys and few tokens, so that they meet. */
import fc from 'fast-check';
import type { Action, Condition, ItemKey } from './actions';

export const TABLES = ['Accounts', 'Orders'] as const;

export type Step =
  | { readonly kind: 'write'; readonly action: Action }
  | { readonly kind: 'transactWrite'; readonly actions: readonly Action[]; readonly token: string | undefined }
  | { readonly kind: 'transactGet'; readonly keys: readonly ItemKey[] }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'expire' };

const key: fc.Arbitrary<ItemKey> = fc.record({ table: fc.constantFrom(...TABLES), pk: fc.constantFrom('a', 'b', 'c') });
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { arbitrary: fc.constant<Condition>({ kind: 'none' }), weight: 4 },
  fc.constantFrom<Condition>({ kind: 'exists' }, { kind: 'absent' }),
  fc.integer({ min: -1, max: 4 }).map((limit): Condition => ({ kind: 'below', limit })),
);
const conditional = { key, condition, showOld: fc.boolean() };

/** Around the model's first second, 1 January 2026, by up to a day; and further back than five years. */
const ttl = fc.oneof(
  fc.integer({ min: -86_400, max: 86_400 }).map((seconds) => Date.UTC(2026, 0, 1) / 1000 + seconds),
  fc.constant(Date.UTC(2020, 0, 1) / 1000),
);
const row = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map((n) => ({ n })),
  fc.record({ n: fc.integer({ min: 0, max: 3 }), ttl }),
);

const alone: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ ...conditional, kind: fc.constant('put' as const), row }),
  fc.record({ ...conditional, kind: fc.constant('add' as const), amount: fc.integer({ min: -1, max: 2 }) }),
  fc.record({ ...conditional, kind: fc.constant('delete' as const) }),
);
const inTransaction: fc.Arbitrary<Action> = fc.oneof(
  { arbitrary: alone, weight: 3 },
  fc.record({ ...conditional, kind: fc.constant('check' as const) }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: alone.map((action): Step => ({ kind: 'write', action })), weight: 4 },
  {
    arbitrary: fc.record({
      kind: fc.constant('transactWrite' as const),
      actions: fc.array(inTransaction, { minLength: 1, maxLength: 4 }),
      token: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    }),
    weight: 4,
  },
  fc.array(key, { minLength: 1, maxLength: 3 }).map((keys): Step => ({ kind: 'transactGet', keys })),
  // Just before, at and after the ten minutes of a token, and an hour for TTL.
  fc.constantFrom(1, 299, 599, 600, 601, 3600).map((seconds): Step => ({ kind: 'wait', seconds })),
  fc.constant<Step>({ kind: 'expire' }),
);

/** Some steps come twice, as a client's retries do. */
export const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.tuple(step, fc.constantFrom(1, 1, 1, 2)), { maxLength: 25 })
  .map((all) => all.flatMap(([each, times]) => Array.from({ length: times }, () => each)));
