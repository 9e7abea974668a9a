/** The ledger in memory: what `SagaLedger` promises, and nothing else. */
import {
  type Acceptance,
  isOpen,
  type OpenSaga,
  type Page,
  type SagaLedger,
  type SagaRecord,
} from '../../lib/saga/ledger';
import type { SagaId } from '../../lib/saga/rule';

export class MemoryLedger implements SagaLedger {
  readonly kept = new Map<SagaId, SagaRecord>();
  /** Called before each write of `update`, with the record that it read: time for another writer. */
  meanwhile: (read: SagaRecord) => Promise<void> = async () => {};

  async accept(record: SagaRecord): Promise<Acceptance> {
    const found = this.kept.get(record.sagaId);
    if (found !== undefined) return { kind: 'found', record: found };
    this.kept.set(record.sagaId, record);
    return { kind: 'accepted' };
  }

  async find(id: SagaId): Promise<SagaRecord | undefined> {
    return this.kept.get(id);
  }

  async findByPrefix(prefix: string, limit: number): Promise<readonly SagaRecord[]> {
    return [...this.kept.values()].filter(({ sagaId }) => sagaId.startsWith(prefix)).slice(0, limit);
  }

  async allSagas({ limit, cursor = '0' }: { limit: number; cursor?: string | undefined }): Promise<Page<SagaRecord>> {
    return pageOf([...this.kept.values()], limit, Number(cursor));
  }

  async openSagas({ state, before, limit, cursor = '0' }: Parameters<SagaLedger['openSagas']>[0]) {
    const open = [...this.kept.values()].flatMap((record): readonly OpenSaga[] =>
      record.state === state && record.since <= before && isOpen(record.state) ? [shown(record, record.state)] : [],
    );
    return pageOf(
      open.sort((a, b) => a.since - b.since),
      limit,
      Number(cursor),
    );
  }

  async update(id: SagaId, change: (record: SagaRecord) => SagaRecord): Promise<SagaRecord | undefined> {
    for (;;) {
      const found = this.kept.get(id);
      if (found === undefined) return undefined;
      const changed = change(found);
      if (changed === found) return found;
      await this.meanwhile(found);
      if (this.kept.get(id)?.revision !== found.revision) continue;
      const next = { ...changed, revision: found.revision + 1 };
      this.kept.set(id, next);
      return next;
    }
  }
}

function pageOf<T>(all: readonly T[], limit: number, from: number): Page<T> {
  const next = from + limit;
  return { sagas: all.slice(from, next), cursor: next < all.length ? String(next) : undefined };
}

function shown(record: SagaRecord, state: OpenSaga['state']): OpenSaga {
  const { sagaId, saga, version, style, acceptedAt, since, revision, executionArn, recoveries, failure } = record;
  return { sagaId, saga, version, style, acceptedAt, state, since, revision, executionArn, recoveries, failure };
}
