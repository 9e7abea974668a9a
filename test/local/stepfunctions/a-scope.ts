/** What an expression can see, for tests: only the relevant part is given. */
import { epochMillis, type Json } from '../../../lib/units';
import { seededEntropy } from '../../../local/entropy';
import type { Scope } from '../../../local/stepfunctions/expression';

export const aScope = (input: Json, given: Partial<Scope> = {}): Scope => ({
  input,
  result: undefined,
  errorOutput: undefined,
  variables: {},
  context: () => ({}),
  chance: seededEntropy(1),
  now: epochMillis(Date.UTC(2026, 0, 1)),
  ...given,
});
