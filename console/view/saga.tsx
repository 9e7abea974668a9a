/** One saga: its steps and what undoes them, its fences, its events, and what may be done about it. */
import { useMemo, useState } from 'preact/hooks';
import type { EventLane, SagaAction, SagaAnswer, SagaDetail } from '../api';
import { useLive, useModelNow, useResource, useThrottled } from '../client';
import { withNotices } from '../event-lane';
import { dateTime, duration } from '../format';
import { type Replay, replay } from '../replay';
import { hashOf, queryOf } from '../route';
import { drawingOf } from '../saga-view';
import { Button, Dialog, Done, Field, Loading, Note, useDoing } from './controls';
import { Lane } from './event-lane';
import { useHistory } from './history';
import { Status } from './icons';
import { JsonText } from './json';
import { SagaDrawingView } from './saga-drawing';

const RELOAD_MILLIS = 150;

interface SagaKey {
  readonly stack: string;
  readonly id: string;
}

export function Saga({ stack, id }: SagaKey) {
  const detail = useSaga(stack, id);
  if (detail.value === undefined) return <Loading error={detail.error} />;
  const { record, actions, executions } = detail.value;
  return (
    <>
      <div class="view-head">
        <h1>
          <a class="up" href={hashOf({ kind: 'sagas', filter: {} })}>
            Sagas
          </a>
          {id}
        </h1>
        <SagaActions stack={stack} id={id} actions={actions} />
      </div>
      <SagaSummary detail={detail.value} />
      {record.executionArn === null ? (
        <Drawn detail={detail.value} history={undefined} />
      ) : (
        <Conducted detail={detail.value} arn={record.executionArn} />
      )}
      <h2>Events</h2>
      <SagaEvents stack={stack} id={id} />
      {executions.length === 0 ? null : (
        <>
          <h2>Executions</h2>
          <ul class="links">
            {executions.map(({ arn, name, status }) => (
              <li key={arn}>
                <a href={hashOf({ kind: 'execution', arn, view: 'graph', state: null })}>
                  <Status of={status} text={name} />
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** In the execution's page: with its history up to the moment that the slider shows. */
export function SagaPart({
  stack,
  id,
  history,
  isPast,
  onSelect,
}: SagaKey & { readonly history: Replay; readonly isPast: boolean; readonly onSelect: (state: string) => void }) {
  const detail = useSaga(stack, id);
  if (detail.value === undefined) return <Loading error={detail.error} />;
  return <Drawn detail={detail.value} history={history} isPast={isPast} onSelect={onSelect} />;
}

function useSaga(stack: string, id: string) {
  const detail = useResource<SagaDetail>(`saga${queryOf({ stack, id })}`);
  const readAnew = useThrottled(detail.reload, RELOAD_MILLIS);
  useLive(({ sagas, history, notices, executions, overflow }) => {
    const isOfIt = sagas.some((row) => row.id === id) || executions.some(({ sagaId }) => sagaId === id);
    if (overflow || isOfIt || history.length > 0 || notices.length > 0) readAnew();
  });
  return detail;
}

function Conducted({ detail, arn }: { readonly detail: SagaDetail; readonly arn: string }) {
  const { events } = useHistory(arn);
  const history = useMemo(() => replay(events), [events]);
  return <Drawn detail={detail} history={history} />;
}

interface DrawnProps {
  readonly detail: SagaDetail;
  readonly history: Replay | undefined;
  readonly isPast?: boolean;
  readonly onSelect?: (state: string) => void;
}
function Drawn({ detail, history, isPast = false, onSelect }: DrawnProps) {
  const drawing = useMemo(() => drawingOf(detail, history, isPast), [detail, history, isPast]);
  return <SagaDrawingView drawing={drawing} onSelect={onSelect} name={detail.record.sagaId} />;
}

function SagaSummary({ detail: { stack, record } }: { readonly detail: SagaDetail }) {
  const now = useModelNow(record.endedAt === null);
  const { failure, cancelled, abandoned } = record;
  return (
    <section class="summary" aria-label="Details">
      <dl>
        <div>
          <dt>State</dt>
          <dd data-role="saga-state" data-state={record.state}>
            <Status of={record.state} />
          </dd>
        </div>
        <div>
          <dt>Style</dt>
          <dd>
            {record.style}, version {record.version}
          </dd>
        </div>
        <div>
          <dt>Accepted</dt>
          <dd class="time">{dateTime(record.acceptedAt)}</dd>
        </div>
        <div>
          <dt>{record.endedAt === null ? 'Open for' : 'Took'}</dt>
          <dd>{duration((record.endedAt ?? now) - record.acceptedAt)}</dd>
        </div>
        <div>
          <dt>Recoveries</dt>
          <dd>{record.recoveries}</dd>
        </div>
        <div>
          <dt>Stack</dt>
          <dd>{stack}</dd>
        </div>
      </dl>
      {failure === null ? null : (
        <div class={`error-box ${record.state === 'COMPENSATED' ? 'undo' : 'bad'}`}>
          <b>
            {failure.step}: {failure.error}
          </b>
          <p>{failure.cause}</p>
        </div>
      )}
      {[cancelled, abandoned].map((decree, index) =>
        decree === null ? null : (
          <Note key={decree.at} tone="quiet">
            {index === 0 ? 'Cancelled' : 'Abandoned'} by {decree.by}: {decree.reason}
          </Note>
        ),
      )}
      <details class="logs">
        <summary>Input</summary>
        <JsonText text={JSON.stringify(record.input)} label="Input" />
      </details>
    </section>
  );
}

function SagaEvents({ stack, id }: SagaKey) {
  const lane = useResource<EventLane>(`saga/events${queryOf({ stack, id })}`);
  const readAnew = useThrottled(lane.reload, RELOAD_MILLIS);
  useLive(({ notices, overflow }) => {
    if (notices.length > 0) lane.set((now) => withNotices(now, notices));
    // A row that was written, or marked as sent, is told by its table alone.
    if (overflow || notices.some(({ kind }) => kind === 'written' || kind === 'published')) readAnew();
  });
  if (lane.value === undefined) return <Loading error={lane.error} />;
  return <Lane lane={lane.value} />;
}

const ACTIONS: readonly { readonly action: SagaAction; readonly text: string; readonly needsReason: boolean }[] = [
  { action: 'resume', text: 'Resume', needsReason: false },
  { action: 'redrive', text: 'Redrive', needsReason: false },
  { action: 'cancel', text: 'Cancel', needsReason: true },
  { action: 'abandon', text: 'Abandon', needsReason: true },
];

function SagaActions({ stack, id, actions }: SagaKey & Pick<SagaDetail, 'actions'>) {
  const [asking, setAsking] = useState<(typeof ACTIONS)[number] | null>(null);
  const doing = useDoing();
  const act = (action: SagaAction, more: { readonly by?: string; readonly reason?: string } = {}) =>
    doing.run<SagaAnswer>(`saga/${action}`, { stack, id, ...more }, ({ text }) => text);
  return (
    <div class="actions">
      {ACTIONS.map((one) => {
        const permission = actions[one.action];
        return (
          <Button
            key={one.action}
            look={one.needsReason ? 'danger' : 'plain'}
            disabled={permission.kind === 'refused' || doing.isBusy}
            title={permission.kind === 'refused' ? permission.reason : undefined}
            onClick={() => (one.needsReason ? setAsking(one) : act(one.action))}
          >
            {one.text}
          </Button>
        );
      })}
      <Done doing={doing} />
      {asking === null ? null : (
        <DecreeDialog
          title={`${asking.text} ${id}`}
          onClose={() => setAsking(null)}
          onDecide={(by, reason) => {
            act(asking.action, { by, reason });
            setAsking(null);
          }}
        />
      )}
    </div>
  );
}

interface DecreeProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onDecide: (by: string, reason: string) => void;
}
function DecreeDialog({ title, onClose, onDecide }: DecreeProps) {
  const [by, setBy] = useState('');
  const [reason, setReason] = useState('');
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDecide(by, reason);
        }}
      >
        <Field label="Who decides">
          <input value={by} required onInput={({ currentTarget }) => setBy(currentTarget.value)} />
        </Field>
        <Field label="Why">
          <input value={reason} required onInput={({ currentTarget }) => setReason(currentTarget.value)} />
        </Field>
        <footer>
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="danger">
            {title}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
