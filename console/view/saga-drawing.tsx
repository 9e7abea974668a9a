/** Steps above, compensations mirrored below, arrows in the order of undoing, fences between. */
import { useRef } from 'preact/hooks';
import type { SagaColumn, SagaDrawing } from '../saga-view';
import { IconButton } from './controls';
import { download } from './graph';
import { Icon, lookOf } from './icons';

const COLUMN = 216;
const WIDTH = 180;
const HEIGHT = 62;
const LEFT = 20;
const FORWARD_Y = 46;
const FENCE_Y = 148;
const FENCE_HEIGHT = 30;
const UNDO_Y = 218;
const TOTAL = 316;
/** A name longer than this is cut; its title says it whole. */
const MAX_NAME = 19;

interface DrawingProps {
  readonly drawing: SagaDrawing;
  readonly onSelect: ((state: string) => void) | undefined;
  readonly name: string;
}

export function SagaDrawingView({ drawing, onSelect, name }: DrawingProps) {
  const svg = useRef<SVGSVGElement>(null);
  const { columns, turnedAt, undoing } = drawing;
  const width = LEFT * 2 + COLUMN * (columns.length - 1) + WIDTH;
  const middle = (step: string | undefined) =>
    LEFT + COLUMN * columns.findIndex((column) => column.step === step) + WIDTH / 2;
  return (
    <div class="saga-frame">
      <div class="graph-tools">
        <IconButton
          icon="down"
          label="Download as SVG"
          onClick={() => svg.current && download(svg.current, `${name}-saga`)}
        />
      </div>
      <svg ref={svg} class="saga" aria-label="Saga" viewBox={`0 0 ${width} ${TOTAL}`} width={width} height={TOTAL}>
        <Heads />
        {columns.slice(1).map(({ step, status }, index) => (
          <path
            key={step}
            class="edge next"
            data-state={status === 'notReached' || status === 'fencedOff' ? 'open' : 'taken'}
            d={`M${LEFT + COLUMN * index + WIDTH} ${FORWARD_Y + HEIGHT / 2}H${LEFT + COLUMN * (index + 1) - 4}`}
            marker-end={`url(#${status === 'notReached' || status === 'fencedOff' ? 'saga-open' : 'saga-taken'})`}
          />
        ))}
        {turnedAt === null ? null : <Turn from={middle(turnedAt)} to={middle(undoing[0] ?? turnedAt)} />}
        {undoing.slice(1).map((step, index) => (
          <path
            key={step}
            class="edge undo"
            data-role="undo-arrow"
            data-edge={`${undoing[index]} > ${step}`}
            d={undoPath(middle(undoing[index]), middle(step))}
            marker-end="url(#saga-undo)"
          />
        ))}
        {columns.map((column, index) => (
          <g key={column.step} transform={`translate(${LEFT + COLUMN * index} 0)`}>
            <Column column={column} onSelect={onSelect} />
          </g>
        ))}
      </svg>
      <ul class="legend" aria-label="Legend">
        {['done', 'refused', 'unknown', 'undone', 'nothingToUndo', 'failed', 'notReached'].map((status) => (
          <li key={status} class={`status ${lookOf(status).tone}`}>
            <Icon name={lookOf(status).icon} size={13} />
            {lookOf(status).text}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** From the step that failed down to what is undone first. */
function Turn({ from, to }: { readonly from: number; readonly to: number }) {
  const below = FENCE_Y + FENCE_HEIGHT + 16;
  const start = `M${from} ${FENCE_Y + FENCE_HEIGHT + 2}`;
  const path = from === to ? `${start}V${UNDO_Y - 5}` : `${start}V${below}H${to}V${UNDO_Y - 5}`;
  return <path class="edge undo" data-role="turn" d={path} marker-end="url(#saga-undo)" />;
}

/** Straight to the neighbour; around what lies between to one further away. */
function undoPath(from: number, to: number): string {
  const y = UNDO_Y + HEIGHT / 2;
  if (from - to <= COLUMN) return `M${from - WIDTH / 2} ${y}H${to + WIDTH / 2 + 5}`;
  const under = UNDO_Y + HEIGHT + 18;
  return `M${from} ${UNDO_Y + HEIGHT}V${under}H${to}V${UNDO_Y + HEIGHT + 5}`;
}

function Column({ column, onSelect }: { readonly column: SagaColumn; readonly onSelect: DrawingProps['onSelect'] }) {
  const { step, kind, participant, fence, undo } = column;
  return (
    <>
      <text class="participant" x={WIDTH / 2} y={16}>
        {participant ?? ''}
      </text>
      <text class="kind" x={WIDTH / 2} y={34}>
        {kind === 'pivot' ? 'point of no return' : kind}
      </text>
      <Box
        y={FORWARD_Y}
        part="step"
        name={step}
        status={column.status}
        detail={column.reason}
        attempts={column.attempts}
        order={null}
        onSelect={onSelect}
      />
      <path class="tie" d={`M${WIDTH / 2} ${FORWARD_Y + HEIGHT}V${FENCE_Y}`} />
      <Fence step={step} status={fence?.status ?? 'absent'} />
      {undo === null ? (
        <text class="kind" x={WIDTH / 2} y={UNDO_Y + HEIGHT / 2}>
          {kind === 'pivot' ? 'no way back from here' : 'only driven forward'}
        </text>
      ) : (
        <>
          <path class="tie" d={`M${WIDTH / 2} ${FENCE_Y + FENCE_HEIGHT}V${UNDO_Y}`} />
          <Box
            y={UNDO_Y}
            part="compensation"
            name={undo.name}
            status={undo.status}
            detail={undo.reason}
            attempts={undo.attempts}
            order={undo.order}
            onSelect={onSelect}
          />
        </>
      )}
    </>
  );
}

function Fence({ step, status }: { readonly step: string; readonly status: string }) {
  const look = lookOf(status);
  return (
    <g
      class={`fence ${look.tone}`}
      data-role="fence"
      data-name={step}
      data-state={status}
      transform={`translate(18 ${FENCE_Y})`}
    >
      <title>{`The fence of ${step}: ${look.text}`}</title>
      <rect width={WIDTH - 36} height={FENCE_HEIGHT} rx={FENCE_HEIGHT / 2} />
      <g transform="translate(12 7)">
        <Icon name="fence" />
      </g>
      <text x={36} y={19}>
        {look.text}
      </text>
    </g>
  );
}

interface BoxProps {
  readonly y: number;
  readonly part: 'step' | 'compensation';
  readonly name: string;
  readonly status: string;
  readonly detail: string | null;
  readonly attempts: number;
  readonly order: number | null;
  readonly onSelect: DrawingProps['onSelect'];
}
function Box({ y, part, name, status, detail, attempts, order, onSelect }: BoxProps) {
  const look = lookOf(status);
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect?.(name);
  };
  const text = detail === null ? look.text : `${look.text}: ${detail}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class={`node state ${look.tone}`}
      role="button"
      tabindex={0}
      aria-label={`${name}, ${text}${order === null ? '' : `, undone as number ${order}`}`}
      data-role={part}
      data-name={name}
      data-state={status}
      data-order={order ?? undefined}
      transform={`translate(0 ${y})`}
      onClick={() => onSelect?.(name)}
      onKeyDown={pressed}
    >
      <title>{`${name}: ${text}`}</title>
      <rect width={WIDTH} height={HEIGHT} rx={8} />
      <g transform="translate(12 13)">
        <Icon name={look.icon} />
      </g>
      <text class="name" x={36} y={25}>
        {name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name}
      </text>
      <text class="type" x={36} y={46}>
        {text.length > 23 ? `${text.slice(0, 22)}…` : text}
      </text>
      {attempts < 2 ? null : (
        <g class="badge" transform={`translate(${WIDTH - 14} 0)`}>
          <rect x={-18} y={-9} width={36} height={18} rx={9} />
          <text y={4}>×{attempts}</text>
        </g>
      )}
      {order === null ? null : (
        <g class="order" transform={`translate(4 0)`}>
          <circle r={11} />
          <text y={4}>{order}</text>
        </g>
      )}
    </g>
  );
}

function Heads() {
  const head = (id: string) => (
    <marker key={id} id={id} viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" orient="auto">
      <path d="M0 0L8 4L0 8z" />
    </marker>
  );
  return <defs>{['saga-open', 'saga-taken', 'saga-undo'].map(head)}</defs>;
}
