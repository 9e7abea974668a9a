/**
 * The relay of one table behind the poller of its stream: batches of every size that the records allow, each request of the
 * function struck in every way, the function lost before each of them and before its answer, the poller lost, and the
 * sweeper at work beside it. What becomes of an attempt is decided by the poller's own rules (batch.ts).
 *
 * R1. So many faults a way, and no more; the tries of a batch are fewer than deployed, so that they are used up within that.
 * R2. In the end the sweeper runs once more and meets no fault.
 * R3. What comes after an event that cannot be read waits for a person, with all that its aggregate has to tell.
 */
import type { JsonObject } from '../../lib/units';
import type { StreamRecord } from '../../local/dynamodb/streams';
import { outcomeOf } from '../../local/lambda/event-sources/batch-response';
import { afterAttempt, type Batch, type Entry, identifierOf } from '../../local/lambda/event-sources/stream/batch';
import type { InvocationResult } from '../../local/lambda/invocation';

import type { Call, Participants, Progress } from '../one-step/participants';
import { shortener } from '../one-step/shortener';
import type { Rows } from '../one-step/tables';
import type { Space } from '../search';
import { type Answer, answersTo, carriedOut, LOST, resultOf, wholly } from './attempt';
import type { StreamMapping } from './mappings';

export interface Relayed {
  readonly rows: Rows;
  /** Ids of the events that the bus has, in the order in which it had each of them first. */
  readonly told: readonly string[];
  /** How many records of the stream were read. */
  readonly read: number;
  /** Ids of the events on which the stream has given up: they are the sweeper's. */
  readonly givenUp: readonly string[];
  /** What is left of the batch at work. */
  readonly pending: readonly Batch[];
  readonly attempt: Progress | undefined;
  readonly faults: number;
  /** Sweeps that may come before the last one. */
  readonly sweeps: number;
  readonly isSwept: boolean;
}

export type RelayMove =
  | { readonly kind: 'read'; readonly records: number }
  | { readonly kind: 'asked'; readonly answer: Answer }
  | { readonly kind: 'answered' }
  | { readonly kind: 'functionLost' }
  | { readonly kind: 'pollerLost' }
  | { readonly kind: 'swept' };

/** R1 */
const MAX_RETRIES = 1;

export interface RelayPlace {
  readonly mapping: StreamMapping;
  /** By its name in the stack. */
  readonly sweeper: string;
  /** Unsent events, and nothing else. */
  readonly rows: Rows;
  /** R1 */
  readonly faults: number;
}

export function relaySpace(participants: Participants, place: RelayPlace): Space<Relayed, RelayMove> {
  const { mapping, rows, faults } = place;
  const records = entriesOf(rows);
  return {
    start: { rows, told: [], read: 0, givenUp: [], pending: [], attempt: undefined, faults, sweeps: 1, isSwept: false },
    moves: (state) => movesOf(state, records.length, mapping.batchSize),
    next: nextOf(participants, place, records),
    keyOf: keyOf(shortener()),
    tell: (move, before) => tellMove(move, before),
    check: (state) => brokenBy(state, records.length),
  };
}

function nextOf(
  participants: Participants,
  { mapping, sweeper }: RelayPlace,
  records: readonly Entry[],
): Space<Relayed, RelayMove>['next'] {
  const retries = mapping.maximumRetryAttempts < 0 ? MAX_RETRIES : Math.min(mapping.maximumRetryAttempts, MAX_RETRIES);
  const rules = { bisects: mapping.bisects, maximumRetryAttempts: retries };
  const sweep: Call = { title: 'the sweeper', function: sweeper, intent: 'act', payload: {} };
  const calls = new Map<string, Call>();
  const callOf = (batch: Batch): Call => {
    const key = batch.entries.map(identifierOf).join();
    const call = calls.get(key) ?? relayCall(mapping, batch);
    calls.set(key, call);
    return call;
  };
  /** The first batch that is left is tried at once. */
  const tried = async (state: Omit<Relayed, 'attempt'>): Promise<Relayed> => {
    const [batch] = state.pending;
    return { ...state, attempt: batch === undefined ? undefined : await participants.stand(callOf(batch)) };
  };
  const after = ({ attempt: _, ...state }: Relayed, result: InvocationResult): Promise<Relayed> => {
    const [batch, ...others] = state.pending;
    if (batch === undefined) throw new Error('no batch is at work');
    const outcome = outcomeOf(result, mapping.reportsItemFailures, new Set(batch.entries.map(identifierOf)));
    const { next, discarded } = afterAttempt(batch, outcome, rules);
    const givenUp = [...state.givenUp, ...(discarded?.entries ?? []).map(eventIdOf)];
    return tried({ ...state, givenUp, pending: [...next, ...others] });
  };

  return async (state, move) => {
    const { attempt } = state;
    switch (move.kind) {
      case 'read': {
        const entries = records.slice(state.read, state.read + move.records);
        return tried({ ...state, read: state.read + move.records, pending: [{ entries, failures: 0 }] });
      }
      case 'asked': {
        const [batch] = state.pending;
        if (attempt?.standing.kind !== 'asks' || batch === undefined) throw new Error('nothing is asked');
        const done = await carriedOut(participants, state.rows, attempt.standing.request, move.answer);
        const stands = await participants.stand(callOf(batch), [...attempt.replies, done.reply]);
        const told = withThese(state.told, done.published);
        return { ...state, rows: done.rows, told, attempt: stands, faults: faultsLeft(state, move.answer.isFault) };
      }
      case 'answered':
        if (attempt === undefined) throw new Error('nothing was asked');
        return after(state, resultOf(attempt.standing));
      case 'functionLost':
        return after({ ...state, faults: faultsLeft(state, true) }, LOST);
      case 'pollerLost': {
        // Its checkpoint is before the first record that is not finished, and it remembers no attempts (lane.ts, P2).
        const unfinished = state.pending.reduce((sum, { entries }) => sum + entries.length, 0);
        const read = state.read - unfinished;
        return { ...state, read, pending: [], attempt: undefined, faults: faultsLeft(state, true) };
      }
      default: {
        const swept = await wholly(participants, state.rows, sweep);
        const isSwept = isOver(state, records.length);
        const told = withThese(state.told, swept.published);
        return { ...state, rows: swept.rows, told, isSwept, sweeps: isSwept ? 0 : state.sweeps - 1 };
      }
    }
  };
}

const keyOf =
  (short: (text: string) => string): Space<Relayed, RelayMove>['keyOf'] =>
  ({ rows: { key }, told, read, pending, attempt, ...left }) =>
    [
      key,
      // Whose order is nobody's concern is put in one.
      JSON.stringify([...told].sort()),
      `${read} ${pending.map(({ entries, failures }) => `${entries.map(identifierOf)} ${failures}`)}`,
      attempt?.key ?? '',
      JSON.stringify(left),
    ]
      .map(short)
      .join(' ');

const isOver = ({ read, pending }: Relayed, records: number): boolean => read === records && pending.length === 0;

function movesOf(state: Relayed, records: number, batchSize: number): readonly RelayMove[] {
  const { attempt, read, faults, sweeps, isSwept } = state;
  if (isSwept) return [];
  if (isOver(state, records)) return [{ kind: 'swept' }];
  const mayFail = faults > 0;
  const sweepers: readonly RelayMove[] = sweeps > 0 ? [{ kind: 'swept' }] : [];
  if (attempt === undefined) {
    const sizes = Math.min(records - read, batchSize);
    return [...Array.from({ length: sizes }, (_, size) => ({ kind: 'read', records: size + 1 }) as const), ...sweepers];
  }
  const losses: readonly RelayMove[] = mayFail ? [{ kind: 'functionLost' }, { kind: 'pollerLost' }] : [];
  const { standing } = attempt;
  const goingOn: readonly RelayMove[] =
    standing.kind === 'asks'
      ? answersTo(standing.request, mayFail).map((answer) => ({ kind: 'asked', answer }) as const)
      : [{ kind: 'answered' }];
  return [...goingOn, ...losses, ...sweepers];
}

const faultsLeft = ({ faults }: Relayed, isFault: boolean): number => faults - (isFault ? 1 : 0);

function withThese(told: readonly string[], published: readonly string[]): readonly string[] {
  const fresh = published.filter((id, at) => !told.includes(id) && published.indexOf(id) === at);
  return fresh.length === 0 ? told : [...told, ...fresh];
}

/** As the table's stream has them: of an aggregate in the order of its events, the first event of each before any second. */
function entriesOf({ stored, items }: Rows): readonly Entry[] {
  const events = [...stored.values()].map(({ item }, at) => ({ item, plain: items[at] ?? {} }));
  const inOrder = events.sort(({ plain: one }, { plain: other }) => Number(one.sequence) - Number(other.sequence));
  return inOrder.map(({ item }, at) => {
    const { pk, sk } = item;
    const dynamodb = { Keys: { pk, sk }, NewImage: item, SequenceNumber: String(100 + at) };
    const record = { eventName: 'INSERT', eventSource: 'aws:dynamodb', dynamodb } as unknown as StreamRecord;
    return { record, text: '' };
  });
}

const eventIdOf = ({ record }: Entry): string => (record.dynamodb.NewImage?.id as { readonly S: string }).S;

function relayCall(mapping: StreamMapping, { entries }: Batch): Call {
  const Records = entries.map(({ record }) => record) as unknown as readonly JsonObject[];
  return { title: mapping.function, function: mapping.function, intent: 'act', payload: { Records } };
}

/** A sentence for each law that is broken. */
function brokenBy({ rows: { items }, told, givenUp, isSwept }: Relayed, records: number): readonly string[] {
  const early = items.filter(({ id, sentAt }) => sentAt !== undefined && !told.includes(String(id)));
  const orders = items.flatMap(({ id, aggregate, sequence }) => {
    const before = items.filter((one) => one.aggregate === aggregate && Number(one.sequence) < Number(sequence));
    const at = told.indexOf(String(id));
    const earlier = [...told.slice(0, Math.max(at, 0)), ...givenUp];
    const late = before.filter((one) => at >= 0 && !earlier.includes(String(one.id)));
    return late.map((one) => `B2 order: '${id}' was told before '${one.id}'`);
  });
  // R3
  const unreadable = new Set(items.flatMap(({ payload, aggregate }) => (payload === undefined ? [aggregate] : [])));
  const due = isSwept ? items.filter(({ aggregate }) => !unreadable.has(aggregate)) : [];
  const lost = due.filter(({ id }) => !told.includes(String(id)));
  const unmarked = due.filter(({ sentAt, unsent }) => sentAt === undefined || unsent !== undefined);
  return [
    ...early.map(({ id }) => `B1 outbox: '${id}' is marked sent and was never published`),
    ...orders,
    ...lost.map(({ id }) => `B3 nothing lost: '${id}' was never published`),
    ...unmarked.map(({ id }) => `B3 nothing lost: '${id}' is not marked sent in the end`),
    ...(items.length === records ? [] : [`B3 nothing lost: the outbox has ${items.length} rows, not ${records}`]),
  ];
}

function tellMove(move: RelayMove, { attempt }: Relayed): string {
  switch (move.kind) {
    case 'read':
      return `the poller takes ${move.records} more of the stream and calls the relay`;
    case 'asked':
      return `${attempt?.standing.kind === 'asks' ? attempt.standing.request.operation : ''} ${move.answer.title}`;
    case 'answered':
      return `the relay answers ${attempt?.standing.kind === 'answered' ? attempt.standing.payload : 'with an error'}`;
    case 'functionLost':
      return 'the relay runs out of time';
    case 'pollerLost':
      return 'the poller is lost, and begins again at its checkpoint';
    default:
      return 'the sweeper runs';
  }
}
