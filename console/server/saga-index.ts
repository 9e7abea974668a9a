/**
 * What the lists show of every saga, in memory: read from the ledgers' tables when it is first asked for, a piece at a
 * time so that the model goes on meanwhile, and kept up to date by their streams.
 */
import BTree from 'sorted-btree';
import type { Json } from '../../lib/units';
import type { Item } from '../../local/dynamodb/values/attribute-value';
import { CLIENT } from '../../local/service';
import type { Local } from '../../local/start';
import type { LedgerState, SagaQuery, SagaRow, SagaStyle } from '../api';
import { plainOf } from './plain-item';
import type { SagaStack } from './room';

/** About 300 bytes each. Where there are more, those accepted first are left out of the lists, and found by their id. */
const MAX_SAGAS = 250_000;
/** Read at a stretch: a few milliseconds. */
const PIECE = 250;

type Key = readonly [acceptedAt: number, id: string, stack: string];
const latestFirst = ([t1, i1, s1]: Key, [t2, i2, s2]: Key): number => t2 - t1 || compare(i1, i2) || compare(s1, s2);
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

interface Entry {
  readonly row: SagaRow;
  readonly revision: number;
}

export type Filter = Pick<SagaQuery, 'stack' | 'style' | 'state' | 'search'>;

export interface Found {
  readonly sagas: readonly SagaRow[];
  readonly last: Key | undefined;
  readonly counts: { readonly [state in LedgerState]: number };
}

export class SagaIndex {
  private readonly entries = new BTree<Key, Entry>(undefined, latestFirst);
  private readonly byId = new Map<string, Key>();
  private readonly listeners = new Set<(row: SagaRow) => void>();
  private loading: Promise<void> | undefined;

  constructor(
    private readonly local: Pick<Local, 'world'>,
    private readonly stacks: readonly SagaStack[],
  ) {}

  /** Told of every saga that is new or has changed, once it is on disk. */
  subscribe(listener: (row: SagaRow) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Resolves when every saga is in it. Streams are heard from the first call on. */
  load(): Promise<void> {
    this.loading ??= this.read().catch((error: unknown) => {
      // Whoever asks next tries again.
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  /** What is known by now. */
  known(stack: string, id: string): SagaRow | undefined {
    const key = this.byId.get(nameOf(stack, id));
    return key === undefined ? undefined : this.entries.get(key)?.row;
  }

  page(filter: Filter, after: Key | undefined, limit: number): Found {
    const counts = { RUNNING: 0, COMPENSATING: 0, COMPENSATION_FAILED: 0, COMPLETED: 0, COMPENSATED: 0, ABANDONED: 0 };
    const sagas: SagaRow[] = [];
    let last: Key | undefined;
    let more = false;
    for (const [key, { row }] of this.entries.entries()) {
      if (!matches(row, filter)) continue;
      counts[row.state]++;
      if (filter.state !== undefined && row.state !== filter.state) continue;
      if (after !== undefined && latestFirst(key, after) <= 0) continue;
      if (sagas.length === limit) {
        more = true;
        continue;
      }
      sagas.push(row);
      last = key;
    }
    return { sagas, last: more ? last : undefined, counts };
  }

  private async read(): Promise<void> {
    const { dynamodb } = this.local.world.services;
    for (const { stack, sagasTable } of this.stacks) {
      dynamodb.subscribe(sagasTable, (records) => {
        for (const { dynamodb: change } of records)
          if (change.NewImage !== undefined) this.take(stack, change.NewImage);
      });
    }
    for (const { stack, sagasTable } of this.stacks) {
      let from: Json | undefined;
      do {
        const request = {
          TableName: sagasTable,
          Limit: PIECE,
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        };
        const { Items = [], LastEvaluatedKey } = await dynamodb.call('Scan', request, CLIENT);
        for (const item of Items as unknown as readonly Item[]) this.take(stack, item, 'quietly');
        from = LastEvaluatedKey;
        await new Promise((resolve) => setImmediate(resolve));
      } while (from !== undefined);
    }
  }

  private take(stack: string, item: Item, how?: 'quietly'): void {
    const entry = entryOf(stack, item);
    if (entry === undefined) return;
    const name = nameOf(stack, entry.row.id);
    const key: Key = [entry.row.acceptedAt, entry.row.id, stack];
    const before = this.byId.get(name);
    if (before !== undefined) {
      const known = this.entries.get(before);
      if (known !== undefined && known.revision >= entry.revision) return;
      this.entries.delete(before);
    }
    this.entries.set(key, entry);
    this.byId.set(name, key);
    this.forgetOldest();
    if (how === undefined) for (const listener of this.listeners) listener(entry.row);
  }

  private forgetOldest(): void {
    if (this.entries.size <= MAX_SAGAS) return;
    const oldest = this.entries.maxKey();
    if (oldest === undefined) return;
    this.entries.delete(oldest);
    this.byId.delete(nameOf(oldest[2], oldest[1]));
  }
}

const nameOf = (stack: string, id: string): string => `${stack} ${id}`;

function matches(row: SagaRow, { stack, style, search }: Filter): boolean {
  if (stack !== undefined && row.stack !== stack) return false;
  if (style !== undefined && row.style !== style) return false;
  return search === undefined || row.id.toLowerCase().includes(search.toLowerCase());
}

/** The members that the lists show: the input is not read. */
function entryOf(stack: string, item: Item): Entry | undefined {
  if (textOf(item, 'sk') !== 'saga') return undefined;
  const { failure = NOTHING } = item;
  const row: SagaRow = {
    stack,
    id: textOf(item, 'sagaId') ?? '',
    saga: textOf(item, 'saga') ?? '',
    style: textOf(item, 'style') as SagaStyle,
    state: textOf(item, 'state') as LedgerState,
    acceptedAt: numberOf(item, 'acceptedAt') ?? 0,
    since: numberOf(item, 'since') ?? 0,
    endedAt: numberOf(item, 'endedAt') ?? null,
    recoveries: numberOf(item, 'recoveries') ?? 0,
    failure: plainOf({ failure }).failure as SagaRow['failure'],
    executionArn: textOf(item, 'executionArn') ?? null,
  };
  return { row, revision: numberOf(item, 'revision') ?? 0 };
}

const NOTHING = { NULL: true } as const;

function textOf(item: Item, name: string): string | undefined {
  const value = item[name];
  return value !== undefined && 'S' in value ? value.S : undefined;
}

function numberOf(item: Item, name: string): number | undefined {
  const value = item[name];
  return value !== undefined && 'N' in value ? Number(value.N) : undefined;
}
