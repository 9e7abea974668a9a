/** Every visit of a state as a row, with when it was and how long it took on one line of time. */
import type { StateMachineDefinition } from '../../lib/asl/language';
import { useModelNow } from '../client';
import { duration } from '../format';
import type { Replay, Visit } from '../replay';
import { Status } from './icons';

interface StateTableProps {
  readonly replay: Replay;
  /** Whether it shows now, and not a moment of the past. */
  readonly isLive: boolean;
  readonly definition: StateMachineDefinition;
  readonly selected: string | null;
  readonly onSelect: (state: string | null) => void;
}

export function StateTable({ replay, isLive, definition, selected, onSelect }: StateTableProps) {
  const now = useModelNow(isLive);
  const end = isLive ? Math.max(replay.time, now) : replay.time;
  const span = Math.max(1, end - replay.startedAt);
  return (
    <div class="scroll">
      <table class="list states" aria-label="States">
        <thead>
          <tr>
            <th>State</th>
            <th>Type</th>
            <th>Status</th>
            <th>Resource</th>
            <th class="number">Tries</th>
            <th class="number">Duration</th>
            <th class="bar-head">Timeline</th>
            <th class="number">Started after</th>
          </tr>
        </thead>
        <tbody>
          {replay.visits.map((visit) => (
            <Row
              key={visit.events[0]}
              visit={visit}
              resource={resourceOf(definition, visit.state)}
              from={(visit.enteredAt - replay.startedAt) / span}
              to={((visit.exitedAt ?? end) - replay.startedAt) / span}
              now={end}
              startedAt={replay.startedAt}
              isSelected={visit.state === selected}
              onSelect={() => onSelect(visit.state === selected ? null : visit.state)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly visit: Visit;
  readonly resource: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly startedAt: number;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}
function Row({ visit, resource, from, to, now, startedAt, isSelected, onSelect }: RowProps) {
  const { state, status, type, iteration, attempts, enteredAt, exitedAt } = visit;
  return (
    <tr data-state={status} data-name={state} aria-selected={isSelected}>
      <td>
        <button type="button" class="link" onClick={onSelect}>
          {state}
        </button>
        {iteration === null ? null : <small> #{iteration}</small>}
      </td>
      <td>{type}</td>
      <td>
        <Status of={status} />
      </td>
      <td class="machine" title={resource}>
        {resource.split(':').at(-1)}
      </td>
      <td class="number">{attempts.length === 0 ? '–' : attempts.length}</td>
      <td class="number">{duration((exitedAt ?? now) - enteredAt)}</td>
      <td class="bar">
        <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 1000 10">
          <rect class="track" width={1000} height={10} rx={5} />
          <rect
            class={`span ${status}`}
            x={Math.min(992, from * 1000)}
            width={Math.max(8, (to - from) * 1000)}
            height={10}
          />
        </svg>
      </td>
      <td class="number">{duration(enteredAt - startedAt)}</td>
    </tr>
  );
}

function resourceOf(definition: StateMachineDefinition, name: string): string {
  const state = definition.States[name];
  if (state?.Type !== 'Task') return '';
  const { FunctionName } = (state.Parameters ?? {}) as { readonly FunctionName?: unknown };
  return typeof FunctionName === 'string' ? FunctionName : state.Resource;
}
