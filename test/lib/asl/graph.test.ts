import { type Graph, toGraph } from '../../../lib/asl/graph';
import type { StateMachineDefinition } from '../../../lib/asl/language';

const edgesOf = ({ edges }: Graph): readonly string[] =>
  edges.map(({ from, to, kind, label }) => `${from} ${kind} ${to}${label === '' ? '' : ` [${label}]`}`);

test('has a node a state and an edge a transition, each of its kind', () => {
  const machine: StateMachineDefinition = {
    StartAt: 'Charge',
    States: {
      Charge: {
        Type: 'Task',
        Resource: 'arn',
        Next: 'Large',
        Catch: [
          { ErrorEquals: ['Declined', 'Expired'], Next: 'Failed' },
          { ErrorEquals: ['States.ALL'], Next: 'Refund' },
        ],
      },
      Refund: { Type: 'Task', Resource: 'arn', Next: 'Failed' },
      Large: {
        Type: 'Choice',
        Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Pause' }],
        Default: 'Done',
      },
      Pause: { Type: 'Wait', Seconds: 1, End: true },
      Done: { Type: 'Succeed' },
      Failed: { Type: 'Fail' },
    },
  };

  const graph = toGraph(machine);

  expect(graph.start).toBe('Charge');
  expect(graph.nodes.map(({ name, type, ends }) => [name, type, ends])).toEqual([
    ['Charge', 'Task', false],
    ['Refund', 'Task', false],
    ['Large', 'Choice', false],
    ['Pause', 'Wait', true],
    ['Done', 'Succeed', true],
    ['Failed', 'Fail', true],
  ]);
  expect(edgesOf(graph)).toEqual([
    'Charge next Large',
    'Charge catch Failed [Declined, Expired]',
    'Charge catch Refund [States.ALL]',
    'Refund next Failed',
    'Large choice Pause [$.total NumericGreaterThan 100]',
    'Large default Done',
  ]);
});

test('says what a choice asks, however its rule is built', () => {
  const machine: StateMachineDefinition = {
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Choice',
        Choices: [
          {
            Comment: 'not a comparison',
            And: [
              { Variable: '$.a', StringEquals: 'x' },
              {
                Not: {
                  Or: [
                    { Variable: '$.b', IsNull: true },
                    { Variable: '$.c', IsPresent: false },
                  ],
                },
              },
            ],
            Next: 'Done',
          },
          { Condition: '{% $states.input.total > 5 %}', Next: 'Done' },
        ],
      },
      Done: { Type: 'Succeed' },
    },
  };

  expect(edgesOf(toGraph(machine))).toEqual([
    'Ask choice Done [($.a StringEquals "x" and not ($.b IsNull true or $.c IsPresent false))]',
    'Ask choice Done [$states.input.total > 5]',
  ]);
});

test('holds the branches of Parallel and Map, former names included, as graphs of their own', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Succeed' as const } } });
  const machine: StateMachineDefinition = {
    StartAt: 'Fan',
    States: {
      Fan: { Type: 'Parallel', Branches: [branch('Left'), branch('Right')], Next: 'Each' },
      Each: { Type: 'Map', ItemProcessor: branch('Item'), Next: 'Former' },
      Former: { Type: 'Map', Iterator: branch('Old'), Next: 'Bare' },
      Bare: { Type: 'Map', End: true },
    },
  };

  const branches = toGraph(machine).nodes.map((node) => node.branches.map(({ start, nodes }) => [start, nodes.length]));

  expect(branches).toEqual([
    [
      ['Left', 1],
      ['Right', 1],
    ],
    [['Item', 1]],
    [['Old', 1]],
    [],
  ]);
});
