/** Icons drawn here, 16 by 16. Each status has a shape of its own: colour only adds to it. */
import type { ComponentChildren } from 'preact';

const circle = <circle cx="8" cy="8" r="6.2" />;
const SHAPES = {
  done: (
    <>
      {circle}
      <path d="M5.2 8.2l2 2 3.6-4.2" />
    </>
  ),
  failed: (
    <>
      {circle}
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />
    </>
  ),
  running: <path class="spin" d="M8 1.8a6.2 6.2 0 1 1-6.2 6.2" />,
  caught: (
    <>
      <path d="M8 2l6.4 11.6H1.6z" />
      <path d="M8 6.4v3.4M8 11.8v.2" />
    </>
  ),
  stopped: (
    <>
      {circle}
      <path d="M5 8h6" />
    </>
  ),
  timedOut: (
    <>
      {circle}
      <path d="M8 4.6V8l2.4 1.6" />
    </>
  ),
  idle: <circle cx="8" cy="8" r="6.2" stroke-dasharray="2.4 2.2" />,
  undone: <path d="M5.6 3L2.8 5.8l2.8 2.8M2.8 5.8h6.6a3.7 3.7 0 0 1 0 7.4H6" />,
  refused: (
    <>
      {circle}
      <path d="M3.8 12.2l8.4-8.4" />
    </>
  ),
  fence: <path d="M3 14V5l1.5-2L6 5v9M10 14V5l1.5-2L13 5v9M1.5 7.4h13M1.5 11h13" />,
  copy: (
    <>
      <rect x="5.4" y="5.4" width="8.4" height="8.4" rx="1.4" />
      <path d="M10.4 5.4V2.8H2.2V11h3.2" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.4v1.8M8 12.8v1.8M1.4 8h1.8M12.8 8h1.8M3.4 3.4l1.2 1.2M11.4 11.4l1.2 1.2M3.4 12.6l1.2-1.2M11.4 4.6l1.2-1.2" />
    </>
  ),
  moon: <path d="M13.4 9.8A6 6 0 0 1 6.2 2.6a6 6 0 1 0 7.2 7.2z" />,
  bolt: <path d="M9 1.6L3 9h4l-1 5.4L13 7H8.6z" />,
  clock: (
    <>
      {circle}
      <path d="M8 4.4V8l2.6 1.6" />
    </>
  ),
  bell: (
    <path d="M3.4 11.6c1-1 1.2-2.2 1.2-4.4a3.4 3.4 0 0 1 6.8 0c0 2.2.2 3.4 1.2 4.4zM6.6 13.8a1.5 1.5 0 0 0 2.8 0" />
  ),
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  play: <path d="M4.6 2.8l8 5.2-8 5.2z" />,
  pause: <path d="M5 3v10M11 3v10" />,
  toStart: <path d="M12.4 3L6.4 8l6 5zM3.6 3v10" />,
  toEnd: <path d="M3.6 3l6 5-6 5zM12.4 3v10" />,
  back: <path d="M10 3L5 8l5 5" />,
  forth: <path d="M6 3l5 5-5 5" />,
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  fit: <path d="M2.4 6V2.4H6M10 2.4h3.6V6M13.6 10v3.6H10M6 13.6H2.4V10" />,
  down: <path d="M8 2v8.4M4.4 7L8 10.6 11.6 7M2.6 13.6h10.8" />,
  more: <path d="M4 6l4 4 4-4" />,
  table: <path d="M2 3h12v10H2zM2 6.4h12M2 9.8h12M6.4 6.4V13" />,
  relay: <path d="M2 8h10M9 5l3 3-3 3M14 3v10" />,
  bus: <path d="M1.6 8h12.8M4 8V4M8 8v4M12 8V4" />,
  function: <path d="M3 13L7 5.6M5 2.8h1.6L11.4 13H13" />,
  queue: <path d="M2 4h12v8H2zM5 4v8M8 4v8M11 4v8" />,
} as const satisfies { readonly [name: string]: ComponentChildren };
export type IconName = keyof typeof SHAPES;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

interface Look {
  readonly icon: IconName;
  readonly text: string;
  /** Names its colours in the styles. */
  readonly tone: 'good' | 'bad' | 'busy' | 'warn' | 'undo' | 'quiet';
}

/** Every status that the page shows: of executions, states, sagas, steps, compensations, fences, deliveries and alarms. */
const LOOKS: { readonly [status: string]: Look } = {
  RUNNING: { icon: 'running', text: 'Running', tone: 'busy' },
  SUCCEEDED: { icon: 'done', text: 'Succeeded', tone: 'good' },
  FAILED: { icon: 'failed', text: 'Failed', tone: 'bad' },
  TIMED_OUT: { icon: 'timedOut', text: 'Timed out', tone: 'bad' },
  ABORTED: { icon: 'stopped', text: 'Aborted', tone: 'quiet' },
  PENDING_REDRIVE: { icon: 'timedOut', text: 'Pending redrive', tone: 'busy' },
  notStarted: { icon: 'idle', text: 'Not started', tone: 'quiet' },
  inProgress: { icon: 'running', text: 'In progress', tone: 'busy' },
  succeeded: { icon: 'done', text: 'Succeeded', tone: 'good' },
  failed: { icon: 'failed', text: 'Failed', tone: 'bad' },
  caught: { icon: 'caught', text: 'Caught error', tone: 'warn' },
  cancelled: { icon: 'stopped', text: 'Cancelled', tone: 'quiet' },
  timedOut: { icon: 'timedOut', text: 'Timed out', tone: 'bad' },
  COMPLETED: { icon: 'done', text: 'Completed', tone: 'good' },
  COMPENSATING: { icon: 'undone', text: 'Compensating', tone: 'busy' },
  COMPENSATED: { icon: 'undone', text: 'Compensated', tone: 'undo' },
  COMPENSATION_FAILED: { icon: 'failed', text: 'Compensation failed', tone: 'bad' },
  ABANDONED: { icon: 'stopped', text: 'Abandoned', tone: 'quiet' },
  notReached: { icon: 'idle', text: 'Not reached', tone: 'quiet' },
  running: { icon: 'running', text: 'Running', tone: 'busy' },
  done: { icon: 'done', text: 'Done', tone: 'good' },
  refused: { icon: 'refused', text: 'Refused', tone: 'warn' },
  unknown: { icon: 'caught', text: 'Outcome unknown', tone: 'warn' },
  fencedOff: { icon: 'fence', text: 'Fenced off', tone: 'quiet' },
  notNeeded: { icon: 'idle', text: 'Not needed', tone: 'quiet' },
  pending: { icon: 'idle', text: 'To be undone', tone: 'busy' },
  undone: { icon: 'undone', text: 'Undone', tone: 'undo' },
  nothingToUndo: { icon: 'undone', text: 'Nothing to undo', tone: 'undo' },
  APPLIED: { icon: 'fence', text: 'Applied', tone: 'good' },
  REJECTED: { icon: 'fence', text: 'Rejected', tone: 'warn' },
  TOMBSTONE: { icon: 'fence', text: 'Tombstone', tone: 'quiet' },
  absent: { icon: 'fence', text: 'No fence', tone: 'quiet' },
  delivered: { icon: 'done', text: 'Delivered', tone: 'good' },
  deadLettered: { icon: 'queue', text: 'Dead letter', tone: 'bad' },
  dropped: { icon: 'failed', text: 'Dropped', tone: 'bad' },
  OK: { icon: 'done', text: 'OK', tone: 'good' },
  ALARM: { icon: 'bell', text: 'In alarm', tone: 'bad' },
  INSUFFICIENT_DATA: { icon: 'idle', text: 'No data', tone: 'quiet' },
};

export const lookOf = (status: string): Look => LOOKS[status] ?? { icon: 'idle', text: status, tone: 'quiet' };

export function Status({ of: status, text }: { readonly of: string; readonly text?: string }) {
  const look = lookOf(status);
  return (
    <span class={`status ${look.tone}`} data-state={status}>
      <Icon name={look.icon} />
      {text ?? look.text}
    </span>
  );
}
