/** What becomes of each saga's events, since the model was started: written, published, delivered, consumed. In memory. */

import type { Item } from '../../local/dynamodb/values/attribute-value';
import type { EventsNotice } from '../../local/events/delivery/notices';
import type { Local } from '../../local/start';
import type { LaneNotice, OutboxRow } from '../api';
import type { Places } from './places';
import { plainOf } from './plain-item';
import type { SagaStack } from './room';

/** The sagas heard of last; the others are forgotten. */
const MAX_SAGAS = 2_000;
/** Of one saga. */
const MAX_NOTICES = 500;

interface Lane {
  readonly rows: Map<string, OutboxRow>;
  readonly notices: LaneNotice[];
  readonly published: Set<string>;
}

/** What is known of a notice before it is numbered. */
type News = LaneNotice extends infer N ? (N extends LaneNotice ? Omit<N, 'n' | 'at'> : never) : never;

export type LaneListener = (stack: string, sagaId: string, notice: LaneNotice) => void;

export class Lanes {
  private readonly lanes = new Map<string, Lane>();
  private readonly listeners = new Set<LaneListener>();
  private counted = 0;
  readonly since: number;

  constructor(
    private readonly local: Pick<Local, 'world' | 'clock'>,
    private readonly places: Places,
    stacks: readonly SagaStack[],
  ) {
    this.since = local.clock.now();
    const { events, dynamodb } = local.world.services;
    if (stacks.length === 0) return;
    events.subscribe((notice) => this.hear(notice));
    for (const { stack, serviceTables, reactionTables } of stacks) {
      for (const table of [...serviceTables, ...reactionTables]) {
        dynamodb.subscribe(table, (records) => {
          for (const { dynamodb: change, eventName } of records) {
            if (change.NewImage !== undefined) this.seeItem(stack, table, change.NewImage, eventName === 'INSERT');
          }
        });
      }
    }
  }

  subscribe(listener: LaneListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  noticesOf(stack: string, sagaId: string): readonly LaneNotice[] {
    return this.lanes.get(keyOf(stack, sagaId))?.notices ?? [];
  }

  rowsOf(stack: string, sagaId: string): readonly OutboxRow[] {
    return [...(this.lanes.get(keyOf(stack, sagaId))?.rows.values() ?? [])];
  }

  private hear(notice: EventsNotice): void {
    const { id: eventId, sagaId, type } = notice.event.detail;
    if (typeof eventId !== 'string' || typeof sagaId !== 'string' || typeof type !== 'string') return;
    const bus = notice.kind === 'attempted' ? notice.rule.bus : notice.bus;
    const stack = this.places.stackOf('bus', bus);
    if (stack === null) return;
    const busEventId = notice.event.id;
    if (notice.kind === 'attempted') {
      const { rule, target, attempt, outcome } = notice;
      const reason = outcome.kind === 'delivered' ? null : `${outcome.code}: ${outcome.message}`;
      const label = this.places.sagaFunctionOf(target.arn) ?? this.labelOf(target.arn);
      const delivery = { rule: this.places.labelOf('rule', rule.name), target: target.arn, label, attempt };
      this.add(stack, sagaId, {
        kind: 'delivery',
        eventId,
        type,
        busEventId,
        ...delivery,
        outcome: outcome.kind,
        reason,
      });
      return;
    }
    const { published } = this.laneOf(stack, sagaId);
    const isDuplicate = published.has(eventId);
    published.add(eventId);
    this.add(stack, sagaId, { kind: 'published', eventId, type, bus, busEventId, isDuplicate });
  }

  private labelOf(arn: string): string {
    return this.places.labelOf(arn.includes(':function:') ? 'function' : 'queue', arn);
  }

  private seeItem(stack: string, table: string, item: Item, isNew: boolean): void {
    const row = outboxRowOf(this.places, table, item);
    if (row !== undefined) {
      this.laneOf(stack, row.sagaId).rows.set(row.row.id, row.row);
      if (isNew) this.add(stack, row.sagaId, { kind: 'written', eventId: row.row.id, type: row.row.type, table });
      return;
    }
    const consumed = isNew ? processedOf(item) : undefined;
    if (consumed === undefined) return;
    const { eventId, functionName } = consumed;
    const sagaId = sagaIdIn(eventId);
    const type = this.laneOf(stack, sagaId).rows.get(eventId)?.type ?? '';
    this.add(stack, sagaId, { kind: 'consumed', eventId, type, table, functionName });
  }

  private add(stack: string, sagaId: string, news: News): void {
    const { notices } = this.laneOf(stack, sagaId);
    const notice: LaneNotice = { n: ++this.counted, at: this.local.clock.now(), ...news };
    if (notices.length < MAX_NOTICES) notices.push(notice);
    for (const listener of this.listeners) listener(stack, sagaId, notice);
  }

  private laneOf(stack: string, sagaId: string): Lane {
    const key = keyOf(stack, sagaId);
    const known = this.lanes.get(key);
    if (known !== undefined) return known;
    const lane: Lane = { rows: new Map(), notices: [], published: new Set() };
    this.lanes.set(key, lane);
    for (const oldest of this.lanes.keys()) {
      if (this.lanes.size <= MAX_SAGAS) break;
      this.lanes.delete(oldest);
    }
    return lane;
  }
}

const keyOf = (stack: string, sagaId: string): string => `${stack} ${sagaId}`;

/** An event's id is `<sagaId>.<function>.<number>`. */
const sagaIdIn = (eventId: string): string => eventId.split('.').slice(0, -2).join('.');

/** Undefined for an item that is no outbox record (lib/aws/outbox-item.ts). */
export function outboxRowOf(places: Places, table: string, item: Item) {
  const { kind } = item;
  if (kind === undefined || !('S' in kind) || kind.S !== 'outbox') return undefined;
  const told = plainOf(item);
  const row: OutboxRow = {
    id: String(told.id),
    type: String(told.type),
    table,
    label: places.labelOf('table', table),
    sequence: Number(told.sequence),
    createdAt: Number(told.createdAt),
    sentAt: typeof told.sentAt === 'number' ? told.sentAt : null,
    causationId: String(told.causationId),
    payload: told.payload ?? null,
  };
  return { row, sagaId: String(told.sagaId) };
}

/** `event#<id>` / `processed#<function>` (lib/aws/processed-item.ts). */
function processedOf({ pk, sk }: Item): { readonly eventId: string; readonly functionName: string } | undefined {
  if (pk === undefined || sk === undefined || !('S' in pk) || !('S' in sk)) return undefined;
  if (!pk.S.startsWith('event#') || !sk.S.startsWith('processed#')) return undefined;
  return { eventId: pk.S.slice('event#'.length), functionName: sk.S.slice('processed#'.length) };
}
