/** Breaking things on purpose: the next calls of a function, a bus; and every way at once, as a matrix. */
import { useState } from 'preact/hooks';
import type { BreakRequest, Breaks, FunctionSummary, Overview } from '../api';
import { useLive, useResource } from '../client';
import { functionInWords } from '../format';
import { Button, Done, Field, Loading, useDoing } from './controls';
import { Icon } from './icons';
import { FailureMatrix } from './matrix';

type FunctionBreak = Exclude<BreakRequest['kind'], 'busStopped'>;
const KINDS: { readonly [kind in FunctionBreak]: { readonly text: string; readonly means: string } } = {
  notApplied: { text: 'Fails before it runs', means: 'Nothing has happened; whoever calls sees the error.' },
  replyLost: {
    text: 'Runs, then its reply is lost',
    means: 'The effect is there, and whoever calls sees an error: the case most sagas get wrong.',
  },
  late: {
    text: 'Fails, and runs late',
    means: 'Whoever calls sees an error and goes on; the effect comes afterwards, perhaps after it was undone.',
  },
  slow: { text: 'Is slow', means: 'It runs after a while; past its time-out its outcome is unknown.' },
  duplicate: { text: 'Is delivered twice', means: 'Every call is carried out twice, as at-least-once delivery may.' },
};
const ERRORS = [
  'Lambda.Unknown',
  'Runtime.ExitError',
  'States.Timeout',
  'Lambda.TooManyRequestsException',
  'ServiceUnavailable',
  'PaymentDeclined',
  'OutOfStock',
];

export function BreakIt({
  overview,
  functionName,
}: {
  readonly overview: Overview;
  readonly functionName: string | null;
}) {
  return (
    <>
      <div class="view-head">
        <h1>Break it</h1>
      </div>
      <div class="two break">
        <BreakForm overview={overview} functionName={functionName} />
        <div>
          <ActiveBreaks />
          <Buses overview={overview} />
        </div>
      </div>
      <FailureMatrix />
    </>
  );
}

function BreakForm({ overview, functionName }: { readonly overview: Overview; readonly functionName: string | null }) {
  const functions = [...overview.functions].sort((one, other) => rank(one) - rank(other));
  const [target, setTarget] = useState(functionName ?? functions[0]?.name ?? '');
  const [kind, setKind] = useState<FunctionBreak>('replyLost');
  const [error, setError] = useState('Lambda.Unknown');
  const [times, setTimes] = useState('1');
  const [seconds, setSeconds] = useState('10');
  const doing = useDoing();
  const hasError = kind === 'notApplied' || kind === 'replyLost' || kind === 'late';
  const hasDelay = kind === 'slow' || kind === 'late';
  const submit = () => {
    const often = times === '' ? null : Number(times);
    const delayMillis = Math.round(Number(seconds) * 1000);
    const request: BreakRequest =
      kind === 'duplicate'
        ? { kind, functionName: target, times: often }
        : kind === 'slow'
          ? { kind, functionName: target, delayMillis, times: often }
          : { kind, functionName: target, error, times: often, ...(kind === 'late' ? { delayMillis } : {}) };
    doing.run<Breaks>('breaks/add', request, () => 'It is broken now.');
  };
  return (
    <form
      class="card"
      aria-label="Break a function"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>Break a function</h2>
      <Field label="Function">
        <FunctionSelect functions={functions} value={target} onChange={setTarget} />
      </Field>
      <fieldset class="kinds">
        <legend>What happens</legend>
        {KIND_NAMES.map((one) => (
          <label key={one} class="check">
            <input type="radio" name="kind" value={one} checked={kind === one} onChange={() => setKind(one)} />
            <span>
              {KINDS[one].text}
              {kind === one ? <small>{KINDS[one].means}</small> : null}
            </span>
          </label>
        ))}
      </fieldset>
      <div class="row">
        {hasError ? (
          <Field label="Error name">
            <input
              list="errors"
              required
              value={error}
              onInput={({ currentTarget }) => setError(currentTarget.value)}
            />
          </Field>
        ) : null}
        {hasDelay ? (
          <Field label="Seconds late">
            <input
              type="number"
              min={0}
              step="any"
              required
              value={seconds}
              onInput={({ currentTarget }) => setSeconds(currentTarget.value)}
            />
          </Field>
        ) : null}
        <Field label="How often (empty: until cleared)">
          <input type="number" min={1} value={times} onInput={({ currentTarget }) => setTimes(currentTarget.value)} />
        </Field>
      </div>
      <datalist id="errors">
        {ERRORS.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <footer>
        <Button type="submit" look="primary" icon="bolt" disabled={doing.isBusy}>
          Break it
        </Button>
      </footer>
      <Done doing={doing} />
    </form>
  );
}

const KIND_NAMES: readonly FunctionBreak[] = ['notApplied', 'replyLost', 'late', 'slow', 'duplicate'];
/** The saga's functions first: they are what one wants to break. */
const rank = ({ sagaFunction }: FunctionSummary) => (sagaFunction === null ? 1 : 0);

interface SelectProps {
  readonly functions: readonly FunctionSummary[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}
function FunctionSelect({ functions, value, onChange }: SelectProps) {
  const stacks = [...new Set(functions.map(({ stack }) => stack ?? 'others'))];
  return (
    <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {stacks.map((stack) => (
        <optgroup key={stack} label={stack}>
          {functions
            .filter((found) => (found.stack ?? 'others') === stack)
            .map((found) => (
              <option key={found.name} value={found.name}>
                {functionInWords(found)}
              </option>
            ))}
        </optgroup>
      ))}
    </select>
  );
}

function ActiveBreaks() {
  const breaks = useResource<Breaks>('breaks');
  const doing = useDoing();
  useLive((update) => {
    const told = update.breaks;
    if (told !== null) breaks.set(() => told);
  });
  const clear = (id?: string) => doing.run<Breaks>('breaks/clear', { id }, (now) => void breaks.set(() => now));
  if (breaks.value === undefined) return <Loading error={breaks.error} />;
  const { active } = breaks.value;
  return (
    <section class="card" aria-label="Broken now">
      <header class="section-head">
        <h2>Broken now</h2>
        {active.length === 0 ? null : <Button onClick={() => clear()}>Clear all</Button>}
      </header>
      {active.length === 0 ? <p class="empty">Nothing.</p> : null}
      <ul class="breaks">
        {active.map(({ id, text, struck, isOver }) => (
          <li key={id} data-state={isOver ? 'over' : 'active'}>
            <Icon name={isOver ? 'done' : 'bolt'} />
            <span>
              {text}
              <small>
                struck {struck}×{isOver ? ', used up' : ''}
              </small>
            </span>
            <Button look="link" onClick={() => clear(id)}>
              Clear
            </Button>
          </li>
        ))}
      </ul>
      <Done doing={doing} />
    </section>
  );
}

function Buses({ overview }: { readonly overview: Overview }) {
  const doing = useDoing();
  const stop = (bus: string, label: string) =>
    doing.run<Breaks>('breaks/add', { kind: 'busStopped', bus }, () => `The bus ${label} is stopped.`);
  if (overview.buses.length === 0) return null;
  return (
    <section class="card" aria-label="Event buses">
      <h2>Stop a bus</h2>
      <p>
        PutEvents fails until it is cleared. The relays keep what they could not publish, and the sweepers try again.
      </p>
      <ul class="breaks">
        {overview.buses.map(({ name, stack, label }) => (
          <li key={name} title={name}>
            <Icon name="bus" />
            <span>
              {label}
              <small>{stack}</small>
            </span>
            <Button onClick={() => stop(name, label)} disabled={doing.isBusy}>
              Stop
            </Button>
          </li>
        ))}
      </ul>
      <Done doing={doing} />
    </section>
  );
}
