/** Beside the graph: all of one state, of one of its visits. */
import { useState } from 'preact/hooks';
import { branchesOf } from '../../lib/asl/graph';
import type { Branch, State, StateMachineDefinition } from '../../lib/asl/language';
import type { ExecutionDetail, ExecutionLogs, HistoryEvent, Overview } from '../api';
import { useResource } from '../client';
import { dateTime, duration } from '../format';
import type { Replay, Visit } from '../replay';
import { queryOf } from '../route';
import { Button, IconButton, Loading, Note, Tabs } from './controls';
import { LogLines } from './execution';
import { FailNextTime } from './fail-next-time';
import { lookOf, Status } from './icons';
import { JsonDifference, JsonText } from './json';

const TABS = ['input', 'output', 'difference', 'tries', 'logs', 'events', 'definition'] as const;
type Tab = (typeof TABS)[number];
const TAB_TEXTS: { readonly [tab in Tab]: string } = {
  input: 'Input',
  output: 'Output',
  difference: 'Difference',
  tries: 'Tries',
  logs: 'Logs',
  events: 'Events',
  definition: 'Definition',
};

interface PanelProps {
  readonly state: string;
  readonly definition: StateMachineDefinition;
  readonly replay: Replay;
  readonly events: readonly HistoryEvent[];
  readonly detail: ExecutionDetail;
  readonly overview: Overview;
  readonly onClose: () => void;
}

export function StatePanel({ state, definition, replay, events, detail, overview, onClose }: PanelProps) {
  const [tab, setTab] = useState<Tab>('input');
  const [chosen, setChosen] = useState<number | null>(null);
  const visits = replay.byState.get(state) ?? [];
  const visit = (chosen === null ? undefined : visits[chosen]) ?? visits.at(-1);
  const stateDefinition = findState(definition, state);
  return (
    <aside class="panel" aria-label={`State ${state}`}>
      <header>
        <h2>{state}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      <p class="panel-line">
        <Status of={visit?.status ?? 'notStarted'} />
        {visit === undefined ? null : (
          <>
            <span class="time">{dateTime(visit.enteredAt).slice(11)}</span>
            {visit.exitedAt === null ? null : <span>{duration(visit.exitedAt - visit.enteredAt)}</span>}
          </>
        )}
        {visits.length < 2 ? null : (
          <select
            aria-label="Visit"
            value={chosen ?? visits.length - 1}
            onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
          >
            {visits.map(({ iteration, events: [first] }, index) => (
              <option key={first} value={index}>
                {iteration === null ? `visit ${index + 1}` : `item ${iteration}`} of {visits.length}
              </option>
            ))}
          </select>
        )}
      </p>
      {visit?.error == null ? null : (
        <div class="error-box bad">
          <b>{visit.error}</b>
          {visit.cause === null ? null : <p>{visit.cause}</p>}
        </div>
      )}
      <FailNextTime state={state} definition={stateDefinition} stack={detail.stack} overview={overview} />
      <Tabs
        label="Of the state"
        tabs={TABS.map((id) => ({ id, text: TAB_TEXTS[id] }))}
        selected={tab}
        onSelect={setTab}
      />
      <div role="tabpanel" class="panel-body">
        <Content tab={tab} visit={visit} definition={stateDefinition} events={events} arn={detail.arn} state={state} />
      </div>
    </aside>
  );
}

interface ContentProps {
  readonly tab: Tab;
  readonly visit: Visit | undefined;
  readonly definition: State | undefined;
  readonly events: readonly HistoryEvent[];
  readonly arn: string;
  readonly state: string;
}
function Content({ tab, visit, definition, events, arn, state }: ContentProps) {
  if (tab === 'definition') return <JsonText text={JSON.stringify(definition ?? null)} label="Definition" />;
  if (tab === 'logs') return <StateLogs arn={arn} state={state} />;
  if (visit === undefined) return <Note tone="quiet">It was not entered at this moment.</Note>;
  const { input, output } = visit;
  switch (tab) {
    case 'input':
      return input === null ? <Nothing /> : <JsonText text={input} label="Input" />;
    case 'output':
      return output === null ? <Nothing /> : <JsonText text={output} label="Output" />;
    case 'difference':
      return input === null || output === null ? <Nothing /> : <JsonDifference before={input} after={output} />;
    case 'tries':
      return <Tries visit={visit} />;
    case 'events':
      return <Events events={visit.events.flatMap((id) => events[id - 1] ?? [])} />;
  }
}

const Nothing = () => <Note tone="quiet">There is none.</Note>;

function Tries({ visit }: { readonly visit: Visit }) {
  if (visit.attempts.length === 0) return <Nothing />;
  return (
    <ol class="tries">
      {visit.attempts.map(({ scheduledAt, endedAt, outcome, error, cause, eventId }, index) => {
        const before = visit.attempts[index - 1];
        return (
          <li key={eventId} data-state={outcome}>
            <Status of={outcome === 'running' ? 'inProgress' : outcome} text={error ?? lookOf(outcome).text} />
            <small>
              {before?.endedAt == null ? '' : `after ${duration(scheduledAt - before.endedAt)}, `}
              {endedAt === null ? 'running' : `took ${duration(endedAt - scheduledAt)}`}
            </small>
            {cause === null ? null : <p>{cause}</p>}
          </li>
        );
      })}
    </ol>
  );
}

function Events({ events }: { readonly events: readonly HistoryEvent[] }) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <ul class="event-list">
      {events.map((event) => (
        <li key={event.id}>
          <button
            type="button"
            class="expander"
            aria-expanded={open === event.id}
            onClick={() => setOpen(open === event.id ? null : event.id)}
          >
            {event.id} {event.type}
          </button>
          {open === event.id ? <JsonText text={JSON.stringify(event)} label={`Event ${event.id}`} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** Lines of the saga's function that the state calls; of a state that is no step, every line. */
function StateLogs({ arn, state }: { readonly arn: string; readonly state: string }) {
  const logs = useResource<ExecutionLogs>(`execution/logs${queryOf({ arn })}`);
  if (logs.value === undefined) return <Loading error={logs.error} />;
  const own = logs.value.lines.filter(({ sagaFunction }) => sagaFunction === state);
  return (
    <>
      <LogLines lines={own.length > 0 ? own : logs.value.lines} />
      <Button look="link" onClick={logs.reload}>
        Read again
      </Button>
    </>
  );
}

/** In the machine, or in a branch of one of its states. */
function findState(machine: Branch, name: string): State | undefined {
  const own = machine.States[name];
  if (own !== undefined) return own;
  for (const state of Object.values(machine.States)) {
    for (const { branch } of branchesOf(state)) {
      const found = findState(branch, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
