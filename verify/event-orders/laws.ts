/** What must be true of a choreographed saga, in every state and when all was heard. */
import { decodeSaga } from '../../lib/aws/saga-item';
import type { LedgerState } from '../../lib/saga/ledger';
import { isArrow } from '../invariants/fence-monotone';
import type { Item } from '../observed';
import { NAMES, sagaOf } from '../one-step/calls';
import type { StepEffects } from '../one-step/one-step';
import type { Scenario } from '../scenario';
import type { Told } from './event-orders';

export interface EventLaws {
  readonly scenario: Scenario;
  readonly effects: StepEffects;
  /** Of those who react to a saga that is completed. */
  readonly reactions: StepEffects;
  /** The physical name of the ledger's table. */
  readonly ledger: string;
}

/** A sentence for each that is broken. */
export function lawsOfEvents(laws: EventLaws): (state: Told, before: Told | undefined) => readonly string[] {
  const [request] = laws.scenario.requests;
  if (request === undefined) return () => [];
  const saga = sagaOf(laws.scenario, request);
  const input = laws.scenario.subject.request(request, NAMES);
  const expected = laws.scenario.ends[request.id]?.state;
  return (state, before) => [
    ...fencesOff(laws, saga, state, before),
    ...(state.deliveries.length === 0 ? endOff(laws, saga, input, state, expected) : []),
  ];
}

function fencesOff({ scenario }: EventLaws, saga: string, state: Told, before: Told | undefined): readonly string[] {
  return scenario.subject.definition.steps.flatMap(({ name }) => {
    const [was, is] = [before && statusOf(before, saga, name), statusOf(state, saga, name)];
    return was === is || before === undefined || (is !== undefined && isArrow(was, is))
      ? []
      : [`S2 fence monotone: the fence of ${name} went from ${was ?? 'absent'} to ${is ?? 'absent'}`];
  });
}

/** Everything was heard: the saga has the one end that its scenario says, and has made all of it, or nothing. */
function endOff(
  { scenario, effects, reactions, ledger }: EventLaws,
  saga: string,
  input: Item,
  { rows }: Told,
  expected: LedgerState | undefined,
): readonly string[] {
  const isDone = expected === 'COMPLETED';
  const made = scenario.subject.definition.steps.flatMap(({ name }) => {
    const effect = effects[name];
    if (effect === undefined) return [];
    const [is, must] = [effect.made(rows.items, saga), isDone ? effect.due(input) : 0];
    return is === must ? [] : [`E1 one end: ${name} has made ${is}, not ${must}`];
  });
  const record = [...rows.stored.values()].findIndex(({ table }) => table === ledger);
  const told = rows.items[record];
  const state = told === undefined ? 'unknown' : decodeSaga(told).state;
  const reacted = Object.entries(reactions).flatMap(([name, effect]) => {
    const [is, must] = [effect.made(rows.items, saga), isDone ? effect.due(input) : 0];
    return is === must ? [] : [`E3 reactions once: ${name} come to ${is}, not ${must}`];
  });
  return [...made, ...(state === expected ? [] : [`E2 ledger: the saga is ${state}, not ${expected}`]), ...reacted];
}

const statusOf = ({ rows }: Told, saga: string, step: string): string | undefined => {
  const fence = rows.items.find(({ pk, sk }) => pk === `saga#${saga}` && sk === `fence#${step}`);
  return fence === undefined ? undefined : String(fence.status);
};
