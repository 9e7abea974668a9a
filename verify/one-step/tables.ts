/** The rows of a subject's services as one value: put into the model's tables, and read from them again. */
import type { JsonObject } from '../../lib/units';
import type { Item as StoredItem } from '../../local/dynamodb/values/attribute-value';
import { CLIENT } from '../../local/service';
import type { World } from '../../local/world';
import type { Item } from '../observed';
import { plainItem } from '../plain-item';

export interface Rows {
  /** Equal rows, equal text. */
  readonly key: string;
  /** As they are stored, by table and key. */
  readonly stored: ReadonlyMap<string, Stored>;
  readonly items: readonly Item[];
}

interface Stored {
  readonly table: string;
  readonly item: StoredItem;
}

export class Tables {
  private inside: Rows;

  /** @param names the physical names of the tables */
  constructor(
    private readonly world: World,
    private readonly names: readonly string[],
  ) {
    this.inside = rowsOf([]);
  }

  /** Leaves in the tables these rows and no others. */
  async put(rows: Rows): Promise<void> {
    if (rows.key === this.inside.key) return;
    for (const [key, { table, item }] of this.inside.stored) {
      if (!rows.stored.has(key)) await this.call('DeleteItem', { TableName: table, Key: keyOf(item) });
    }
    for (const { table, item } of rows.stored.values()) {
      await this.call('PutItem', { TableName: table, Item: item as unknown as JsonObject });
    }
    this.inside = rows;
  }

  async read(): Promise<Rows> {
    const found: Stored[] = [];
    for (const table of this.names) {
      const { Items } = await this.call('Scan', { TableName: table, ConsistentRead: true });
      for (const item of Items as unknown as readonly StoredItem[]) found.push({ table, item });
    }
    this.inside = rowsOf(found);
    return this.inside;
  }

  private call(operation: string, input: JsonObject): Promise<JsonObject> {
    return this.world.services.dynamodb.call(operation, input, CLIENT);
  }
}

const keyOf = ({ pk, sk }: StoredItem): JsonObject => ({ pk, sk }) as unknown as JsonObject;

export function rowsOf(found: readonly Stored[]): Rows {
  const entries = found.map((stored) => [`${stored.table} ${JSON.stringify(keyOf(stored.item))}`, stored] as const);
  const sorted = entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    key: JSON.stringify(sorted.map(([key, { item }]) => [key, ordered(item)])),
    stored: new Map(sorted),
    items: sorted.map(([, { item }]) => plainItem(item)),
  };
}

/** Attributes come in no order of their own. */
const ordered = (item: StoredItem) => Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1));
