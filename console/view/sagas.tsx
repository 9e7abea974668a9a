/** The list of sagas of both styles, as the ledgers tell it. */
import type { Overview, SagaPage, SagaRow } from '../api';
import { useLive, useModelNow, useResource, useThrottled } from '../client';
import { dateTime, duration } from '../format';
import { type Filter, hashOf, queryOf } from '../route';
import { Button, Loading } from './controls';
import { Choice, SearchBox } from './executions';
import { Icon, lookOf, Status } from './icons';

const STATES = ['RUNNING', 'COMPENSATING', 'COMPENSATION_FAILED', 'COMPLETED', 'COMPENSATED', 'ABANDONED'] as const;
const RELOAD_MILLIS = 400;

export function Sagas({ filter, overview }: { readonly filter: Filter; readonly overview: Overview }) {
  const page = useResource<SagaPage>(`sagas${queryOf(filter)}`);
  const readAnew = useThrottled(page.reload, RELOAD_MILLIS);
  useLive(({ sagas, overflow }) => {
    if (overflow || sagas.length > 0) readAnew();
  });
  const go = (next: Filter) => {
    location.hash = hashOf({ kind: 'sagas', filter: next });
  };
  const filterBy = (field: string, value: string) => {
    const { cursor: _, ...rest } = filter;
    go({ ...rest, [field]: value });
  };
  const stacks = overview.stacks.filter(({ saga }) => saga !== null);
  return (
    <>
      <div class="view-head">
        <h1>Sagas</h1>
      </div>
      <div class="counts">
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            class={`count-card ${lookOf(state).tone}`}
            aria-pressed={filter.state === state}
            data-status={state}
            onClick={() => filterBy('state', filter.state === state ? '' : state)}
          >
            <b>{page.value?.counts[state].toLocaleString('en') ?? '…'}</b>
            <span>
              <Icon name={lookOf(state).icon} size={14} />
              {state === 'RUNNING' ? 'Running' : lookOf(state).text}
            </span>
          </button>
        ))}
      </div>
      <search class="filters">
        <SearchBox value={filter.search ?? ''} onSearch={(text) => filterBy('search', text)} />
        <Choice label="Style" value={filter.style} onChange={(style) => filterBy('style', style)}>
          {[
            ['orchestrated', 'Orchestrated'],
            ['choreographed', 'Choreographed'],
          ]}
        </Choice>
        <Choice label="Stack" value={filter.stack} onChange={(stack) => filterBy('stack', stack)}>
          {stacks.map(({ name }) => [name, name])}
        </Choice>
      </search>
      {page.value === undefined ? (
        <Loading error={page.error} />
      ) : (
        <>
          <Rows rows={page.value.sagas} />
          {page.value.cursor === null ? null : (
            <nav class="pager" aria-label="Pages">
              <Button icon="forth" onClick={() => go({ ...filter, cursor: page.value?.cursor ?? '' })}>
                Next
              </Button>
            </nav>
          )}
        </>
      )}
    </>
  );
}

function Rows({ rows }: { readonly rows: readonly SagaRow[] }) {
  const now = useModelNow(rows.some(({ endedAt }) => endedAt === null));
  if (rows.length === 0) return <p class="empty">No saga is like that.</p>;
  return (
    <div class="scroll">
      <table class="list" aria-label="Sagas">
        <thead>
          <tr>
            <th>Id</th>
            <th>State</th>
            <th>Style</th>
            <th>Why it turned round</th>
            <th>Accepted</th>
            <th class="number">Took</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ stack, id, state, style, failure, acceptedAt, endedAt, recoveries }) => (
            <tr key={`${stack} ${id}`} data-state={state} data-name={id}>
              <td>
                <a href={hashOf({ kind: 'saga', stack, id })}>{id}</a>
                {recoveries > 0 ? <small> recovered {recoveries}×</small> : null}
              </td>
              <td>
                <Status of={state} />
              </td>
              <td>{style}</td>
              <td>{failure === null ? <span class="none">–</span> : `${failure.step}: ${failure.error}`}</td>
              <td class="time">{dateTime(acceptedAt)}</td>
              <td class="number">{duration((endedAt ?? now) - acceptedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
