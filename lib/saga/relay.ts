/**
 * The relay: publishes outbox records and marks them sent.
 *
 * R1. A record is marked sent only after the bus acknowledged its entry.
 * R2. Of an aggregate, nothing is published after an entry that was refused in the same run, and its events go in the
 *     order of their sequence: so a call has at most one entry of each aggregate, since one may be refused and the next
 *     of the same call taken.
 * R3. Whatever is not acknowledged and marked stays unsent, and comes again: delivery is at least once.
 * R4. A call has no more entries and bytes than the bus takes.
 */
import type { EpochMillis } from '../units';
import { type Envelope, envelopeOf } from './envelope';
import type { OutboxRecord } from './outbox';

/** An envelope, and its JSON text, which is made once. */
export interface BusMessage {
  readonly envelope: Envelope;
  readonly body: string;
}

export interface EventBus {
  readonly maxEntries: number;
  /** What all entries of a call may come to, each as `bytesOf` counts it. */
  readonly maxBytes: number;
  bytesOf(message: BusMessage): number;
  /** Publishes; answers for each message, in their order. Throws where the bus gave no answer at all. */
  publish(messages: readonly BusMessage[]): Promise<readonly Publication[]>;
}

export type Publication =
  | { readonly kind: 'acknowledged' }
  /** Nothing was published. `code` is the bus's own. */
  | { readonly kind: 'refused'; readonly code: string };

export interface OutboxMarks {
  /** Marks the record sent, if there still is one. Doing it twice does no harm. */
  markSent(record: OutboxRecord, at: EpochMillis): Promise<void>;
}

export interface RelayPorts {
  readonly bus: EventBus;
  readonly marks: OutboxMarks;
  /** Whose events these are: `backstep.payments`. */
  readonly source: string;
}

export interface RelayRun {
  readonly published: readonly OutboxRecord[];
  /** Not acknowledged, or held back behind one that was not. */
  readonly unpublished: readonly Unpublished[];
  /** Published, but not marked: they will be published again. */
  readonly unmarked: readonly OutboxRecord[];
}
export interface Unpublished {
  readonly record: OutboxRecord;
  /** The bus's code, the name of an error, `TooLarge`, or `HeldBack`. */
  readonly reason: string;
}

interface Entry {
  readonly record: OutboxRecord;
  readonly message: BusMessage;
  readonly bytes: number;
}
/** Events of one aggregate in the order of their sequence, at least one. */
type Queue = readonly [Entry, ...Entry[]];

/** @param unreadable aggregates with an event that cannot be read: what else there is of them is held back, too */
export async function relay(
  records: readonly OutboxRecord[],
  at: EpochMillis,
  ports: RelayPorts,
  unreadable: ReadonlySet<string> = new Set(),
): Promise<RelayRun> {
  const published: OutboxRecord[] = [];
  const unpublished: Unpublished[] = [];
  const unmarked: OutboxRecord[] = [];
  const queues = queuesOf(records, ports);
  const isUnreadable = ([{ record }]: Queue) => unreadable.has(record.aggregate);
  for (const queue of queues.filter(isUnreadable)) unpublished.push(...held(queue, HELD_BACK));
  let waiting: readonly Queue[] = queues.filter((queue) => !isUnreadable(queue));
  while (waiting.length > 0) {
    const batch = nextBatch(waiting, ports.bus);
    const refusals = await publishHeads(batch, ports.bus);
    const acknowledged = batch.flatMap(([{ record }], index) => (refusals[index] === undefined ? [record] : []));
    published.push(...acknowledged);
    // R1
    unmarked.push(...(await markAll(acknowledged, at, ports.marks)));
    const goingOn: Queue[] = [];
    for (const [index, queue] of batch.entries()) {
      const refusal = refusals[index];
      const rest = queue.slice(1);
      // R2
      if (refusal !== undefined) unpublished.push(...held(queue, refusal));
      else if (isQueue(rest)) goingOn.push(rest);
    }
    waiting = [...waiting.filter((queue) => !batch.includes(queue)), ...goingOn];
  }
  return { published, unpublished, unmarked };
}

const HELD_BACK = 'HeldBack';
const held = ([{ record }, ...rest]: Queue, reason: string): readonly Unpublished[] => [
  { record, reason },
  ...rest.map(({ record }) => ({ record, reason: HELD_BACK })),
];
const isQueue = (entries: readonly Entry[]): entries is Queue => entries.length > 0;

function queuesOf(records: readonly OutboxRecord[], { bus, source }: RelayPorts): readonly Queue[] {
  const byAggregate = new Map<string, [Entry, ...Entry[]]>();
  for (const record of [...records].sort((one, other) => one.sequence - other.sequence)) {
    const envelope = envelopeOf(record, source);
    const message = { envelope, body: JSON.stringify(envelope) };
    const entry = { record, message, bytes: bus.bytesOf(message) };
    const queue = byAggregate.get(record.aggregate);
    if (queue === undefined) byAggregate.set(record.aggregate, [entry]);
    else queue.push(entry);
  }
  return [...byAggregate.values()];
}

/** R4. The queues whose heads go in the next call; the first always, so that every turn has an outcome. */
function nextBatch(waiting: readonly Queue[], { maxEntries, maxBytes }: EventBus): readonly Queue[] {
  const batch: Queue[] = [];
  let bytes = 0;
  for (const queue of waiting) {
    if (batch.length === maxEntries) break;
    if (batch.length > 0 && bytes + queue[0].bytes > maxBytes) continue;
    batch.push(queue);
    bytes += queue[0].bytes;
  }
  return batch;
}

/** Why each head was not published; `undefined` where it was. A call without an answer publishes nothing, as far as is known. */
async function publishHeads(batch: readonly Queue[], bus: EventBus): Promise<readonly (string | undefined)[]> {
  const messages = batch.map(([{ message }]) => message);
  // R4
  if (batch.some(([{ bytes }]) => bytes > bus.maxBytes)) return batch.map(() => 'TooLarge');
  try {
    const publications = await bus.publish(messages);
    return batch.map((_, index) => {
      const publication = publications[index];
      if (publication === undefined) return 'NoAnswer';
      return publication.kind === 'refused' ? publication.code : undefined;
    });
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'Error';
    return batch.map(() => reason);
  }
}

/** The records that could not be marked. */
async function markAll(
  records: readonly OutboxRecord[],
  at: EpochMillis,
  marks: OutboxMarks,
): Promise<readonly OutboxRecord[]> {
  const results = await Promise.allSettled(records.map((record) => marks.markSent(record, at)));
  return records.filter((_, index) => results[index]?.status === 'rejected');
}
