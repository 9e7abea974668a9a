/** What may be done with an execution: what may not is disabled, and says why. */
import { useState } from 'preact/hooks';
import type { ExecutionDetail, HistoryEvent, Overview } from '../api';
import { Button, Done, useDoing } from './controls';
import { save } from './graph';
import { StartDialog } from './start';

interface ActionsProps {
  readonly detail: ExecutionDetail;
  readonly overview: Overview;
  readonly events: readonly HistoryEvent[];
}

export function ExecutionActions({ detail, overview, events }: ActionsProps) {
  const [isStarting, setIsStarting] = useState(false);
  const doing = useDoing();
  const { arn, status, redrivable, name } = detail;
  const isRunning = status === 'RUNNING';
  const act = (path: string, done: string) => doing.run(path, { arn }, () => done);
  return (
    <div class="actions">
      {isRunning ? (
        <>
          <Button onClick={() => act('execution/skip', 'Its waits have ended.')} disabled={doing.isBusy}>
            Skip wait
          </Button>
          <Button look="danger" onClick={() => act('execution/stop', 'It was stopped.')} disabled={doing.isBusy}>
            Stop
          </Button>
        </>
      ) : (
        <Button
          onClick={() => act('execution/redrive', 'It goes on from where it failed.')}
          disabled={!redrivable.can || doing.isBusy}
          title={redrivable.reason ?? undefined}
        >
          Redrive
        </Button>
      )}
      <Button onClick={() => setIsStarting(true)}>New execution</Button>
      <Button
        icon="down"
        onClick={() => save(JSON.stringify({ execution: detail, events }, null, 2), 'application/json', `${name}.json`)}
      >
        Export JSON
      </Button>
      <Done doing={doing} />
      {isStarting ? (
        <StartDialog
          overview={overview}
          input={detail.input}
          machine={detail.machineArn}
          onClose={() => setIsStarting(false)}
        />
      ) : null}
    </div>
  );
}
