/** Archives: the events of a bus that match a pattern, kept for a number of days. */
import type { EpochMillis, JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { Change, Store } from '../store/store';
import { ALL_ARCHIVES, allArchived, archivedKey, archiveKey, sequenceOf } from './keys';
import type { BusEvent } from './model';
import { compile, matchesEvent, type Pattern } from './pattern/pattern';

export interface Archive {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly busArn: string;
  readonly pattern: string | undefined;
  readonly description: string | undefined;
  /** 0 keeps events for good. */
  readonly retentionDays: number;
  readonly createdAt: EpochMillis;
}

export interface ArchiveContents {
  readonly events: readonly BusEvent[];
  readonly sizeBytes: number;
}

interface Kept {
  readonly at: EpochMillis;
  readonly event: BusEvent;
}

const DAY_MILLIS = 86_400_000;

export class Archives {
  private readonly archives = new Map<string, { readonly archive: Archive; readonly pattern: Pattern | undefined }>();
  private readonly sequences = new Map<string, number>();

  constructor(
    private readonly store: Store,
    private readonly clock: LocalClock,
  ) {
    for (const [, archive] of store.range(ALL_ARCHIVES)) this.remember(archive as Archive);
  }

  find(name: string): Archive | undefined {
    return this.archives.get(name)?.archive;
  }

  create(archive: Archive): Promise<void> {
    this.remember(archive);
    return this.store.commit([{ kind: 'put', key: archiveKey(archive.name), value: archive }]);
  }

  /** The changes that keep an event wherever it belongs, and let go of what has been kept long enough. */
  keep(bus: string, event: BusEvent): readonly Change[] {
    if (this.archives.size === 0) return [];
    return [...this.archives.values()].flatMap(({ archive, pattern }) => {
      if (archive.bus !== bus || (pattern !== undefined && !matchesEvent(pattern, event))) return [];
      const sequence = (this.sequences.get(archive.name) ?? 0) + 1;
      this.sequences.set(archive.name, sequence);
      const kept: Kept = { at: this.clock.now(), event };
      return [
        ...this.expired(archive),
        { kind: 'put', key: archivedKey(archive.name, sequence), value: kept },
      ] as const;
    });
  }

  contentsOf(archive: Archive): ArchiveContents {
    const horizon = this.horizonOf(archive);
    const events = Array.from(this.store.range(allArchived(archive.name)), ([, kept]) => kept as Kept)
      .filter(({ at }) => at > horizon)
      .map(({ event }) => event);
    const sizeBytes = events.reduce((sum, event: JsonObject) => sum + Buffer.byteLength(JSON.stringify(event)), 0);
    return { events, sizeBytes };
  }

  private expired(archive: Archive): readonly Change[] {
    const horizon = this.horizonOf(archive);
    const changes: Change[] = [];
    for (const [key, kept] of this.store.range(allArchived(archive.name))) {
      if ((kept as Kept).at > horizon) break;
      changes.push({ kind: 'delete', key });
    }
    return changes;
  }

  private horizonOf({ retentionDays }: Archive): number {
    return retentionDays === 0 ? Number.NEGATIVE_INFINITY : this.clock.now() - retentionDays * DAY_MILLIS;
  }

  private remember(archive: Archive): void {
    const pattern = archive.pattern === undefined ? undefined : compile(archive.pattern);
    this.archives.set(archive.name, { archive, pattern });
    for (const [key] of this.store.range({ ...allArchived(archive.name), reverse: true })) {
      this.sequences.set(archive.name, sequenceOf(key));
      break;
    }
  }
}
