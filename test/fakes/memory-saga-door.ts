/** The ledger and the executions in memory: what `SagaDoor` promises, and nothing else. */
import type { SagaId } from '../../lib/saga/rule';
import type { Acceptance, SagaExecutions, SagaRecord, SagaRecords } from '../../lib/saga/start';

export class MemorySagaRecords implements SagaRecords {
  readonly kept = new Map<SagaId, SagaRecord>();

  async accept(record: SagaRecord): Promise<Acceptance> {
    const found = this.kept.get(record.sagaId);
    if (found !== undefined) return { kind: 'found', record: found };
    this.kept.set(record.sagaId, record);
    return { kind: 'accepted' };
  }
}

export class MemorySagaExecutions implements SagaExecutions {
  readonly started = new Map<SagaId, string>();
  /** Every call, also for a name that was taken. */
  calls = 0;
  /** Thrown once, before anything is started. */
  failure: Error | undefined;

  async start(name: SagaId, input: string): Promise<void> {
    this.calls++;
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    if (!this.started.has(name)) this.started.set(name, input);
  }

  arnOf(name: SagaId): string {
    return `execution:${name}`;
  }
}
