import { toGraph } from '../../../lib/asl/graph';
import { toMermaid } from '../../../lib/asl/mermaid';

test('draws states by type, failures dotted, and marks where it starts and ends', () => {
  const graph = toGraph({
    StartAt: 'Charge',
    States: {
      Charge: { Type: 'Task', Resource: 'arn', Next: 'Large', Catch: [{ ErrorEquals: ['Declined'], Next: 'Failed' }] },
      Large: { Type: 'Choice', Choices: [{ Variable: '$.kind', StringEquals: 'big', Next: 'Ship' }], Default: 'Ship' },
      Ship: { Type: 'Task', Resource: 'arn', End: true },
      Failed: { Type: 'Fail' },
    },
  });

  expect(toMermaid(graph).split('\n')).toEqual([
    'flowchart TD',
    '  start0(( )) --> s0',
    '  s0["Charge"]',
    '  s1{"Large"}',
    '  s2["Ship"]',
    '  s2 --> s2end((( )))',
    '  s3(["Failed"])',
    '  s0 --> s1',
    '  s0 -.->|"Declined"| s3',
    '  s1 -->|"$.kind StringEquals #quot;big#quot;"| s2',
    '  s1 -->|"otherwise"| s2',
  ]);
});

test('draws branches inside their state, and a state called `end` without breaking the chart', () => {
  const graph = toGraph({
    StartAt: 'Fan',
    States: {
      Fan: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'end', States: { end: { Type: 'Pass', End: true } } }],
        End: true,
      },
    },
  });

  expect(toMermaid(graph).split('\n')).toEqual([
    'flowchart TD',
    '  start0(( )) --> s0',
    '  subgraph s0["Fan"]',
    '    start1(( )) --> s1',
    '    s1["end"]',
    '    s1 --> s1end((( )))',
    '  end',
    '  s0 --> s0end((( )))',
  ]);
});

test('draws a target that does not exist, so that the mistake can be seen', () => {
  const graph = toGraph({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Lost' } } });

  expect(toMermaid(graph)).toContain('  s0 --> s1');
});
