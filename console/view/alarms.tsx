/** Alarms, those that are on first. */
import type { AlarmSummary } from '../api';
import { useLive, useResource } from '../client';
import { dateTime } from '../format';
import { Loading } from './controls';
import { Status } from './icons';

const ORDER: { readonly [state in AlarmSummary['state']]: number } = { ALARM: 0, OK: 1, INSUFFICIENT_DATA: 2 };

export function Alarms() {
  const alarms = useResource<readonly AlarmSummary[]>('alarms');
  useLive(({ alarms: changed }) => {
    if (changed.length > 0) alarms.reload();
  });
  if (alarms.value === undefined) return <Loading error={alarms.error} />;
  const rows = [...alarms.value].sort((one, other) => ORDER[one.state] - ORDER[other.state]);
  return (
    <div class="scroll">
      <table class="list" aria-label="Alarms">
        <thead>
          <tr>
            <th>Alarm</th>
            <th>State</th>
            <th>What it means</th>
            <th>Since</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, label, stack, state, description, reason, since }) => (
            <tr key={name} data-state={state} data-name={name}>
              <td title={name}>
                {label}
                <small class="under">{stack}</small>
              </td>
              <td>
                <Status of={state} />
              </td>
              <td class="prose">
                {description}
                <small>{reason}</small>
              </td>
              <td class="time">{dateTime(since)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
