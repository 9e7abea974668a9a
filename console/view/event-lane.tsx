/** Events in the order of their writing, each on its way: table, relay, bus, consumers. */
import { useState } from 'preact/hooks';
import type { EventLane } from '../api';
import { type LaneEvent, laneOf, type Target } from '../event-lane';
import { duration, timeOfDay } from '../format';
import { Icon, type IconName, lookOf } from './icons';
import { JsonText } from './json';

const HEADS: readonly { readonly icon: IconName; readonly text: string }[] = [
  { icon: 'table', text: 'Written in the table' },
  { icon: 'relay', text: 'Stream and relay' },
  { icon: 'bus', text: 'Event bus' },
  { icon: 'function', text: 'Consumers' },
];

export function Lane({ lane }: { readonly lane: EventLane }) {
  const events = laneOf(lane);
  const [open, setOpen] = useState<string | null>(null);
  if (events.length === 0) return <p class="empty">No event was told yet.</p>;
  return (
    <div class="scroll">
      <table class="lane" aria-label="Events on their way">
        <thead>
          <tr>
            {HEADS.map(({ icon, text }) => (
              <th key={text}>
                <Icon name={icon} /> {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row
              key={event.id}
              event={event}
              isOpen={open === event.id}
              onToggle={() => setOpen(open === event.id ? null : event.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly event: LaneEvent;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}
function Row({ event, isOpen, onToggle }: RowProps) {
  const { id, type, label, writtenAt, sentAt, published, targets, causedBy, depth, payload } = event;
  const first = published[0];
  const isSent = sentAt !== null;
  return (
    <>
      <tr data-event={type} data-state={isSent ? 'sent' : 'unsent'}>
        <td>
          <div class="stop" style={{ marginLeft: `${Math.min(depth, 6) * 14}px` }}>
            <button type="button" class="expander" aria-expanded={isOpen} onClick={onToggle}>
              {type}
            </button>
            <small>
              {label}, {timeOfDay(writtenAt)}
            </small>
            <small>because of {causedBy}</small>
          </div>
        </td>
        <td>
          <div class={`stop ${isSent ? 'good' : 'busy'}`} data-role="relay" data-state={isSent ? 'sent' : 'unsent'}>
            <span class={`status ${isSent ? 'good' : 'busy'}`}>
              <Icon name={isSent ? 'done' : 'running'} /> {isSent ? 'Sent' : 'Not sent yet'}
            </span>
            {isSent ? <small>after {duration(sentAt - writtenAt)}</small> : null}
          </div>
        </td>
        <td>
          <div class="stop" data-role="published" data-count={published.length}>
            {first === undefined ? <small>–</small> : <span>after {duration(first.at - writtenAt)}</span>}
            {published.length < 2 ? null : (
              <span class="status warn" data-state="duplicate">
                <Icon name="caught" /> published ×{published.length}
              </span>
            )}
          </div>
        </td>
        <td>
          {targets.length === 0 ? (
            <small>{first === undefined ? '–' : 'nobody listens'}</small>
          ) : (
            <ul class="targets">
              {targets.map((target) => (
                <TargetRow key={target.rule + target.label} target={target} writtenAt={writtenAt} />
              ))}
            </ul>
          )}
        </td>
      </tr>
      {isOpen ? (
        <tr class="opened">
          <td colSpan={4}>
            <small class="mono">{id}</small>
            <JsonText text={JSON.stringify(payload)} label={`Payload of ${type}`} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function TargetRow({ target, writtenAt }: { readonly target: Target; readonly writtenAt: number }) {
  const { label, outcome, tries, duplicates, rule } = target;
  const look = lookOf(outcome);
  const failures = tries.filter((one) => one.outcome === 'failed').length;
  const last = tries.at(-1);
  return (
    <li data-target={label} data-state={outcome} title={rule}>
      <span class={`status ${look.tone}`}>
        <Icon name={look.icon} /> {label}
      </span>
      <small>{last === undefined ? '' : `after ${duration(last.at - writtenAt)}`}</small>
      {failures === 0 ? null : <span class="status warn">retried ×{failures}</span>}
      {duplicates === 0 ? null : (
        <span class="status warn" data-state="duplicate">
          delivered ×{duplicates + 1}
        </span>
      )}
      {last?.reason == null ? null : <small>{last.reason}</small>}
    </li>
  );
}
