/** The searches of pollers: of each relay in every style, and of each queue of events that were given up. */
import type { Stack } from '../../local/template/template';
import { isOrdered } from '../event-orders/event-orders';
import { hearersIn } from '../event-orders/hearers';
import { NAMES, sagaOf } from '../one-step/calls';
import type { StepEffects } from '../one-step/one-step';
import { Participants } from '../one-step/participants';
import type { Prepared } from '../prepared';
import type { Scenario } from '../scenario';
import { type NamedSpace, named } from '../search';
import { eventsMade, outboxOf, stepsMade, twice, withOneUnreadable } from './beginnings';
import { mappingsIn, type QueueMapping, type StreamMapping } from './mappings';
import { messagesOf, queueSpace } from './queues';
import { relaySpace } from './relays';

/** The scenario in which the services tell the most: of a choreographed saga one that turns round, of others any. */
const MOST_TOLD = { choreographed: 'out-of-stock', orchestrated: 'completed' } as const;

/** Of the first relay of a stack, and of the others, whose code is the same. */
const RELAY_FAULTS = 2;
const FAULTS = 1;

export async function* batchSpaces(
  prepared: Prepared,
  scenarios: readonly Scenario[],
  effectsOf: (scenario: Scenario) => StepEffects,
): AsyncIterable<NamedSpace> {
  const searched = new Set<string>();
  for (const scenario of scenarios) {
    const { name, subject } = scenario;
    const stack = prepared.stacks.find((one) => one.name === subject.stack);
    if (stack === undefined) throw new Error(`the assembly has no stack '${subject.stack}'`);
    const { streams, queues } = mappingsIn(stack);
    const hasRelays = streams.length > 0 && name === `${subject.name}/${MOST_TOLD[subject.style]}`;
    const hasQueues = queues.length > 0 && isOrdered(scenario);
    if (!hasRelays && !hasQueues) continue;
    const participants = await Participants.open(subject, prepared);
    try {
      const on = { participants, scenario: twice(scenario), stack };
      if (hasRelays) yield* relaysOf(on, streams);
      if (hasQueues) yield* queuesOf(on, queues, effectsOf(scenario), searched);
    } finally {
      await participants.close();
    }
  }
}

interface On {
  readonly participants: Participants;
  readonly scenario: Scenario;
  readonly stack: Stack;
}

async function* relaysOf(
  { participants, scenario, stack }: On,
  streams: readonly StreamMapping[],
): AsyncIterable<NamedSpace> {
  const { name, subject } = scenario;
  const isOfEvents = subject.style === 'choreographed';
  const rows = isOfEvents
    ? (await eventsMade(participants, scenario, hearersIn(stack))).rows
    : await stepsMade(participants, scenario);
  for (const [at, mapping] of streams.entries()) {
    const output = Object.values(subject.tables).find((one) => tableOf(stack, one) === mapping.table);
    if (output === undefined) continue;
    const outbox = outboxOf(rows, participants.table(output));
    const sweeper = mapping.function.replace(/RelayOutbox$/, 'SweepOutbox');
    const place = { mapping, sweeper, rows: outbox, faults: at === 0 ? RELAY_FAULTS : FAULTS };
    yield named(`${name} ${mapping.function}`, relaySpace(participants, place));
    if (at > 0) continue;
    const poisoned = { ...place, rows: withOneUnreadable(outbox), faults: FAULTS };
    yield named(`${name} ${mapping.function} one event unreadable`, relaySpace(participants, poisoned));
  }
}

/** Of each function that hears events, those that it would have heard; none that was searched before. */
async function* queuesOf(
  { participants, scenario, stack }: On,
  queues: readonly QueueMapping[],
  effects: StepEffects,
  searched: Set<string>,
): AsyncIterable<NamedSpace> {
  const { name, subject, requests } = scenario;
  const hearers = hearersIn(stack);
  const sagas = requests.map((request) => [sagaOf(scenario, request), subject.request(request, NAMES)] as const);
  for (const mapping of queues) {
    const service = mapping.function.replace(/GiveUp$/, '');
    for (const fn of new Set(hearers.map((hearer) => hearer.function))) {
      if (!fn.startsWith(service) || searched.has(fn)) continue;
      const { rows, unheard } = await eventsMade(participants, scenario, hearers, (one) => one.function === fn);
      if (unheard.length === 0) continue;
      searched.add(fn);
      const messages = messagesOf(unheard);
      const place = { mapping, rows, messages, faults: FAULTS, effects, inputs: new Map(sagas) };
      yield named(`${name} ${mapping.function} for ${fn}`, queueSpace(participants, place));
    }
  }
}

/** By its name in the stack. */
const tableOf = ({ template }: Stack, output: string): string | undefined =>
  (template.Outputs?.[output]?.Value as { readonly Ref?: string } | undefined)?.Ref;
