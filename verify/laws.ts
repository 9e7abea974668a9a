/** Which laws hold for which scenario: those of every saga, and those of its business. */
import type { Invariant } from './invariant';
import { sagaLaws } from './invariants/laws';
import { orderLaws } from './order/laws';
import type { Scenario } from './scenario';

const LAWS: { readonly [definition: string]: readonly Invariant[] } = {
  PlaceOrder: [...sagaLaws, ...orderLaws],
};

export const lawsOf = ({ subject }: Scenario): readonly Invariant[] => LAWS[subject.definition.name] ?? sagaLaws;
