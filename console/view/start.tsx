/** Starting: a saga through the door that clients use, or a state machine; from a sample or from any JSON. */
import { useState } from 'preact/hooks';
import type { Json } from '../../lib/units';
import type { Overview, Started, StartRequest } from '../api';
import { modelNow } from '../client';
import { pretty } from '../format';
import { hashOf } from '../route';
import { Button, Dialog, Done, Field, useDoing } from './controls';

interface StartProps {
  readonly overview: Overview;
  readonly onClose: () => void;
  /** To start with again. @default the first sample */
  readonly input?: string;
  readonly machine?: string;
}

export function StartDialog({ overview, onClose, input, machine }: StartProps) {
  const places = placesOf(overview);
  const [place, setPlace] = useState(machine === undefined ? (places[0]?.id ?? '') : `execution ${machine}`);
  const [text, setText] = useState(() => (input === undefined ? sampleText(overview, 0) : pretty(input)));
  const doing = useDoing();
  const wrong = errorIn(text);
  const start = () => {
    const [kind, ...rest] = place.split(' ');
    const target = rest.join(' ');
    const value = JSON.parse(text) as Json;
    const request: StartRequest =
      kind === 'saga' ? { kind, stack: target, input: value } : { kind: 'execution', machine: target, input: value };
    doing.run<Started>('start', request, ({ arn, sagaId, stack, word }) => {
      if (arn !== null) location.hash = hashOf({ kind: 'execution', arn, view: 'graph', state: null });
      else if (sagaId !== null && stack !== null) location.hash = hashOf({ kind: 'saga', stack, id: sagaId });
      onClose();
      return word;
    });
  };
  return (
    <Dialog title="Start" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Field label="What">
          <select value={place} onChange={({ currentTarget }) => setPlace(currentTarget.value)}>
            {places.map(({ id, text: name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        {place.startsWith('saga ') && overview.samples.length > 0 ? (
          <Field label="Sample">
            <select onChange={({ currentTarget }) => setText(sampleText(overview, currentTarget.selectedIndex))}>
              {overview.samples.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </Field>
        ) : null}
        <Field label="Input">
          <textarea
            rows={14}
            spellcheck={false}
            value={text}
            aria-invalid={wrong !== undefined}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </Field>
        {wrong === undefined ? null : <p class="wrong">{wrong}</p>}
        <Done doing={doing} />
        <footer>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={wrong !== undefined || doing.isBusy || place === ''}>
            Start
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function placesOf({ stacks, machines }: Overview) {
  return [
    ...stacks.flatMap(({ name, saga }) =>
      saga === null ? [] : [{ id: `saga ${name}`, text: `${saga.name}, ${saga.style} (${name})` }],
    ),
    ...machines.map(({ arn, name }) => ({ id: `execution ${arn}`, text: `State machine ${name}` })),
  ];
}

let made = 0;
/** An order id is used once; the sample's is taken as how the new one begins. */
function sampleText({ samples }: Overview, index: number): string {
  const input = samples[index]?.input ?? {};
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return JSON.stringify(input, null, 2);
  const { orderId, ...rest } = input as { readonly [field: string]: Json };
  if (typeof orderId !== 'string') return JSON.stringify(input, null, 2);
  return JSON.stringify({ orderId: `${orderId}-${Math.floor(modelNow()).toString(36)}${made++}`, ...rest }, null, 2);
}

function errorIn(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
