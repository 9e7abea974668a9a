/** One execution: what became of it, and its graph, states and events, at any moment of its history. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { StateMachineDefinition } from '../../lib/asl/language';
import type { ExecutionDetail, ExecutionLogs, Overview } from '../api';
import { useLive, useModelNow, useResource, useThrottled } from '../client';
import { dateTime, duration, plural } from '../format';
import type { Layout } from '../layout';
import { type Replay, replay } from '../replay';
import { type ExecutionView, hashOf, queryOf, type Route } from '../route';
import { Copyable, Loading, Note, Tabs } from './controls';
import { EventTable } from './event-table';
import { ExecutionActions } from './execution-actions';
import { GraphView } from './graph';
import { useHistory } from './history';
import { Status } from './icons';
import { JsonText } from './json';
import { SagaPart } from './saga';
import { StatePanel } from './state-panel';
import { StateTable } from './state-table';
import { TimeTravel } from './time-travel';

const RELOAD_MILLIS = 150;
type ExecutionRoute = Extract<Route, { readonly kind: 'execution' }>;
interface ExecutionProps {
  readonly route: ExecutionRoute;
  readonly overview: Overview;
}

export function Execution({ route, overview }: ExecutionProps) {
  const { arn } = route;
  const detail = useResource<ExecutionDetail>(`execution${queryOf({ arn })}`);
  const readAnew = useThrottled(detail.reload, RELOAD_MILLIS);
  useLive(({ executions, overflow }) => {
    if (overflow || executions.some((row) => row.arn === arn || row.sagaId === detail.value?.sagaId)) readAnew();
  });
  if (detail.value === undefined) return <Loading error={detail.error} />;
  return <Shown detail={detail.value} route={route} overview={overview} />;
}

function Shown({ detail, route, overview }: { readonly detail: ExecutionDetail } & ExecutionProps) {
  const { events, isWhole, error } = useHistory(detail.arn);
  const [until, setUntil] = useState<number | null>(null);
  const now = useMemo(() => replay(events, until ?? undefined), [events, until]);
  const definition = useMemo(() => JSON.parse(detail.definition) as StateMachineDefinition, [detail.definition]);
  const go = (next: Partial<ExecutionRoute>) => {
    location.hash = hashOf({ ...route, ...next });
  };
  const select = (state: string | null) => go({ state });
  const isOfMoments = route.view === 'graph' || route.view === 'table' || route.view === 'saga';
  return (
    <>
      <div class="view-head">
        <h1>
          <a class="up" href={hashOf({ kind: 'executions', filter: {} })}>
            Executions
          </a>
          {detail.name}
        </h1>
        <ExecutionActions detail={detail} overview={overview} events={events} />
      </div>
      <Summary detail={detail} />
      {error === undefined ? null : <Note tone="bad">{error}</Note>}
      <Tabs
        label="Views of the execution"
        tabs={tabsOf(detail)}
        selected={route.view}
        onSelect={(view) => go({ view })}
      />
      {isOfMoments ? <TimeTravel events={events} until={until} onMove={setUntil} /> : null}
      <div class={isOfMoments && route.state !== null ? 'split' : 'whole'}>
        <div class="view" role="tabpanel" aria-busy={!isWhole}>
          <ViewOf
            detail={detail}
            route={route}
            definition={definition}
            replay={now}
            events={events}
            isPast={until !== null}
            onSelect={select}
          />
        </div>
        {isOfMoments && route.state !== null ? (
          <StatePanel
            key={route.state}
            state={route.state}
            definition={definition}
            replay={now}
            events={events}
            detail={detail}
            overview={overview}
            onClose={() => select(null)}
          />
        ) : null}
      </div>
    </>
  );
}

const tabsOf = ({
  sagaId,
  role,
}: ExecutionDetail): readonly { readonly id: ExecutionView; readonly text: string }[] => [
  { id: 'graph', text: 'Graph view' },
  ...(sagaId === null || role === 'other' ? [] : [{ id: 'saga', text: 'Saga view' } as const]),
  { id: 'table', text: 'Table view' },
  { id: 'events', text: 'Event view' },
  { id: 'data', text: 'Input & output' },
  { id: 'definition', text: 'Definition' },
];

/** A definition does not change under an execution, nor does its drawing. */
function Graph({ arn, ...rest }: { readonly arn: string } & Omit<Parameters<typeof GraphView>[0], 'drawing'>) {
  const drawing = useResource<Layout>(`execution/layout${queryOf({ arn })}`);
  return drawing.value === undefined ? (
    <Loading error={drawing.error} />
  ) : (
    <GraphView drawing={drawing.value} {...rest} />
  );
}

interface ViewProps {
  readonly detail: ExecutionDetail;
  readonly route: ExecutionRoute;
  readonly definition: StateMachineDefinition;
  readonly replay: Replay;
  readonly events: ReturnType<typeof useHistory>['events'];
  readonly isPast: boolean;
  readonly onSelect: (state: string | null) => void;
}
function ViewOf({ detail, route, definition, replay: now, events, isPast, onSelect }: ViewProps) {
  switch (route.view) {
    case 'graph':
      return <Graph arn={detail.arn} replay={now} selected={route.state} onSelect={onSelect} name={detail.name} />;
    case 'saga':
      return detail.sagaId === null || detail.stack === null ? (
        <Note tone="quiet">It is not a saga's execution.</Note>
      ) : (
        <SagaPart stack={detail.stack} id={detail.sagaId} history={now} isPast={isPast} onSelect={onSelect} />
      );
    case 'table':
      return (
        <StateTable
          replay={now}
          isLive={detail.status === 'RUNNING' && !isPast}
          definition={definition}
          selected={route.state}
          onSelect={onSelect}
        />
      );
    case 'events':
      return <EventTable events={events} />;
    case 'data':
      return (
        <div class="two">
          <section>
            <h2>Input</h2>
            <JsonText text={detail.input} label="Input" />
          </section>
          <section>
            <h2>Output</h2>
            {detail.output === null ? (
              <Note tone="quiet">There is none.</Note>
            ) : (
              <JsonText text={detail.output} label="Output" />
            )}
          </section>
        </div>
      );
    case 'definition':
      return <JsonText text={detail.definition} label="Definition" />;
  }
}

function Summary({ detail }: { readonly detail: ExecutionDetail }) {
  const now = useModelNow(detail.status === 'RUNNING', 100);
  const { siblings, redriveCount } = detail;
  return (
    <section class="summary" aria-label="Details">
      <dl>
        <div>
          <dt>Status</dt>
          <dd data-role="execution-status" data-state={detail.status}>
            <Status of={detail.status} />
            {redriveCount > 0 ? <small> redriven {redriveCount}×</small> : null}
          </dd>
        </div>
        {detail.outcome === null ? null : (
          <div>
            <dt>Saga</dt>
            <dd>
              {detail.stack === null || detail.sagaId === null ? (
                <Status of={detail.outcome} />
              ) : (
                <a href={hashOf({ kind: 'saga', stack: detail.stack, id: detail.sagaId })}>
                  <Status of={detail.outcome} />
                </a>
              )}
            </dd>
          </div>
        )}
        <div>
          <dt>Started</dt>
          <dd class="time">{dateTime(detail.startDate)}</dd>
        </div>
        <div>
          <dt>Ended</dt>
          <dd class="time">{detail.stopDate === null ? '–' : dateTime(detail.stopDate)}</dd>
        </div>
        <div>
          <dt>Duration</dt>
          <dd>{duration((detail.stopDate ?? now) - detail.startDate)}</dd>
        </div>
        <div>
          <dt>Billed</dt>
          <dd>{plural(detail.transitions, 'transition')}</dd>
        </div>
        <div class="wide">
          <dt>Execution ARN</dt>
          <dd>
            <Copyable text={detail.arn} />
          </dd>
        </div>
        {siblings.length === 0 ? null : (
          <div class="wide">
            <dt>Also of this saga</dt>
            <dd>
              {siblings.map(({ arn, name, status }) => (
                <a key={arn} class="sibling" href={hashOf({ kind: 'execution', arn, view: 'graph', state: null })}>
                  <Status of={status} text={name} />
                </a>
              ))}
            </dd>
          </div>
        )}
      </dl>
      {detail.error === null && detail.cause === null ? null : (
        <ErrorBox error={detail.error} cause={detail.cause} tone={detail.outcome === 'COMPENSATED' ? 'undo' : 'bad'} />
      )}
      <Logs arn={detail.arn} />
    </section>
  );
}

interface ErrorProps {
  readonly error: string | null;
  readonly cause: string | null;
  readonly tone: 'undo' | 'bad';
}
function ErrorBox({ error, cause, tone }: ErrorProps) {
  return (
    <div class={`error-box ${tone}`} role="note">
      <b>{error ?? 'Error'}</b>
      {cause === null ? null : cause.startsWith('{') ? (
        <details>
          <summary>Cause</summary>
          <JsonText text={cause} label="Cause" />
        </details>
      ) : (
        <p>{cause}</p>
      )}
    </div>
  );
}

/** Read when they are asked for: most look at no log. */
function Logs({ arn }: { readonly arn: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const logs = useResource<ExecutionLogs>(isOpen ? `execution/logs${queryOf({ arn })}` : null);
  useEffect(() => logs.reload(), [logs.reload]);
  return (
    <details class="logs" open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>Logs</summary>
      {!isOpen ? null : logs.value === undefined ? (
        <Loading error={logs.error} />
      ) : (
        <LogLines lines={logs.value.lines} />
      )}
    </details>
  );
}

export function LogLines({ lines }: { readonly lines: ExecutionLogs['lines'] }) {
  if (lines.length === 0) return <p class="empty">Nothing was logged, or it was too long ago.</p>;
  return (
    <pre class="log-lines">
      {lines.map(({ time, sagaFunction, functionName, text }, index) => (
        <div key={index}>
          <time>{dateTime(time).slice(11)}</time> <b>{sagaFunction ?? functionName}</b> {text}
        </div>
      ))}
    </pre>
  );
}
