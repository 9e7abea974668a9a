/** The machine drawn: states in the colours of what they are doing, the ways taken, tries as badges. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Layout, PlacedEdge, PlacedNode } from '../layout';
import { type Replay, statusOf } from '../replay';
import { smoothPath } from '../smooth-path';
import { IconButton } from './controls';
import { Icon, lookOf } from './icons';

const MIN_ZOOM = 0.15;
const MAX_ZOOM = 2.5;
const STEP = 1.25;
const SMALLEST_READ = 0.78;

interface GraphProps {
  readonly drawing: Layout;
  readonly replay: Replay | undefined;
  readonly selected: string | null;
  readonly onSelect: (state: string | null) => void;
  /** What the drawing is downloaded as. */
  readonly name: string;
}

export function GraphView({ drawing, replay, selected, onSelect, name }: GraphProps) {
  const frame = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const [zoom, setZoom] = useState(1);
  const fitIn = (smallest: number) => {
    const box = frame.current;
    if (box === null) return;
    const across = (box.clientWidth - 24) / drawing.width;
    const whole = Math.min(1.1, across, (box.clientHeight - 24) / drawing.height);
    setZoom(Math.max(MIN_ZOOM, whole, Math.min(across, smallest)));
  };
  // At first it is as small as can still be read, and the rest is scrolled to.
  useEffect(() => fitIn(SMALLEST_READ), [drawing]);
  const by = (factor: number) => setZoom((now) => Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, now * factor)));
  return (
    <div class="graph">
      <div class="graph-tools">
        <IconButton icon="plus" label="Zoom in" onClick={() => by(STEP)} />
        <IconButton icon="minus" label="Zoom out" onClick={() => by(1 / STEP)} />
        <IconButton icon="fit" label="Fit the whole graph" onClick={() => fitIn(0)} />
        <IconButton icon="down" label="Download as SVG" onClick={() => svg.current && download(svg.current, name)} />
      </div>
      <div class="graph-frame" ref={frame} onWheel={(event) => event.ctrlKey && wheel(event, by)}>
        <svg
          ref={svg}
          aria-label="State machine"
          viewBox={`0 0 ${drawing.width} ${drawing.height}`}
          width={drawing.width * zoom}
          height={drawing.height * zoom}
        >
          <Arrowheads />
          <Drawing drawing={drawing} replay={replay} selected={selected} onSelect={onSelect} />
        </svg>
      </div>
      <Legend />
    </div>
  );
}

function wheel(event: WheelEvent, by: (factor: number) => void) {
  event.preventDefault();
  by(event.deltaY < 0 ? 1.1 : 1 / 1.1);
}

function Drawing({ drawing, replay, selected, onSelect }: Omit<GraphProps, 'name'>) {
  const groups = drawing.nodes.filter(({ kind }) => kind === 'group');
  const rest = drawing.nodes.filter(({ kind }) => kind !== 'group');
  const node = (placed: PlacedNode) => (
    <Node
      key={placed.id}
      placed={placed}
      replay={replay}
      isSelected={placed.id === selected}
      onSelect={() => onSelect(placed.id === selected ? null : placed.id)}
    />
  );
  return (
    <>
      {groups.map(node)}
      {drawing.edges.map((edge) => (
        <Edge key={edge.id} edge={edge} isTaken={isTaken(edge, replay)} />
      ))}
      {rest.map(node)}
    </>
  );
}

function isTaken({ id, from, to }: PlacedEdge, replay: Replay | undefined): boolean {
  if (replay === undefined) return false;
  if (from.endsWith('(start)')) return replay.byState.has(to);
  if (!to.endsWith('(end)')) return replay.taken.has(id);
  return replay.status !== 'RUNNING' && replay.visits.at(-1)?.state === from;
}

function Edge({ edge, isTaken: taken }: { readonly edge: PlacedEdge; readonly isTaken: boolean }) {
  return (
    <path
      class={`edge ${edge.kind}`}
      data-edge={edge.id}
      data-state={taken ? 'taken' : 'open'}
      d={smoothPath(edge.points)}
      marker-end={taken ? 'url(#arrow-taken)' : 'url(#arrow)'}
    >
      {edge.labels.length === 0 ? null : <title>{edge.labels.join('\n')}</title>}
    </path>
  );
}

interface NodeProps {
  readonly placed: PlacedNode;
  readonly replay: Replay | undefined;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}
function Node({ placed, replay, isSelected, onSelect }: NodeProps) {
  const { x, y, width, height } = placed;
  if (placed.kind === 'start' || placed.kind === 'end') {
    return (
      <g class="dot" transform={`translate(${x} ${y})`}>
        <circle cx={width / 2} cy={height / 2} r={width / 2 - 1} />
        {placed.kind === 'end' ? <circle class="inner" cx={width / 2} cy={height / 2} r={width / 4} /> : null}
      </g>
    );
  }
  const visits = replay?.byState.get(placed.name);
  const status = statusOf(visits);
  const look = lookOf(status);
  const attempts = Math.max(0, ...(visits ?? []).map((visit) => visit.attempts.length));
  const badge = badgeOf(attempts, visits?.length ?? 0);
  const longest = Math.floor((width - 46) / 8.1);
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onSelect();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button
    <g
      class={`node ${placed.kind} ${look.tone}`}
      role="button"
      tabindex={0}
      aria-pressed={isSelected}
      aria-label={`${placed.name}, ${placed.type}, ${look.text}${attempts > 1 ? `, ${attempts} tries` : ''}`}
      data-name={placed.name}
      data-state={status}
      transform={`translate(${x} ${y})`}
      onClick={onSelect}
      onKeyDown={press}
    >
      <title>{placed.name}</title>
      <rect width={width} height={height} rx={placed.kind === 'group' ? 10 : 7} />
      <g transform={`translate(11 ${placed.kind === 'group' ? 8 : 15})`}>
        <Icon name={look.icon} />
      </g>
      <text class="type" x={35} y={placed.kind === 'group' ? 20 : 18}>
        {placed.kind === 'group' ? `${placed.name} (${placed.type})` : placed.type}
      </text>
      {placed.kind === 'group' ? null : (
        <text class="name" x={35} y={34}>
          {placed.name.length > longest ? `${placed.name.slice(0, longest - 1)}…` : placed.name}
        </text>
      )}
      {badge === '' ? null : (
        <g class="badge" transform={`translate(${width - 12} 0)`}>
          <rect x={-12 - badge.length * 3} y={-9} width={24 + badge.length * 6} height={18} rx={9} />
          <text y={4}>{badge}</text>
        </g>
      )}
    </g>
  );
}

/** How often it was tried, or else how often it was come to. */
const badgeOf = (attempts: number, visits: number) =>
  attempts > 1 ? `×${attempts}` : visits > 1 ? `${visits} times` : '';

function Arrowheads() {
  const head = (id: string) => (
    <marker id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
      <path d="M0 0L8 4L0 8z" />
    </marker>
  );
  return (
    <defs>
      {head('arrow')}
      {head('arrow-taken')}
    </defs>
  );
}

const SHOWN = ['succeeded', 'inProgress', 'caught', 'failed', 'cancelled', 'notStarted'];
function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {SHOWN.map((status) => {
        const { icon, text, tone } = lookOf(status);
        return (
          <li key={status} class={`status ${tone}`}>
            <Icon name={icon} size={13} />
            {text}
          </li>
        );
      })}
    </ul>
  );
}

/** As it is seen: what the styles say is written into a copy, since a file of its own has none of them. */
const KEPT = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font', 'text-anchor', 'opacity'];
export function download(svg: SVGSVGElement, name: string) {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll<SVGElement>('*');
  copy.querySelectorAll<SVGElement>('*').forEach((element, index) => {
    const original = originals[index];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const field of KEPT) element.setAttribute(field, style.getPropertyValue(field));
    for (const field of ['class', 'tabindex', 'role', 'aria-pressed']) element.removeAttribute(field);
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  save(new XMLSerializer().serializeToString(copy), 'image/svg+xml', `${name}.svg`);
}

export function save(text: string, type: string, fileName: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
