/** Which laws hold for which scenario: those of every saga, and those of its business. */
import { tripEffects } from '../examples/trip/verified/effects';
import { tripLaws } from '../examples/trip/verified/laws';
import type { Invariant } from './invariant';
import { sagaLaws } from './invariants/laws';
import type { StepEffects } from './one-step/one-step';
import { orderEffects, orderReactions } from './order/effects';
import { orderLaws } from './order/laws';
import type { Scenario } from './scenario';

const LAWS: { readonly [definition: string]: readonly Invariant[] } = {
  PlaceOrder: [...sagaLaws, ...orderLaws],
  BookTrip: [...sagaLaws, ...tripLaws],
};

export const lawsOf = ({ subject }: Scenario): readonly Invariant[] => LAWS[subject.definition.name] ?? sagaLaws;

const EFFECTS: { readonly [definition: string]: StepEffects } = {
  PlaceOrder: orderEffects,
  BookTrip: tripEffects,
};

/** What the steps of a scenario's saga make; none where nobody says. */
export const effectsOf = ({ subject }: Scenario): StepEffects => EFFECTS[subject.definition.name] ?? {};

const REACTIONS: { readonly [definition: string]: StepEffects } = {
  PlaceOrder: orderReactions,
};

/** What those make who react to the end of a scenario's saga. */
export const reactionsOf = ({ subject }: Scenario): StepEffects => REACTIONS[subject.definition.name] ?? {};
