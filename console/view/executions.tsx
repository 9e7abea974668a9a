/** The list of executions: found by name, status, style and outcome; a page at a time; live. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExecutionCounts, ExecutionPage, ExecutionRow, Overview } from '../api';
import { useLive, useModelNow, useResource, useThrottled } from '../client';
import { dateTime, duration, shortName } from '../format';
import { type Filter, hashOf, queryOf } from '../route';
import { Button, Loading } from './controls';
import { Icon, lookOf, Status } from './icons';
import { StartDialog } from './start';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
const OUTCOMES = ['COMPLETED', 'COMPENSATING', 'COMPENSATED', 'COMPENSATION_FAILED', 'ABANDONED'] as const;
const ROLES = { conductor: 'Sagas', recovery: 'Recoveries', other: 'Others' } as const;
const RELOAD_MILLIS = 400;
const PAGE_SIZE = 50;

export function Executions({ filter, overview }: { readonly filter: Filter; readonly overview: Overview }) {
  const [isStarting, setIsStarting] = useState(false);
  const page = useResource<ExecutionPage>(`executions${queryOf({ ...filter, limit: String(PAGE_SIZE) })}`);
  const counts = useResource<ExecutionCounts>(`executions/counts${queryOf({ machine: filter.machine })}`);
  const countAnew = useThrottled(counts.reload, RELOAD_MILLIS);
  const readAnew = useThrottled(page.reload, RELOAD_MILLIS);
  useLive((update) => {
    if (!update.overflow && update.executions.length === 0) return;
    countAnew();
    if (filter.cursor !== undefined) return;
    if (update.overflow) readAnew();
    else page.set((now) => ({ ...now, executions: merged(now.executions, update.executions, filter) }));
  });
  const go = (next: Filter) => {
    location.hash = hashOf({ kind: 'executions', filter: next });
  };
  const filterBy = (field: string, value: string) => go({ ...without(filter, 'cursor'), [field]: value });
  return (
    <>
      <div class="view-head">
        <h1>
          Executions <span class="count">{counts.value?.total.toLocaleString('en')}</span>
        </h1>
        <Button look="primary" icon="play" onClick={() => setIsStarting(true)}>
          Start
        </Button>
      </div>
      <StatusCounts counts={counts.value} selected={filter.status} onSelect={(status) => filterBy('status', status)} />
      <search class="filters">
        <SearchBox value={filter.search ?? ''} onSearch={(text) => filterBy('search', text)} />
        <Choice label="State machine" value={filter.machine} onChange={(machine) => filterBy('machine', machine)}>
          {overview.machines.map(({ arn, name }) => [arn, shortName(name, 44)])}
        </Choice>
        <Choice label="Kind" value={filter.role} onChange={(role) => filterBy('role', role)}>
          {Object.entries(ROLES)}
        </Choice>
        <Choice label="Saga outcome" value={filter.outcome} onChange={(outcome) => filterBy('outcome', outcome)}>
          {OUTCOMES.map((outcome) => [outcome, lookOf(outcome).text])}
        </Choice>
        {Object.keys(filter).length === 0 ? null : (
          <Button look="link" onClick={() => go({})}>
            Clear filters
          </Button>
        )}
      </search>
      {page.value === undefined ? (
        <Loading error={page.error} />
      ) : (
        <>
          <Table rows={page.value.executions} />
          <Pager page={page.value} filter={filter} onGo={go} />
        </>
      )}
      {isStarting ? <StartDialog overview={overview} onClose={() => setIsStarting(false)} /> : null}
    </>
  );
}

const without = (filter: Filter, field: string): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([name]) => name !== field));

/** Newest first, as the server lists them; what no longer matches goes. */
function merged(shown: readonly ExecutionRow[], changed: readonly ExecutionRow[], filter: Filter) {
  const byArn = new Map(shown.map((row) => [row.arn, row]));
  for (const row of changed) {
    if (matches(row, filter)) byArn.set(row.arn, row);
    else byArn.delete(row.arn);
  }
  return [...byArn.values()].sort((one, other) => other.startDate - one.startDate).slice(0, PAGE_SIZE);
}

function matches(row: ExecutionRow, { status, role, outcome, machine, search = '' }: Filter): boolean {
  const isAsked = (asked: string | undefined, found: string | null) =>
    asked === undefined || asked === '' || asked === found;
  const ofMachine = machine === undefined || row.arn.startsWith(`${machine.replace(':stateMachine:', ':execution:')}:`);
  return (
    isAsked(status, row.status) &&
    isAsked(role, row.role) &&
    isAsked(outcome, row.outcome) &&
    ofMachine &&
    row.name.includes(search)
  );
}

function StatusCounts({
  counts,
  selected = '',
  onSelect,
}: {
  readonly counts: ExecutionCounts | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (status: string) => void;
}) {
  return (
    <div class="counts">
      {STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          class={`count-card ${lookOf(status).tone}`}
          aria-pressed={selected === status}
          data-status={status}
          onClick={() => onSelect(selected === status ? '' : status)}
        >
          <b>{counts?.byStatus[status]?.toLocaleString('en') ?? '…'}</b>
          <span>
            <Icon name={lookOf(status).icon} size={14} />
            {lookOf(status).text}
          </span>
        </button>
      ))}
    </div>
  );
}

const TYPING_MILLIS = 250;
export function SearchBox({ value, onSearch }: { readonly value: string; readonly onSearch: (text: string) => void }) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      onSearch(text);
    }, TYPING_MILLIS);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  return (
    <input
      type="search"
      placeholder="Find by name or order id"
      aria-label="Find by name or order id"
      value={text}
      onInput={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
}

export function Choice({
  label,
  value = '',
  onChange,
  children,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly children: readonly (readonly [value: string, text: string])[];
}) {
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      <option value="">{label}: all</option>
      {children.map(([id, text]) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  );
}

export function Table({ rows }: { readonly rows: readonly ExecutionRow[] }) {
  const now = useModelNow(rows.some(({ status }) => status === 'RUNNING'));
  if (rows.length === 0) return <p class="empty">No execution is like that.</p>;
  return (
    <div class="scroll">
      <table class="list" aria-label="Executions">
        <thead>
          <tr>
            <th>Name</th>
            <th>Status</th>
            <th>Saga</th>
            <th>Started</th>
            <th class="number">Duration</th>
            <th>State machine</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.arn} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, now }: { readonly row: ExecutionRow; readonly now: number }) {
  return (
    <tr data-state={row.status} data-name={row.name}>
      <td>
        <a href={hashOf({ kind: 'execution', arn: row.arn, view: 'graph', state: null })}>{row.name}</a>
        {row.redriveCount > 0 ? <small> redriven {row.redriveCount}×</small> : null}
      </td>
      <td>
        <Status of={row.status} />
      </td>
      <td>{row.outcome === null ? <span class="none">–</span> : <Status of={row.outcome} />}</td>
      <td class="time">{dateTime(row.startDate)}</td>
      <td class="number">{duration((row.stopDate ?? now) - row.startDate)}</td>
      <td class="machine" title={row.machine}>
        {shortName(row.machine, 34)}
      </td>
    </tr>
  );
}

interface PagerProps {
  readonly page: ExecutionPage;
  readonly filter: Filter;
  readonly onGo: (filter: Filter) => void;
}
function Pager({ page, filter, onGo }: PagerProps) {
  const { cursor, executions, looked } = page;
  const isFirst = filter.cursor === undefined;
  if (isFirst && cursor === null) return null;
  return (
    <nav class="pager" aria-label="Pages">
      {executions.length < PAGE_SIZE && cursor !== null ? (
        <small>looked at {looked.toLocaleString('en')} so far</small>
      ) : null}
      <Button icon="toStart" disabled={isFirst} onClick={() => onGo(without(filter, 'cursor'))}>
        Newest
      </Button>
      <Button icon="back" disabled={isFirst} onClick={() => history.back()}>
        Previous
      </Button>
      <Button icon="forth" disabled={cursor === null} onClick={() => onGo({ ...filter, cursor: cursor ?? '' })}>
        Next
      </Button>
    </nav>
  );
}
