/**
 * Where the states of a machine are drawn. Pure: sizes and points, no drawing. The server lays out and the page draws:
 * dagre alone would be a third of the page's JavaScript.
 *
 * A Parallel or Map state is laid out from the inside: its branches first, each by itself, then the state as one box of
 * their size. So an inner arrow never leaves its box.
 */
import { Graph as Ranked, layout as rank } from '@dagrejs/dagre';
import type { Graph, GraphEdge, GraphNode } from '../lib/asl/graph';
import type { StateType } from '../lib/asl/language';

export interface Point {
  readonly x: number;
  readonly y: number;
}
/** `x` and `y` are of the left upper corner, in pixels. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}
export type PlacedNode = Box &
  (
    | { readonly kind: 'start'; readonly id: string }
    | { readonly kind: 'end'; readonly id: string }
    | { readonly kind: 'state'; readonly id: string; readonly name: string; readonly type: StateType }
    /** Drawn behind what is in it. */
    | { readonly kind: 'group'; readonly id: string; readonly name: string; readonly type: StateType }
  );
export interface PlacedEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdge['kind'];
  /** Every label of the transitions that it stands for. */
  readonly labels: readonly string[];
  readonly points: readonly Point[];
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** A name of so many characters is written whole; a longer one is cut by whoever draws. */
const MAX_NAME = 30;
const CHARACTER_WIDTH = 8.4;
const BESIDE_NAME = 54;
export const STATE_HEIGHT = 46;
const DOT = 22;
const GROUP_TITLE = 30;
const GROUP_PADDING = 14;

/** A forward arrow is held straight, a Catch gives way. */
const WEIGHTS: { readonly [kind in GraphEdge['kind']]: number } = { next: 6, choice: 2, default: 2, catch: 1 };

export function layOut(graph: Graph): Layout {
  return place(graph, '');
}

/** `prefix` keeps the dots of the branches apart; names of states are unique in a machine. */
function place(graph: Graph, prefix: string): Layout {
  const inner = new Map(graph.nodes.map((node) => [node.name, insideOf(node)]));
  const ranked = new Ranked();
  ranked.setGraph({ rankdir: 'TB', nodesep: 26, ranksep: 34, edgesep: 12, marginx: 6, marginy: 6 });
  ranked.setDefaultEdgeLabel(() => ({}));
  const start = `${prefix}(start)`;
  const end = `${prefix}(end)`;
  ranked.setNode(start, { width: DOT, height: DOT });
  for (const node of graph.nodes) ranked.setNode(node.name, sizeOf(node, inner.get(node.name)));
  const edges = merged(graph, start, end);
  if (edges.some(({ to }) => to === end)) ranked.setNode(end, { width: DOT, height: DOT });
  for (const { from, to, kind } of edges) ranked.setEdge(from, to, { weight: WEIGHTS[kind], minlen: 1 });
  rank(ranked);
  const cornerOf = (id: string): Box => {
    const { x = 0, y = 0, width, height } = ranked.node(id);
    return { x: x - width / 2, y: y - height / 2, width, height };
  };
  const dots = [start, end].filter((id) => ranked.hasNode(id));
  const { width = 0, height = 0 } = ranked.graph();
  const states = graph.nodes.map((node) => moved(node, cornerOf(node.name), inner.get(node.name)));
  return {
    width,
    height,
    nodes: [
      ...dots.map((id): PlacedNode => ({ kind: id === start ? 'start' : 'end', id, ...cornerOf(id) })),
      ...states.flatMap(({ nodes }) => nodes),
    ],
    edges: [
      ...edges.map(
        (edge): PlacedEdge => ({
          ...edge,
          points: (ranked.edge(edge.from, edge.to).points ?? []).map(({ x, y }: Point) => ({ x, y })),
        }),
      ),
      ...states.flatMap(({ edges: within }) => within),
    ],
  };
}

/** Two transitions between the same states are one arrow; the kindest of them gives it its look. */
function merged(graph: Graph, start: string, end: string): readonly Omit<PlacedEdge, 'points'>[] {
  const byEnds = new Map<string, Omit<PlacedEdge, 'points'>>();
  const known = new Set(graph.nodes.map(({ name }) => name));
  const ends = graph.nodes.filter(({ ends: isEnd }) => isEnd).map(({ name }) => name);
  const all: readonly Omit<GraphEdge, 'field'>[] = [
    { from: start, to: graph.start, kind: 'next', label: '' },
    ...graph.edges,
    ...ends.map((from) => ({ from, to: end, kind: 'next' as const, label: '' })),
  ];
  for (const { from, to, kind, label } of all) {
    if (to !== end && !known.has(to)) continue;
    const id = `${from} > ${to}`;
    const found = byEnds.get(id);
    const labels = [...(found?.labels ?? []), ...(label === '' ? [] : [label])];
    const look = found !== undefined && WEIGHTS[found.kind] > WEIGHTS[kind] ? found.kind : kind;
    byEnds.set(id, { id, from, to, kind: look, labels });
  }
  return [...byEnds.values()];
}

function sizeOf({ name }: GraphNode, inside: Layout | undefined): { width: number; height: number } {
  const width = Math.min(name.length, MAX_NAME) * CHARACTER_WIDTH + BESIDE_NAME;
  if (inside === undefined) return { width: Math.max(120, width), height: STATE_HEIGHT };
  return {
    width: Math.max(width, inside.width + 2 * GROUP_PADDING),
    height: inside.height + GROUP_TITLE + GROUP_PADDING,
  };
}

/** The branches of a state in a row, as one drawing; undefined for a state without. */
function insideOf({ name, branches }: GraphNode): Layout | undefined {
  if (branches.length === 0) return undefined;
  const drawings = branches.map((branch, index) => place(branch, `${name}/${index}/`));
  const height = Math.max(...drawings.map((drawing) => drawing.height));
  let width = 0;
  const shifted = drawings.map((drawing) => {
    const by = { x: width, y: 0 };
    width += drawing.width;
    return shift(drawing, by);
  });
  return {
    width,
    height,
    nodes: shifted.flatMap(({ nodes }) => nodes),
    edges: shifted.flatMap(({ edges }) => edges),
  };
}

function moved({ name, type }: GraphNode, box: Box, inside: Layout | undefined): Pick<Layout, 'nodes' | 'edges'> {
  if (inside === undefined) return { nodes: [{ kind: 'state', id: name, name, type, ...box }], edges: [] };
  const x = box.x + (box.width - inside.width) / 2;
  const within = shift(inside, { x, y: box.y + GROUP_TITLE });
  return { nodes: [{ kind: 'group', id: name, name, type, ...box }, ...within.nodes], edges: within.edges };
}

function shift(drawing: Layout, by: Point): Layout {
  const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    ...drawing,
    nodes: drawing.nodes.map(move),
    edges: drawing.edges.map((edge) => ({ ...edge, points: edge.points.map(move) })),
  };
}
