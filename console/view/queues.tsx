/** Queues and dead-letter queues; what lies in one, and putting it back where it came from. */
import type { QueueMessage, QueueMessages, QueueSummary, Replayed } from '../api';
import { useLive, useResource, useThrottled } from '../client';
import { dateTime, plural } from '../format';
import { hashOf, queryOf } from '../route';
import { Button, type Doing, Done, Loading, useDoing } from './controls';
import { Icon } from './icons';
import { JsonText } from './json';

const RELOAD_MILLIS = 800;

export function Queues({ name }: { readonly name: string | null }) {
  const queues = useResource<readonly QueueSummary[]>('queues');
  const readAnew = useThrottled(queues.reload, RELOAD_MILLIS);
  useLive(({ notices, executions, overflow }) => {
    if (overflow || notices.length + executions.length > 0) readAnew();
  });
  if (queues.value === undefined) return <Loading error={queues.error} />;
  const shown = queues.value.find((queue) => queue.name === name) ?? queues.value[0];
  return (
    <div class="master">
      <ul class="picker" aria-label="Queues">
        {queues.value.map((queue) => (
          <li key={queue.name} data-state={queue.isDeadLetterQueue && queue.visible > 0 ? 'waiting' : 'empty'}>
            <a
              href={hashOf({ kind: 'data', view: 'queues', name: queue.name })}
              aria-current={queue === shown ? 'true' : undefined}
              title={queue.name}
            >
              <span>
                {queue.label}
                <small>
                  {queue.isDeadLetterQueue ? 'dead-letter queue' : 'queue'}
                  {queue.stack === null ? '' : `, ${queue.stack}`}
                </small>
              </span>
              <b class={queue.isDeadLetterQueue && queue.visible > 0 ? 'bad' : ''}>{queue.visible}</b>
            </a>
          </li>
        ))}
      </ul>
      {shown === undefined ? (
        <p class="empty">There is no queue.</p>
      ) : (
        <Messages key={shown.name} queue={shown} onReplayed={queues.reload} />
      )}
    </div>
  );
}

interface MessagesProps {
  readonly queue: QueueSummary;
  readonly onReplayed: () => void;
}
function Messages({ queue, onReplayed }: MessagesProps) {
  const found = useResource<QueueMessages>(`queue/messages${queryOf({ queue: queue.name })}`);
  const doing = useDoing();
  const replay = (messageId?: string) =>
    doing.run<Replayed>('queue/replay', { queue: queue.name, messageId }, ({ replayed, refused }) => {
      found.reload();
      onReplayed();
      const kept = refused.map(({ id, reason }) => `${id} stays: ${reason}`);
      return [`${plural(replayed, 'message')} replayed.`, ...kept].join(' ');
    });
  if (found.value === undefined) return <Loading error={found.error} />;
  const { messages, total } = found.value;
  return (
    <section aria-label={`Messages of ${queue.label}`}>
      <header class="section-head">
        <h2>{queue.label}</h2>
        <small>
          {plural(queue.visible, 'message')}, {queue.inFlight} in flight, {queue.delayed} delayed
        </small>
        <Button onClick={found.reload}>Read again</Button>
        {queue.isDeadLetterQueue ? (
          <Button look="primary" disabled={messages.length === 0 || doing.isBusy} onClick={() => replay()}>
            Replay all
          </Button>
        ) : null}
      </header>
      <Done doing={doing} />
      {messages.length === 0 ? <p class="empty">It is empty.</p> : null}
      <ul class="messages">
        {messages.map((message) => (
          <Message key={message.id} message={message} doing={doing} onReplay={() => replay(message.id)} />
        ))}
      </ul>
      {total > messages.length ? <p class="empty">{total - messages.length} more.</p> : null}
    </section>
  );
}

interface MessageProps {
  readonly message: QueueMessage;
  readonly doing: Doing;
  readonly onReplay: () => void;
}
function Message({ message, doing, onReplay }: MessageProps) {
  const { id, sentAt, receives, body, attributes, replaysTo } = message;
  const notes = Object.entries(attributes);
  return (
    <li>
      <header>
        <Icon name="queue" />
        <span class="time">{dateTime(sentAt)}</span>
        <small>received {receives}×</small>
        <small class="mono">{id}</small>
        {replaysTo === null ? null : (
          <Button onClick={onReplay} disabled={doing.isBusy} title={`Goes to ${replaysTo}`}>
            Replay
          </Button>
        )}
      </header>
      {notes.length === 0 ? null : (
        <dl class="notes">
          {notes.map(([field, value]) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <JsonText text={body} label={`Message ${id}`} />
    </li>
  );
}
