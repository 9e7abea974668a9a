/**
 * A choreographed saga under every order of its events: each reaches whoever hears it at any time after it was told, once
 * and once more. What is delivered is answered by the deployed function, from its beginning to its end.
 */
import { decodeOutbox, OUTBOX_KIND } from '../../lib/aws/outbox-item';
import { type Envelope, envelopeOf } from '../../lib/saga/envelope';
import type { JsonObject } from '../../lib/units';
import type { Item } from '../observed';
import { NAMES, shelf } from '../one-step/calls';
import { made as answered } from '../one-step/interleavings';
import { type Call, Participants } from '../one-step/participants';
import type { Rows } from '../one-step/tables';
import type { Prepared } from '../prepared';
import type { Request, Scenario } from '../scenario';
import { type NamedSpace, named, type Space } from '../search';
import { type Hearer, hearersIn } from './hearers';
import { type EventLaws, lawsOfEvents } from './laws';

/** An event on its way to one function. */
export interface Delivery {
  readonly function: string;
  readonly event: Envelope;
  /** Still to come. */
  readonly copies: number;
}

export interface Told {
  readonly rows: Rows;
  readonly deliveries: readonly Delivery[];
  /** Ids of the events that are, or were, on their way. */
  readonly known: ReadonlySet<string>;
}

type Made = Pick<EventLaws, 'effects' | 'reactions'>;

/** Each event comes twice, except to the keeper of the ledger, which hears all of them and is no part of the saga. */
const copiesFor = (fn: string): number => (fn === 'RecordEvents' ? 1 : 2);

/** Scenarios of one request that is sent once. */
export const isOrdered = ({ subject, requests }: Scenario): boolean =>
  subject.style === 'choreographed' &&
  requests.length === 1 &&
  requests.every(({ times = 1, thenPayload }) => times === 1 && thenPayload === undefined);

export async function* eventOrderSpaces(
  prepared: Prepared,
  scenarios: readonly Scenario[],
  made: (scenario: Scenario) => Made,
): AsyncIterable<NamedSpace> {
  for (const scenario of scenarios.filter(isOrdered)) {
    const { subject } = scenario;
    const stack = prepared.stacks.find(({ name }) => name === subject.stack);
    if (stack === undefined) throw new Error(`the assembly has no stack '${subject.stack}'`);
    const participants = await Participants.open(subject, prepared, [
      ...Object.values(subject.tables),
      ...Object.values(subject.reactions),
      subject.ledger,
    ]);
    try {
      const rows = await asked(participants, scenario);
      yield named(scenario.name, spaceOf(participants, scenario, hearersIn(stack), rows, made(scenario)));
    } finally {
      await participants.close();
    }
  }
}

/** The door has taken the first request, and nothing else was there. */
async function asked(participants: Participants, scenario: Scenario): Promise<Rows> {
  const [request] = scenario.requests;
  const rows = await shelf(participants, scenario);
  return request === undefined ? rows : atTheDoor(participants, scenario, rows, request);
}

async function atTheDoor(participants: Participants, scenario: Scenario, rows: Rows, request: Request): Promise<Rows> {
  const { subject } = scenario;
  const payload = subject.request(request, NAMES);
  const done = await answered(participants, rows, {
    title: 'the door',
    function: subject.door,
    intent: 'act',
    payload,
  });
  if (done.result === undefined) throw new Error(`the door refuses what '${scenario.name}' asks`);
  return done.rows;
}

/** One request, and what comes of it: each event heard at once and once, but for those that are not heard at all. */
export async function played(
  participants: Participants,
  scenario: Scenario,
  hearers: readonly Hearer[],
  rows: Rows,
  request: Request,
  isUnheard: (delivery: Delivery) => boolean,
): Promise<{ readonly rows: Rows; readonly unheard: readonly Delivery[] }> {
  const sources = sourcesOf(participants, scenario);
  const known = new Set(eventsIn(rows, sources).map(({ id }) => id));
  const unheard: Delivery[] = [];
  let after = await atTheDoor(participants, scenario, rows, request);
  let told = withNews({ rows: after, deliveries: [], known }, eventsIn(after, sources), hearers);
  for (let [first] = told.deliveries; first !== undefined; [first] = told.deliveries) {
    if (isUnheard(first)) unheard.push(first);
    else after = (await answered(participants, after, callOf(first))).rows;
    const rest = { ...told, rows: after, deliveries: told.deliveries.slice(1) };
    told = withNews(rest, eventsIn(after, sources), hearers);
  }
  return { rows: after, unheard };
}

const sourcesOf = (participants: Participants, { subject }: Scenario): ReadonlyMap<string, string> =>
  new Map(Object.entries(subject.tables).map(([service, output]) => [participants.table(output), service]));

function spaceOf(
  participants: Participants,
  scenario: Scenario,
  hearers: readonly Hearer[],
  rows: Rows,
  { effects, reactions }: Made,
): Space<Told, Delivery> {
  const sources = sourcesOf(participants, scenario);
  const heard = (told: Told): Told => withNews(told, eventsIn(told.rows, sources), hearers);
  return {
    start: heard({ rows, deliveries: [], known: new Set() }),
    moves: ({ deliveries }) => deliveries,
    async next(state, delivery) {
      const { rows: after } = await answered(participants, state.rows, callOf(delivery));
      const { copies } = delivery;
      const others = state.deliveries.filter((other) => other !== delivery);
      const deliveries = copies > 1 ? [...others, { ...delivery, copies: copies - 1 }] : others;
      return heard({ ...state, rows: after, deliveries });
    },
    keyOf: ({ rows: { key }, deliveries }) =>
      [key, ...deliveries.map((one) => `${one.function} ${one.event.id} ${one.copies}`).sort()].join('\n'),
    tell: (delivery) => `${delivery.function} hears ${delivery.event.type}`,
    check: lawsOfEvents({ scenario, effects, reactions, ledger: participants.table(scenario.subject.ledger) }),
  };
}

function withNews(told: Told, events: readonly Envelope[], hearers: readonly Hearer[]): Told {
  const fresh = events.filter(({ id }) => !told.known.has(id));
  const deliveries = fresh.flatMap((event) =>
    hearers.flatMap(({ function: fn, hears }) =>
      hears(event) ? [{ function: fn, event, copies: copiesFor(fn) }] : [],
    ),
  );
  return {
    rows: told.rows,
    deliveries: [...told.deliveries, ...deliveries],
    known: new Set([...told.known, ...fresh.map(({ id }) => id)]),
  };
}

/** As the relays publish what the outboxes hold. */
function eventsIn({ stored, items }: Rows, sources: ReadonlyMap<string, string>): readonly Envelope[] {
  return [...stored.values()].flatMap(({ table }, at) => {
    const item: Item | undefined = items[at];
    if (item?.kind !== OUTBOX_KIND) return [];
    return [envelopeOf(decodeOutbox(item), `backstep.${sources.get(table)}`)];
  });
}

/** As EventBridge calls a function. */
export function callOf({ function: fn, event }: Delivery): Call {
  return { title: `${fn} hears ${event.type}`, function: fn, intent: 'act', payload: busEvent(event) };
}

export function busEvent(event: Envelope): JsonObject {
  const { id, type, source, occurredAt } = event;
  return { id, source, 'detail-type': type, time: occurredAt, detail: event as unknown as JsonObject };
}
