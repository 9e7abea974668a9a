/**
 * The function behind a queue of events that were given up, and the queue's poller: batches of every choice of messages, each
 * request of the function struck in every way, the function lost before each of them and before its answer. Meanwhile
 * whoever had failed at an event hears it once more, and does what was given up.
 *
 * Q1. So many faults a way, and no more; a message is received fewer times than deployed before it is poison.
 * Q2. What was received and not deleted comes again: a batch that fails, the failures that an answer names, and all of a batch
 *     whose answer is not heard.
 */
import { outcomeOf } from '../../local/lambda/event-sources/batch-response';
import type { InvocationResult } from '../../local/lambda/invocation';
import { busEvent, type Delivery, callOf as heardBy } from '../event-orders/event-orders';
import { isArrow } from '../invariants/fence-monotone';
import type { StepEffects } from '../one-step/one-step';
import type { Call, Participants, Progress } from '../one-step/participants';
import { shortener } from '../one-step/shortener';
import type { Rows } from '../one-step/tables';
import type { Space } from '../search';
import { type Answer, answersTo, carriedOut, LOST, resultOf, wholly } from './attempt';
import type { QueueMapping } from './mappings';

export interface Message {
  readonly id: string;
  readonly body: string;
  /** What was given up. */
  readonly delivery: Delivery;
}

interface Held {
  readonly where: 'waiting' | 'received' | 'deleted' | 'poison';
  readonly receives: number;
}

export interface Queued {
  readonly rows: Rows;
  /** In the order of the messages. */
  readonly messages: readonly Held[];
  readonly attempt: Progress | undefined;
  readonly faults: number;
  /** Messages whose event is not heard once more. */
  readonly unheard: readonly number[];
}

export type QueueMove =
  | { readonly kind: 'received'; readonly which: readonly number[] }
  | { readonly kind: 'asked'; readonly answer: Answer }
  | { readonly kind: 'answered' }
  | { readonly kind: 'functionLost' }
  | { readonly kind: 'heard'; readonly which: number };

/** Q1 */
const MAX_RECEIVES = 2;

export interface QueuePlace {
  readonly mapping: QueueMapping;
  readonly rows: Rows;
  readonly messages: readonly Message[];
  readonly faults: number;
  readonly effects: StepEffects;
  /** By saga, what is asked for. */
  readonly inputs: ReadonlyMap<string, Parameters<StepEffects[string]['due']>[0]>;
}

/** Of one event twice, as Lambda tells of a failed invocation and as EventBridge tells of what it could not deliver. */
export function messagesOf(deliveries: readonly Delivery[]): readonly Message[] {
  const failure = (delivery: Delivery) => ({
    requestPayload: busEvent(delivery.event),
    responsePayload: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' },
  });
  const [first] = deliveries;
  return [
    ...deliveries.map((delivery, at) => ({ id: `m-${at}`, body: JSON.stringify(failure(delivery)), delivery })),
    ...(first === undefined ? [] : [{ id: 'm-again', body: JSON.stringify(busEvent(first.event)), delivery: first }]),
  ];
}

export function queueSpace(participants: Participants, place: QueuePlace): Space<Queued, QueueMove> {
  const { mapping, rows, messages, faults } = place;
  const short = shortener();
  return {
    start: {
      rows,
      messages: messages.map(() => ({ where: 'waiting', receives: 0 })),
      attempt: undefined,
      faults,
      // The event of the first two; the third is the first one's again.
      unheard: messages.map((_, at) => at).slice(0, -1),
    },
    moves: (state) => movesOf(state, mapping.batchSize),
    next: nextOf(participants, place),
    keyOf: ({ rows: { key }, attempt, ...left }) =>
      [key, attempt?.key ?? '', JSON.stringify(left)].map(short).join(' '),
    tell: (move, before) => tellMove(move, before, messages),
    check: lawsOf(place),
  };
}

function nextOf(participants: Participants, { mapping, messages }: QueuePlace): Space<Queued, QueueMove>['next'] {
  const maxReceives = Math.min(mapping.maxReceiveCount, MAX_RECEIVES);
  const calls = new Map<string, Call>();
  const callOf = ({ messages: held }: Queued): Call => {
    const batch = messages.filter((_, at) => held[at]?.where === 'received');
    const key = batch.map(({ id }) => id).join();
    const Records = batch.map(({ id, body }) => ({ messageId: id, body, eventSource: 'aws:sqs' }));
    const call =
      calls.get(key) ?? ({ title: key, function: mapping.function, intent: 'act', payload: { Records } } as const);
    calls.set(key, call);
    return call;
  };
  const after = (state: Queued, result: InvocationResult): Queued => {
    const received = messages.flatMap(({ id }, at) => (state.messages[at]?.where === 'received' ? [id] : []));
    const outcome = outcomeOf(result, mapping.reportsItemFailures, new Set(received));
    const isDone = (id: string) =>
      outcome.kind === 'succeeded' || (outcome.kind === 'partly' && !outcome.failed.has(id));
    const held = state.messages.map((one, at): Held => {
      if (one.where !== 'received') return one;
      if (isDone(messages[at]?.id ?? '')) return { ...one, where: 'deleted' };
      return { ...one, where: one.receives < maxReceives ? 'waiting' : 'poison' };
    });
    return { ...state, messages: held, attempt: undefined };
  };

  return async (state, move) => {
    const { attempt } = state;
    switch (move.kind) {
      case 'received': {
        const held = state.messages.map((one, at): Held => {
          return move.which.includes(at) ? { where: 'received', receives: one.receives + 1 } : one;
        });
        const next = { ...state, messages: held };
        return { ...next, attempt: await participants.stand(callOf(next)) };
      }
      case 'asked': {
        if (attempt?.standing.kind !== 'asks') throw new Error('nothing is asked');
        const done = await carriedOut(participants, state.rows, attempt.standing.request, move.answer);
        const stands = await participants.stand(callOf(state), [...attempt.replies, done.reply]);
        const left = state.faults - (move.answer.isFault ? 1 : 0);
        return { ...state, rows: done.rows, attempt: stands, faults: left };
      }
      case 'answered':
        return after(state, attempt === undefined ? LOST : resultOf(attempt.standing));
      case 'functionLost':
        return after({ ...state, faults: state.faults - 1 }, LOST);
      default: {
        const message = messages[move.which];
        if (message === undefined) throw new RangeError(`there is no message ${move.which}`);
        const done = await wholly(participants, state.rows, heardBy(message.delivery));
        return { ...state, rows: done.rows, unheard: state.unheard.filter((at) => at !== move.which) };
      }
    }
  };
}

function movesOf({ messages, attempt, faults, unheard }: Queued, batchSize: number): readonly QueueMove[] {
  const heard = unheard.map((which) => ({ kind: 'heard', which }) as const);
  if (attempt === undefined) {
    const waiting = messages.flatMap(({ where }, at) => (where === 'waiting' ? [at] : []));
    const batches = Array.from({ length: 2 ** waiting.length - 1 }, (_, subset) =>
      waiting.filter((_, index) => ((subset + 1) >> index) & 1),
    );
    const fit = batches.filter(({ length }) => length <= batchSize);
    // What was decided without it is heard by nobody any more.
    return fit.length === 0 ? [] : [...fit.map((which) => ({ kind: 'received', which }) as const), ...heard];
  }
  const { standing } = attempt;
  const goingOn: readonly QueueMove[] =
    standing.kind === 'asks'
      ? answersTo(standing.request, faults > 0).map((answer) => ({ kind: 'asked', answer }) as const)
      : [{ kind: 'answered' }];
  const losses: readonly QueueMove[] = faults > 0 ? [{ kind: 'functionLost' }] : [];
  return [...goingOn, ...losses, ...heard];
}

/** What rows say of the sagas. */
interface Facts {
  /** By saga and step. */
  readonly statuses: ReadonlyMap<string, string>;
  /** By saga, its fences and what is parked for a person. */
  readonly decisions: ReadonlyMap<string, ReadonlySet<string>>;
  /** A sentence for each effect that is not what its fence says. */
  readonly wrong: readonly string[];
}

function factsOf({ effects, inputs }: QueuePlace, { items }: Rows): Facts {
  const statuses = new Map<string, string>();
  const decisions = new Map<string, Set<string>>();
  for (const { pk, sk, status } of items) {
    const [kind, step] = String(sk).split('#');
    const [, saga = ''] = String(pk).split('saga#');
    if (kind !== 'fence' && kind !== 'park') continue;
    if (kind === 'fence') statuses.set(`${step} of '${saga}'`, String(status));
    decisions.set(saga, (decisions.get(saga) ?? new Set()).add(`${sk} ${status}`));
  }
  const wrong = [...inputs].flatMap(([saga, input]) =>
    Object.entries(effects).flatMap(([step, effect]) => {
      const status = statuses.get(`${step} of '${saga}'`);
      const [is, must] = [effect.made(items, saga), status === 'APPLIED' ? effect.due(input) : 0];
      return is === must ? [] : [`B5 effect once: ${step} of '${saga}' has made ${is}, not ${must}`];
    }),
  );
  return { statuses, decisions, wrong };
}

/** A sentence for each law that is broken. */
function lawsOf(place: QueuePlace): Space<Queued, QueueMove>['check'] {
  const known = new WeakMap<Rows, Facts>();
  const facts = (rows: Rows): Facts => {
    const found = known.get(rows) ?? factsOf(place, rows);
    known.set(rows, found);
    return found;
  };
  const first = facts(place.rows).decisions;
  return ({ rows, messages }, before) => {
    const { statuses, decisions, wrong } = facts(rows);
    const was = before === undefined ? statuses : facts(before.rows).statuses;
    const arrows = [...new Set([...was.keys(), ...statuses.keys()])].flatMap((fence) => {
      const [from, to] = [was.get(fence), statuses.get(fence)];
      if (from === to || (to !== undefined && isArrow(from, to))) return [];
      return [`B4 fence monotone: the fence of ${fence} went from ${from ?? 'absent'} to ${to ?? 'absent'}`];
    });
    // What was given up is fenced, or parked for a person.
    const isDecided = (saga: string) => [...(decisions.get(saga) ?? [])].some((one) => !first.get(saga)?.has(one));
    const lost = place.messages.filter(
      ({ delivery }, at) => messages[at]?.where === 'deleted' && !isDecided(delivery.event.sagaId),
    );
    return [
      ...arrows,
      ...wrong,
      ...lost.map(
        ({ id, delivery: { event } }) => `B3 nothing lost: '${id}' is deleted, and '${event.id}' is undecided`,
      ),
    ];
  };
}

function tellMove(move: QueueMove, { attempt }: Queued, messages: readonly Message[]): string {
  switch (move.kind) {
    case 'received':
      return `the poller receives ${move.which.map((at) => messages[at]?.id).join(' and ')}`;
    case 'asked':
      return `${attempt?.standing.kind === 'asks' ? attempt.standing.request.operation : ''} ${move.answer.title}`;
    case 'answered':
      return `the function answers ${attempt?.standing.kind === 'answered' ? attempt.standing.payload : 'with an error'}`;
    case 'functionLost':
      return 'the function runs out of time';
    default: {
      const delivery = messages[move.which]?.delivery;
      return `${delivery?.function} hears ${delivery?.event.id} once more, and does it`;
    }
  }
}
