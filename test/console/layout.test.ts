import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Box, layOut, type PlacedNode } from '../../console/layout';
import { smoothPath } from '../../console/smooth-path';
import { toGraph } from '../../lib/asl/graph';
import type { State, StateMachineDefinition } from '../../lib/asl/language';

const placeOrder = JSON.parse(
  readFileSync(join(__dirname, '../lib/asl/place-order.asl.json'), 'utf8'),
) as StateMachineDefinition;

const aMachine = (StartAt: string, States: { readonly [name: string]: State }): StateMachineDefinition => ({
  StartAt,
  States,
});
const placedOf = (machine: StateMachineDefinition) => layOut(toGraph(machine));
const isWithin = (inner: Box, outer: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const overlaps = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('no two states of the order saga lie on each other, and all lie on the drawing', () => {
  const { nodes, width, height } = placedOf(placeOrder);

  const pairs = nodes.flatMap((a, index) => nodes.slice(index + 1).map((b) => [a, b] as const));
  expect(pairs.filter(([a, b]) => overlaps(a, b))).toEqual([]);
  expect(nodes.every((node) => isWithin(node, { x: 0, y: 0, width, height }))).toBe(true);
});

test('a step lies above the one that follows it', () => {
  const { nodes } = placedOf(placeOrder);

  const topOf = (name: string) => nodes.find(({ id }) => id === name)?.y ?? Number.NaN;
  const way = ['(start)', 'CreateOrder', 'ProcessPayment', 'ReserveInventory', 'CompleteOrder', '(end)'].map(topOf);
  expect(way).toEqual([...way].sort((a, b) => a - b));
});

test('states and arrows of a branch stay inside its Parallel state', () => {
  const leaf = (name: string) => aMachine(name, { [name]: { Type: 'Pass', End: true } });
  const { nodes, edges } = placedOf(
    aMachine('Both', {
      Both: { Type: 'Parallel', Branches: [leaf('Left'), leaf('Right')], Next: 'After' },
      After: { Type: 'Succeed' },
    }),
  );

  const find = (id: string): PlacedNode => nodes.find((node) => node.id === id) ?? fail(id);
  const both = find('Both');
  expect(both.kind).toBe('group');
  expect([find('Left'), find('Right')].every((node) => isWithin(node, both))).toBe(true);
  expect(overlaps(find('Left'), find('Right'))).toBe(false);
  expect(overlaps(find('After'), both)).toBe(false);
  const inner = edges.filter(({ to }) => to === 'Left').flatMap(({ points }) => points);
  expect(inner.every(({ x, y }) => isWithin({ x, y, width: 0, height: 0 }, both))).toBe(true);
});

const fail = (id: string): never => {
  throw new Error(`nothing is drawn of ${id}`);
};

test('several transitions to one state are one arrow that keeps their labels', () => {
  const { edges } = placedOf(
    aMachine('Ask', {
      Ask: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.a', IsNull: true, Next: 'Done' },
          { Variable: '$.b', IsNull: true, Next: 'Done' },
        ],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    }),
  );

  const toDone = edges.filter(({ to }) => to === 'Done');
  expect(toDone.map(({ labels }) => labels)).toEqual([['$.a IsNull true', '$.b IsNull true']]);
});

test('a machine with a loop is laid out too', () => {
  const { nodes } = placedOf(
    aMachine('Ask', {
      Ask: { Type: 'Choice', Choices: [{ Variable: '$.again', BooleanEquals: true, Next: 'Wait' }], Default: 'Done' },
      Wait: { Type: 'Wait', Seconds: 1, Next: 'Ask' },
      Done: { Type: 'Succeed' },
    }),
  );

  expect(nodes.map(({ id }) => id).sort()).toEqual(['(end)', '(start)', 'Ask', 'Done', 'Wait']);
});

test('a path begins and ends where its first and last points are', () => {
  const path = smoothPath([
    { x: 0, y: 0 },
    { x: 0, y: 10 },
    { x: 20, y: 30 },
  ]);

  expect(path).toMatch(/^M0 0L.*Q0 10 .*L20 30$/);
});
