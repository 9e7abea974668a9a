/** Tables, and the items of one of them. */
import { useMemo, useState } from 'preact/hooks';
import type { Json } from '../../lib/units';
import type { ItemPage, TableSummary } from '../api';
import { useLive, useResource, useThrottled } from '../client';
import { hashOf, queryOf } from '../route';
import { Button, Loading } from './controls';
import { JsonText } from './json';

const RELOAD_MILLIS = 800;
/** Attributes after these are seen by opening the item. */
const MAX_COLUMNS = 7;

export function Tables({ name }: { readonly name: string | null }) {
  const tables = useResource<readonly TableSummary[]>('tables');
  const readAnew = useThrottled(tables.reload, RELOAD_MILLIS);
  useLive(({ executions, notices, overflow }) => {
    if (overflow || executions.length + notices.length > 0) readAnew();
  });
  if (tables.value === undefined) return <Loading error={tables.error} />;
  const shown = tables.value.find((table) => table.name === name) ?? tables.value[0];
  return (
    <div class="master">
      <ul class="picker" aria-label="Tables">
        {tables.value.map((table) => (
          <li key={table.name}>
            <a
              href={hashOf({ kind: 'data', view: 'tables', name: table.name })}
              aria-current={table === shown ? 'true' : undefined}
              title={table.name}
            >
              <span>
                {table.label}
                <small>{table.stack}</small>
              </span>
              <b>{table.items.toLocaleString('en')}</b>
            </a>
          </li>
        ))}
      </ul>
      {shown === undefined ? <p class="empty">There is no table.</p> : <Items key={shown.name} table={shown} />}
    </div>
  );
}

function Items({ table }: { readonly table: TableSummary }) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const page = useResource<ItemPage>(`table/items${queryOf({ table: table.name, cursor: cursors.at(-1) })}`);
  const [open, setOpen] = useState<number | null>(null);
  const columns = useMemo(() => columnsOf(table, page.value?.items ?? []), [table, page.value]);
  if (page.value === undefined) return <Loading error={page.error} />;
  const { items, cursor } = page.value;
  return (
    <section aria-label={`Items of ${table.label}`}>
      <header class="section-head">
        <h2>{table.label}</h2>
        <small class="mono">{table.name}</small>
        <Button onClick={page.reload}>Read again</Button>
      </header>
      {items.length === 0 ? <p class="empty">It is empty.</p> : null}
      <div class="scroll">
        <table class="list items" aria-label={table.label}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column}>{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((item, index) => {
              const key = table.keys.map((field) => String(item[field])).join(' ');
              return (
                <Item
                  key={key}
                  item={item}
                  columns={columns}
                  isOpen={open === index}
                  onToggle={() => setOpen(open === index ? null : index)}
                />
              );
            })}
          </tbody>
        </table>
      </div>
      <nav class="pager" aria-label="Pages">
        <Button icon="back" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          Previous
        </Button>
        <Button icon="forth" disabled={cursor === null} onClick={() => setCursors([...cursors, cursor ?? ''])}>
          Next
        </Button>
      </nav>
    </section>
  );
}

interface ItemProps {
  readonly item: ItemPage['items'][number];
  readonly columns: readonly string[];
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}
function Item({ item, columns, isOpen, onToggle }: ItemProps) {
  return (
    <>
      <tr>
        {columns.map((column, index) => (
          <td key={column}>
            {index > 0 ? (
              cell(item[column])
            ) : (
              <button type="button" class="expander" aria-expanded={isOpen} onClick={onToggle}>
                {cell(item[column])}
              </button>
            )}
          </td>
        ))}
      </tr>
      {isOpen ? (
        <tr class="opened">
          <td colSpan={columns.length}>
            <JsonText text={JSON.stringify(item)} label="Item" />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function cell(value: Json | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The keys, then what most items have. */
function columnsOf({ keys }: TableSummary, items: ItemPage['items']): readonly string[] {
  const counts = new Map<string, number>();
  for (const item of items) for (const field of Object.keys(item)) counts.set(field, (counts.get(field) ?? 0) + 1);
  const others = [...counts.keys()].filter((field) => !keys.includes(field));
  others.sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
  return [...keys, ...others].slice(0, MAX_COLUMNS);
}
