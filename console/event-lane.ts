/**
 * The way of each event from the row that told of it to whoever consumed it. Pure.
 *
 *   table write ──> stream and relay ──> bus ──> rule ──> consumer
 *
 * An event may be published twice and delivered often; it takes effect once. All of that is kept, in order.
 */
import type { EventLane, LaneNotice, OutboxRow } from './api';

export interface Try {
  readonly at: number;
  readonly attempt: number;
  readonly outcome: Delivery['outcome'];
  readonly reason: string | null;
}
/** All that one target was given of one event. */
export interface Target {
  readonly rule: string;
  readonly label: string;
  readonly outcome: Delivery['outcome'];
  readonly tries: readonly Try[];
  /** Deliveries after the first that arrived: whoever consumes has to know them. */
  readonly duplicates: number;
}
export interface LaneEvent {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly writtenAt: number;
  readonly sentAt: number | null;
  readonly published: readonly { readonly at: number; readonly isDuplicate: boolean }[];
  readonly targets: readonly Target[];
  /** Tables in which it took effect. */
  readonly consumed: readonly { readonly at: number; readonly functionName: string }[];
  /** The event, or the function, that brought it about. */
  readonly causedBy: string;
  /** How many events led to it: 0 for one that a request brought about. */
  readonly depth: number;
  readonly payload: OutboxRow['payload'];
}

type Notice<K extends LaneNotice['kind']> = Extract<LaneNotice, { readonly kind: K }>;
type Delivery = Notice<'delivery'>;

/** In the order of their writing. */
export function laneOf({ rows, notices }: EventLane): readonly LaneEvent[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const about = new Map<string, LaneNotice[]>();
  for (const notice of notices) {
    const found = about.get(notice.eventId);
    if (found === undefined) about.set(notice.eventId, [notice]);
    else found.push(notice);
  }
  const inOrder = [...rows].sort(
    (one, other) => one.createdAt - other.createdAt || depthOf(one, byId) - depthOf(other, byId),
  );
  return inOrder.map((row) => eventOf(row, about.get(row.id) ?? [], byId));
}

/** Adds what came since; a notice that is known changes nothing. */
export function withNotices(lane: EventLane, more: readonly LaneNotice[]): EventLane {
  const known = new Set(lane.notices.map(({ n }) => n));
  const fresh = more.filter(({ n }) => !known.has(n));
  return fresh.length === 0 ? lane : { ...lane, notices: [...lane.notices, ...fresh].sort((a, b) => a.n - b.n) };
}

function eventOf(row: OutboxRow, notices: readonly LaneNotice[], byId: ReadonlyMap<string, OutboxRow>): LaneEvent {
  const only = <K extends LaneNotice['kind']>(kind: K) =>
    notices.filter((notice): notice is Notice<K> => notice.kind === kind);
  return {
    id: row.id,
    type: row.type,
    label: row.label,
    writtenAt: row.createdAt,
    sentAt: row.sentAt,
    published: only('published').map(({ at, isDuplicate }) => ({ at, isDuplicate })),
    targets: targetsOf(only('delivery')),
    consumed: only('consumed').map(({ at, functionName }) => ({ at, functionName })),
    causedBy: byId.get(row.causationId)?.type ?? row.causationId.split('.').at(-1) ?? '',
    depth: depthOf(row, byId),
    payload: row.payload,
  };
}

function targetsOf(deliveries: readonly Delivery[]): readonly Target[] {
  const byTarget = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const key = `${delivery.rule} ${delivery.target}`;
    const found = byTarget.get(key);
    if (found === undefined) byTarget.set(key, [delivery]);
    else found.push(delivery);
  }
  return [...byTarget.values()].flatMap((tries) => {
    const last = tries.at(-1);
    if (last === undefined) return [];
    const arrived = tries.filter(({ outcome }) => outcome === 'delivered').length;
    return [
      {
        rule: last.rule,
        label: last.label,
        outcome: arrived > 0 ? 'delivered' : last.outcome,
        tries: tries.map(({ at, attempt, outcome, reason }) => ({ at, attempt, outcome, reason })),
        duplicates: Math.max(0, arrived - 1),
      },
    ];
  });
}

/** Causes lead back to a request; ids that lead in a circle would not, so there is an end to it. */
const MAX_DEPTH = 50;
function depthOf(row: OutboxRow, byId: ReadonlyMap<string, OutboxRow>): number {
  let depth = 0;
  for (let cause = byId.get(row.causationId); cause !== undefined && depth < MAX_DEPTH; depth++) {
    cause = byId.get(cause.causationId);
  }
  return depth;
}
