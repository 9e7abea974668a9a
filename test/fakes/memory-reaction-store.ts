/** A reaction's table in memory: what `ReactionStore` promises, and nothing else. */
import type { ProcessedMessage } from '../../lib/saga/participant';
import type { ReactionOutcome, ReactionStore, ReactionWrite } from '../../lib/saga/reaction';
import type { RowKey } from '../../lib/saga/write';
import { canonicalJson, type JsonObject } from '../../lib/units';

export class MemoryReactionStore implements ReactionStore {
  private readonly processed: Set<string>;
  readonly rows: Map<string, JsonObject>;

  /** @param from is copied, and from then on goes its own way; nothing, if it is left out */
  constructor(from?: MemoryReactionStore) {
    this.processed = new Set(from?.processed);
    this.rows = new Map(from?.rows);
  }

  async commit(
    { eventId, functionName }: ProcessedMessage,
    writes: readonly ReactionWrite[],
  ): Promise<ReactionOutcome> {
    const id = canonicalJson([eventId, functionName]);
    if (this.processed.has(id)) return 'alreadyProcessed';
    const taken = writes.find(({ kind, key }) => kind === 'insert' && this.rows.has(rowId(key)));
    if (taken !== undefined) throw new Error(`row ${taken.key.pk} ${taken.key.sk} is there already`);
    for (const write of writes) this.rows.set(rowId(write.key), this.written(write));
    this.processed.add(id);
    return 'done';
  }

  row(key: RowKey): JsonObject | undefined {
    return this.rows.get(rowId(key));
  }

  private written(write: ReactionWrite): JsonObject {
    if (write.kind === 'insert') return write.row;
    const before = this.row(write.key) ?? {};
    const sums = Object.entries(write.add).map(([field, by]) => [field, Number(before[field] ?? 0) + by]);
    return { ...before, ...write.set, ...Object.fromEntries(sums) };
  }
}

const rowId = ({ pk, sk }: RowKey): string => canonicalJson([pk, sk]);
