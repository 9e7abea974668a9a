import { epochMillis } from '../../lib/units';
import { statusChanges } from '../../local/status-changes';
import type { HistoryEvent } from '../../local/stepfunctions/history/event';
import type { ExecutionRecord } from '../../local/stepfunctions/records';

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:Saga:o-1';
const anExecution = (fields: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  executionArn: ARN,
  stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:Saga',
  name: 'o-1',
  type: 'STANDARD',
  revisionId: '1',
  status: 'RUNNING',
  startDate: epochMillis(1_000),
  stopDate: null,
  input: '{}',
  output: null,
  error: null,
  cause: null,
  redrive: null,
  ...fields,
});
const SUCCEEDED = { status: 'SUCCEEDED', stopDate: epochMillis(2_000), output: '{}' } as const;
const history = (...types: readonly HistoryEvent['type'][]) =>
  types.map((type) => ({ type })) as unknown as HistoryEvent[];

test('tells of the start', () => {
  const entries = statusChanges(anExecution(), history('ExecutionStarted', 'TaskStateEntered'));

  expect(entries).toEqual([
    {
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [ARN],
      detail: expect.objectContaining({
        status: 'RUNNING',
        startDate: 1_000,
        stopDate: null,
        output: null,
        outputDetails: null,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      }),
    },
  ]);
});

test('tells of nothing in between', () => {
  expect(statusChanges(anExecution(), history('TaskScheduled'))).toEqual([]);
});

test('tells of both when an execution starts and ends in one commit', () => {
  const entries = statusChanges(anExecution(SUCCEEDED), history('ExecutionStarted', 'ExecutionSucceeded'));

  expect(entries.map(({ detail }) => [detail.status, detail.output])).toEqual([
    ['RUNNING', null],
    ['SUCCEEDED', '{}'],
  ]);
});

test.each([
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
] as const)('says that an execution that ended %s can be redriven', (status) => {
  const [entry] = statusChanges(anExecution({ status, stopDate: epochMillis(2_000), error: 'E' }), []);

  expect(entry?.detail).toMatchObject({ status, redriveStatus: 'REDRIVABLE', error: 'E', stopDate: 2_000 });
});

test('says nothing of Express machines', () => {
  expect(statusChanges(anExecution({ ...SUCCEEDED, type: 'EXPRESS' }), history('ExecutionStarted'))).toEqual([]);
});

/** Escaped: two quotes more. */
const textOf = (bytes: number) => 'x'.repeat(bytes - 2);

test('leaves the input out when it and the output are more than 248 KiB, and the output when it is', () => {
  const limit = 248 * 1024;
  const included = (input: string, output: string) => {
    const [entry] = statusChanges(anExecution({ ...SUCCEEDED, input, output }), []);
    return [entry?.detail.inputDetails, entry?.detail.outputDetails, entry?.detail.output === output];
  };

  expect(included(textOf(limit - 100), textOf(100))).toEqual([{ included: true }, { included: true }, true]);
  expect(included(textOf(limit - 99), textOf(100))).toEqual([{ included: false }, { included: true }, true]);
  expect(included('', textOf(limit + 1))).toEqual([{ included: false }, { included: false }, false]);
});

test('tells of a redrive as a start, with its count and date', () => {
  const redrive = { count: 2, date: epochMillis(5_000), tokens: [] };

  const entries = statusChanges(anExecution({ redrive }), history('ExecutionRedriven', 'TaskScheduled'));

  expect(entries).toHaveLength(1);
  expect(entries[0]?.detail).toMatchObject({ status: 'RUNNING', redriveCount: 2, redriveDate: 5_000 });
});
