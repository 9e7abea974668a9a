/** The tables by name, held in memory and written through. */
import { type Change, keyOf, type Store, within } from '../../store/store';
import { resourceNotFound, tableNotFound } from '../errors';
import { type Account, type Table, tableOf } from './table';
import type { TableRecord } from './table-record';
import type { Transitions } from './transitions';

const TABLE_NUMBER = keyOf('dynamodb', 'last table number');

export class Catalog {
  private readonly tables = new Map<string, Table>();
  private lastNumber: number;

  constructor(
    private readonly store: Store,
    private readonly account: Account,
    private readonly transitions: Transitions,
  ) {
    for (const [, value] of store.range(within('dynamodb', 'table'))) {
      const record = value as TableRecord;
      this.tables.set(record.TableName, tableOf(record, account));
    }
    const number = store.get(TABLE_NUMBER);
    this.lastNumber = typeof number === 'number' ? number : 0;
  }

  find(tableName: string): Table | undefined {
    return this.tables.get(tableName);
  }

  /**
   * For the operations on items, whose message does not say which resource, and to which a table that is being created is
   * none. `table` is a name or an ARN.
   */
  get(table: string): Table {
    const found = this.tables.get(nameOf(table));
    if (found === undefined || this.transitions.of(found.name)?.kind === 'CREATING') throw resourceNotFound();
    return found;
  }

  /** For the operations on tables. */
  named(table: string): Table {
    const found = this.tables.get(nameOf(table));
    if (found === undefined) throw tableNotFound(nameOf(table));
    return found;
  }

  /** In the order of their names. */
  all(): readonly Table[] {
    return [...this.tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** A number that no table has had. */
  nextNumber(): string {
    this.lastNumber++;
    return this.lastNumber.toString(36);
  }

  /** Stores the definition, together with `changes`. */
  async put(record: TableRecord, changes: readonly Change[] = []): Promise<Table> {
    const table = tableOf(record, this.account);
    this.tables.set(record.TableName, table);
    await this.store.commit([
      ...changes,
      { kind: 'put', key: keyOf('dynamodb', 'table', record.TableName), value: record },
      { kind: 'put', key: TABLE_NUMBER, value: this.lastNumber },
    ]);
    return table;
  }

  async delete(table: Table, changes: readonly Change[]): Promise<void> {
    this.tables.delete(table.name);
    await this.store.commit([...changes, { kind: 'delete', key: keyOf('dynamodb', 'table', table.name) }]);
  }
}

/** Of a name or an ARN. */
export function nameOf(table: string): string {
  if (!table.startsWith('arn:')) return table;
  return table.slice(table.indexOf(':table/') + 7).split('/')[0] ?? table;
}
