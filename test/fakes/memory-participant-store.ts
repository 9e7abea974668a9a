/** A participant's table in memory: what `ParticipantStore` promises, and nothing else. */
import type { Fence, FenceKey } from '../../lib/saga/fence';
import type { OutboxRecord } from '../../lib/saga/outbox';
import type {
  CommitOutcome,
  FenceChange,
  ParticipantStore,
  ProcessedMessage,
  Transaction,
} from '../../lib/saga/participant';
import type { Condition, RowKey, Write } from '../../lib/saga/write';
import { assertNever, canonicalJson, type Json, type JsonObject } from '../../lib/units';

export class MemoryParticipantStore implements ParticipantStore {
  private readonly fences: Map<string, Fence>;
  private readonly rows: Map<string, JsonObject>;
  private readonly processed: Set<string>;
  /** What has been committed, in order. */
  readonly committed: Transaction[];

  /** @param from is copied, and from then on goes its own way; nothing, if it is left out */
  constructor(from?: MemoryParticipantStore) {
    this.fences = new Map(from?.fences);
    this.rows = new Map(from?.rows);
    this.processed = new Set(from?.processed);
    this.committed = [...(from?.committed ?? [])];
  }

  async commit(transaction: Transaction): Promise<CommitOutcome> {
    return this.commitNow(transaction);
  }

  /** As `commit`, for tests that walk through thousands of orders of events. */
  commitNow(transaction: Transaction): CommitOutcome {
    const { key, fence, writes, message } = transaction;
    refuseRowsNamedTwice(writes);
    if (message !== undefined && this.processed.has(messageId(message))) return { kind: 'messageProcessed' };
    const found = this.fence(key);
    if (found?.status !== fenceBefore(fence)) return { kind: 'fenceFound', fence: found };
    const index = writes.findIndex((write) => !isMet(write, this.row(write.key)));
    if (index >= 0) return { kind: 'writeRefused', index };
    for (const write of writes) this.rows.set(rowId(write.key), written(write, this.row(write.key)));
    if (fence.kind !== 'expect') this.fences.set(fenceId(key), fenceAfter(fence));
    if (message !== undefined) this.processed.add(messageId(message));
    this.committed.push(transaction);
    return { kind: 'committed' };
  }

  fence(key: FenceKey): Fence | undefined {
    return this.fences.get(fenceId(key));
  }

  row(key: RowKey): JsonObject | undefined {
    return this.rows.get(rowId(key));
  }

  outbox(): readonly OutboxRecord[] {
    return this.committed.flatMap(({ outbox }) => outbox);
  }

  /** A row that was there before the test began. */
  seed(key: RowKey, row: JsonObject): void {
    this.rows.set(rowId(key), row);
  }
}

const fenceId = ({ sagaId, step }: FenceKey): string => canonicalJson([sagaId, step]);
const rowId = ({ pk, sk }: RowKey): string => canonicalJson([pk, sk]);

const messageId = ({ eventId, functionName }: ProcessedMessage): string => canonicalJson([eventId, functionName]);

function fenceBefore(change: FenceChange): 'APPLIED' | undefined {
  switch (change.kind) {
    case 'create':
      return undefined;
    case 'compensate':
      return 'APPLIED';
    case 'expect':
      return change.found === 'APPLIED' ? 'APPLIED' : undefined;
    default:
      return assertNever(change);
  }
}

function fenceAfter(change: Exclude<FenceChange, { kind: 'expect' }>): Fence {
  return change.kind === 'create' ? change.fence : { status: 'COMPENSATED', at: change.at };
}

/** DynamoDB takes no transaction that names an item twice, so no rule may ask for one. */
function refuseRowsNamedTwice(writes: readonly Write[]): void {
  const ids = writes.map(({ key }) => rowId(key));
  if (new Set(ids).size < ids.length) throw new Error(`a transaction names a row twice: ${ids.join(' ')}`);
}

function isMet(write: Write, row: JsonObject | undefined): boolean {
  switch (write.kind) {
    case 'insert':
      return row === undefined;
    case 'change':
      return row !== undefined && write.when.every((condition) => holds(condition, row[condition.field]));
    default:
      return assertNever(write);
  }
}

function holds(condition: Condition, value: Json | undefined): boolean {
  if (value === undefined) return false;
  return 'equals' in condition
    ? canonicalJson(value) === canonicalJson(condition.equals)
    : typeof value === 'number' && value >= condition.atLeast;
}

function written(write: Write, row: JsonObject = {}): JsonObject {
  if (write.kind === 'insert') return write.row;
  const sums = Object.entries(write.add ?? {}).map(([field, change]) => [field, Number(row[field] ?? 0) + change]);
  return { ...row, ...write.set, ...Object.fromEntries(sums) };
}
