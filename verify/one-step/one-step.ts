/** The searches of one step each: which there are, and what each comes to. */
import type { Step } from '../../lib/saga/definition';
import type { Prepared } from '../prepared';
import type { Scenario, Subject } from '../scenario';
import { type NamedSpace, named, search } from '../search';
import { before } from './calls';
import { interleavings, oneAfterTheOther, type StepState } from './interleavings';
import { type StepEffect, stepLaws } from './laws';
import { Participants } from './participants';

/** By step. */
export type StepEffects = { readonly [step: string]: StepEffect };

/** Named `order/completed ProcessPayment`. */
export interface StepSpace extends NamedSpace {
  /** What the fences of the step were seen to be so far; a search that never met a tombstone is worth little. */
  statuses(): readonly string[];
}

/** Every step where nothing is refused; the step that refuses, where one does; every step where several requests race. */
export function stepsToSearch({ subject, requests, ends }: Scenario): readonly Step[] {
  const { steps } = subject.definition;
  if (subject.style === 'choreographed' || requests.some(isOfTheDoorAlone)) return [];
  const expected = requests.map(({ id }) => ends[id]);
  const refused = expected.flatMap((end) => end?.refused ?? []);
  if (refused.length > 0) return steps.filter(({ name }) => refused.includes(name));
  // What a later step finds, where a step before it raced, is not the same for all.
  const isRace = expected.includes(undefined);
  return isRace ? steps.filter(({ kind }) => kind === 'compensatable') : steps;
}

/** The door is what answers a request that comes twice. */
const isOfTheDoorAlone = ({ times = 1, thenPayload }: Scenario['requests'][number]): boolean =>
  times > 1 || thenPayload !== undefined;

/** Of each step that is to be searched; one after the other, since the functions of a subject are shared. */
export async function* stepSpaces(
  prepared: Prepared,
  scenarios: readonly Scenario[],
  effectsOf: (scenario: Scenario) => StepEffects,
): AsyncIterable<StepSpace> {
  const opened = new Map<Subject, Participants>();
  try {
    for (const scenario of scenarios) {
      const { subject } = scenario;
      for (const step of stepsToSearch(scenario)) {
        const participants = opened.get(subject) ?? (await Participants.open(subject, prepared));
        opened.set(subject, participants);
        yield await spaceOf(participants, scenario, step, effectsOf(scenario));
      }
    }
  } finally {
    for (const participants of opened.values()) await participants.close();
  }
}

async function spaceOf(
  participants: Participants,
  scenario: Scenario,
  step: Step,
  effects: StepEffects,
): Promise<StepSpace> {
  const effect = effects[step.name];
  if (effect === undefined) throw new Error(`nobody says what '${step.name}' makes`);
  const { rows, calls } = await before(participants, scenario, step);
  const inTurn = new Set<string>();
  const statuses = new Set<string>();
  await search(await oneAfterTheOther(participants, rows, calls, ({ key }) => inTurn.add(key)));
  const check = (state: StepState, from: StepState | undefined) => {
    for (const status of statusesOf(state, step)) statuses.add(status);
    const seen = { step, effect, calls, state, before: from, isSerial: inTurn.has(state.rows.key) };
    return stepLaws.flatMap((law) => law.check(seen).map((sentence) => `${law.name}: ${sentence}`));
  };
  const space = await interleavings(participants, rows, calls, check);
  return { ...named(`${scenario.name} ${step.name}`, space), statuses: () => [...statuses].sort() };
}

const statusesOf = ({ rows }: StepState, { name }: Step): readonly string[] =>
  rows.items.flatMap(({ sk, status }) => (sk === `fence#${name}` ? [String(status)] : []));
