/** A graph as a Mermaid flowchart, which GitHub and many editors draw. A dotted edge is taken when something fails. */
import type { Graph, GraphEdge, GraphNode } from './graph';
import type { StateType } from './language';

/** State names are free text and Mermaid has words of its own: a node's id is its number, its text the name. */
type Ids = Map<string, string>;

export function toMermaid(graph: Graph): string {
  const ids: Ids = new Map();
  return ['flowchart TD', ...drawGraph(graph, ids, '  ')].join('\n');
}

function drawGraph(graph: Graph, ids: Ids, indent: string): readonly string[] {
  const start = `start${ids.size}`;
  for (const { name } of graph.nodes) ids.set(name, `s${ids.size}`);
  return [
    `${indent}${start}(( )) --> ${idOf(graph.start, ids)}`,
    ...graph.nodes.flatMap((node) => drawNode(node, ids, indent)),
    ...graph.edges.map((edge) => `${indent}${drawEdge(edge, ids)}`),
  ];
}

function drawNode(node: GraphNode, ids: Ids, indent: string): readonly string[] {
  const id = idOf(node.name, ids);
  const [open, close] = SHAPES[node.type];
  const end = node.ends && node.type !== 'Fail' ? [`${indent}${id} --> ${id}end((( )))`] : [];
  if (node.branches.length === 0) return [`${indent}${id}${open}${quoted(node.name)}${close}`, ...end];
  return [
    `${indent}subgraph ${id}[${quoted(node.name)}]`,
    ...node.branches.flatMap((branch) => drawGraph(branch, ids, `${indent}  `)),
    `${indent}end`,
    ...end,
  ];
}

function drawEdge({ from, to, kind, label }: GraphEdge, ids: Ids): string {
  const text = kind === 'default' ? 'otherwise' : label;
  const arrow = kind === 'catch' ? '-.->' : '-->';
  return `${idOf(from, ids)} ${arrow}${text === '' ? '' : `|${quoted(text)}|`} ${idOf(to, ids)}`;
}

const SHAPES: { readonly [T in StateType]: readonly [open: string, close: string] } = {
  Task: ['[', ']'],
  Pass: ['[', ']'],
  Wait: ['[', ']'],
  Parallel: ['[', ']'],
  Map: ['[', ']'],
  Choice: ['{', '}'],
  Succeed: ['([', '])'],
  Fail: ['([', '])'],
};

/** A target that is no state of the machine still gets an id, so that the picture shows the mistake. */
function idOf(name: string, ids: Ids): string {
  const known = ids.get(name);
  if (known !== undefined) return known;
  const id = `s${ids.size}`;
  ids.set(name, id);
  return id;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`;
