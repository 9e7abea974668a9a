/** Every function of the saga, failed in every way, in a model of its own: what came of each. */
import type { Matrix, MatrixCell, SagaStyle } from '../api';
import { useLive, useResource } from '../client';
import { Button, Done, Loading, Note, useDoing } from './controls';
import { Icon, lookOf } from './icons';

const STYLES: readonly SagaStyle[] = ['orchestrated', 'choreographed'];

export function FailureMatrix() {
  const matrix = useResource<Matrix>('matrix');
  const doing = useDoing();
  useLive((update) => {
    const told = update.matrix;
    if (told !== null) matrix.set(() => told);
  });
  if (matrix.value === undefined) return <Loading error={matrix.error} />;
  const { state, cells, planned, reason, style } = matrix.value;
  const broken = cells.filter(({ holds }) => !holds).length;
  const begin = (wanted: SagaStyle) =>
    doing.run<Matrix>('matrix', { style: wanted }, (now) => void matrix.set(() => now));
  return (
    <section class="card" aria-label="Failure matrix" data-state={state}>
      <header class="section-head">
        <h2>Failure matrix</h2>
        {STYLES.map((one) => (
          <Button
            key={one}
            icon="play"
            disabled={state === 'running' || state === 'unavailable'}
            onClick={() => begin(one)}
          >
            Run {one}
          </Button>
        ))}
      </header>
      <p>Every function of the saga fails in every way, in a model of its own; then money and stock must add up.</p>
      <Done doing={doing} />
      {reason === null ? null : <Note tone={state === 'failed' ? 'bad' : 'quiet'}>{reason}</Note>}
      {state === 'running' ? (
        <p role="status">
          <progress max={planned} value={cells.length} /> {cells.length} of {planned}, {style}
        </p>
      ) : null}
      {cells.length === 0 ? null : (
        <>
          {state === 'done' ? (
            <p role="status" data-role="verdict">
              {broken === 0 ? `All ${cells.length} hold (${style}).` : `${broken} of ${cells.length} do not hold.`}
            </p>
          ) : null}
          <Cells cells={cells} />
        </>
      )}
    </section>
  );
}

function Cells({ cells }: { readonly cells: readonly MatrixCell[] }) {
  const functions = [...new Set(cells.map(({ functionName }) => functionName))];
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  return (
    <div class="scroll">
      <table class="matrix" aria-label="Failure matrix">
        <thead>
          <tr>
            <th>Function</th>
            {faults.map((fault) => (
              <th key={fault}>{fault}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {functions.map((name) => (
            <tr key={name}>
              <th>{name}</th>
              {faults.map((fault) => {
                const cell = cells.find((one) => one.functionName === name && one.fault === fault);
                return cell === undefined ? <td key={fault} /> : <Cell key={fault} cell={cell} />;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell: { outcome, holds, left, surprises } }: { readonly cell: MatrixCell }) {
  const look = lookOf(outcome);
  return (
    <td class={holds ? '' : 'broken'} data-state={holds ? 'holds' : 'broken'} title={[left, ...surprises].join('\n')}>
      <span class={`status ${look.tone}`}>
        <Icon name={holds ? look.icon : 'caught'} />
        {holds ? look.text : 'Does not hold'}
      </span>
      <small>{left}</small>
    </td>
  );
}
