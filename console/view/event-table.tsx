/** The history as GetExecutionHistory answers it; each event opens to its JSON. */
import { useMemo, useState } from 'preact/hooks';
import type { HistoryEvent } from '../api';
import { dateTime, duration } from '../format';
import { detailsOf } from '../replay';
import { Button } from './controls';
import { JsonText } from './json';

/** Rows are drawn so many at a time: a history may have 25,000. */
const PAGE = 200;

export function EventTable({ events }: { readonly events: readonly HistoryEvent[] }) {
  const [onlyFailures, setOnlyFailures] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const states = useMemo(() => statesOf(events), [events]);
  const listed = onlyFailures ? events.filter(({ type }) => /Failed|TimedOut|Aborted/.test(type)) : events;
  const startedAt = events[0]?.timestamp ?? 0;
  const toggle = (id: number) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={onlyFailures}
          onChange={({ currentTarget }) => setOnlyFailures(currentTarget.checked)}
        />
        Failures only
      </label>
      <div class="scroll">
        <table class="list events" aria-label="Events">
          <thead>
            <tr>
              <th class="number">Id</th>
              <th>Type</th>
              <th>State</th>
              <th>Error</th>
              <th class="number">Started after</th>
              <th>Date</th>
            </tr>
          </thead>
          <tbody>
            {listed.slice(0, shown).map((event) => (
              <Row
                key={event.id}
                event={event}
                state={states.get(event.id) ?? ''}
                startedAt={startedAt}
                isOpen={open.has(event.id)}
                onToggle={() => toggle(event.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {listed.length > shown ? <Button onClick={() => setShown(shown + PAGE)}>Show more</Button> : null}
    </>
  );
}

interface RowProps {
  readonly event: HistoryEvent;
  readonly state: string;
  readonly startedAt: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}
function Row({ event, state, startedAt, isOpen, onToggle }: RowProps) {
  const { error } = detailsOf(event);
  return (
    <>
      <tr data-state={/Failed|TimedOut|Aborted/.test(event.type) ? 'failed' : 'ok'} data-type={event.type}>
        <td class="number">{event.id}</td>
        <td>
          <button type="button" class="expander" aria-expanded={isOpen} onClick={onToggle}>
            {event.type}
          </button>
        </td>
        <td>{state}</td>
        <td>{typeof error === 'string' ? error : ''}</td>
        <td class="number">{duration(event.timestamp - startedAt)}</td>
        <td class="time">{dateTime(event.timestamp)}</td>
      </tr>
      {isOpen ? (
        <tr class="opened">
          <td colSpan={6}>
            <JsonText text={JSON.stringify(event)} label={`Event ${event.id}`} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** The state that each event is of: its own, or that of the event before it. */
function statesOf(events: readonly HistoryEvent[]): ReadonlyMap<number, string> {
  const states = new Map<number, string>();
  for (const { id, previousEventId, stateEnteredEventDetails, stateExitedEventDetails } of events) {
    const name = stateEnteredEventDetails?.name ?? stateExitedEventDetails?.name ?? states.get(previousEventId);
    if (name !== undefined) states.set(id, name);
  }
  return states;
}
