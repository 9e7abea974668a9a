/** What of an execution goes to CloudWatch Logs, by the LoggingConfiguration of its machine. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import type { JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { CLIENT } from '../../../local/service';
import { createStepFunctions } from '../../../local/stepfunctions/step-functions';
import { MemoryStore } from '../../../local/store/memory';
import { aTask, failing, HOME } from './scene';
import { refusal } from './sfn-client';

const GROUP = 'arn:aws:logs:us-east-1:000000000000:log-group:/sagas/orders:*';
const to = (...arns: readonly string[]) => arns.map((logGroupArn) => ({ cloudWatchLogsLogGroup: { logGroupArn } }));
const caught: StateMachineDefinition = {
  ...aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'F' }] }),
  States: {
    ...aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'F' }] }).States,
    F: { Type: 'Fail', Error: 'No' },
  },
};

interface Line extends JsonObject {
  readonly type: string;
}

function aModel() {
  const groups = new Map<string, Map<string, Line[]>>();
  const sfn = createStepFunctions({
    ...HOME,
    store: new MemoryStore(),
    clock: new VirtualClock(),
    entropy: seededEntropy(1),
    runFunction: async () => failing('Broken'),
    logs: {
      put: (group, stream, events) => {
        const streams = groups.get(group) ?? new Map<string, Line[]>();
        const lines = events.map(({ timestamp, message }) => {
          const line = JSON.parse(message);
          expect(line.event_timestamp).toBe(String(timestamp));
          return line;
        });
        streams.set(stream, [...(streams.get(stream) ?? []), ...lines]);
        groups.set(group, streams);
      },
    },
  });
  const run = async (loggingConfiguration: JsonObject, type = 'STANDARD', input: JsonObject = { card: '4111' }) => {
    const machine = { name: 'Machine', roleArn: 'arn:aws:iam::000000000000:role/machine', type, loggingConfiguration };
    const created = await sfn.call('CreateStateMachine', { ...machine, definition: JSON.stringify(caught) }, CLIENT);
    const start = { stateMachineArn: created.stateMachineArn ?? '', input: JSON.stringify(input), name: 'order-1' };
    const { executionArn } = await sfn.call('StartExecution', start, CLIENT);
    await sfn.settled(String(executionArn));
    const streams = groups.get('/sagas/orders') ?? new Map<string, Line[]>();
    return { executionArn: String(executionArn), streams, lines: [...streams.values()].flat() };
  };
  return { sfn, run };
}

const typesOf = (lines: readonly Line[]) => lines.map(({ type }) => type);

test('ALL tells every event, in the form that AWS gives it', async () => {
  const { executionArn, streams, lines } = await aModel().run({
    level: 'ALL',
    includeExecutionData: true,
    destinations: to(GROUP),
  });

  expect(typesOf(lines)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskStateExited',
    'FailStateEntered',
    'ExecutionFailed',
  ]);
  expect(lines[1]).toEqual({
    id: '2',
    type: 'TaskStateEntered',
    details: { name: 'T', input: '{"card":"4111"}', inputDetails: { truncated: false } },
    previous_event_id: '0',
    event_timestamp: String(Date.UTC(2026, 0, 1)),
    execution_arn: executionArn,
    redrive_count: '0',
  });
  expect([...streams.keys()]).toEqual([expect.stringMatching(/^states\/Machine\/2026-01-01-00-00\/[0-9a-f]{8}$/)]);
});

test('ERROR tells what goes wrong, FATAL only how the execution ended, OFF nothing', async () => {
  const at = async (level: string) => typesOf((await aModel().run({ level, destinations: to(GROUP) })).lines);

  expect(await at('ERROR')).toEqual(['TaskFailed', 'FailStateEntered', 'ExecutionFailed']);
  expect(await at('FATAL')).toEqual(['ExecutionFailed']);
  expect(await at('OFF')).toEqual([]);
});

test('the data of an execution is told only where the machine asks for it', async () => {
  const { lines } = await aModel().run({ level: 'ALL', destinations: to(GROUP) });

  expect(lines).toHaveLength(8);
  expect(JSON.stringify(lines)).not.toMatch(/4111|on purpose/);
  expect(lines[1]?.details).toEqual({ name: 'T' });
});

test('too much data is cut off, and says so', async () => {
  const { lines } = await aModel().run(
    { level: 'ALL', includeExecutionData: true, destinations: to(GROUP) },
    'STANDARD',
    { text: 'x'.repeat(255 * 1024) },
  );

  const [started] = lines;
  expect(started?.details).toMatchObject({ inputDetails: { truncated: true } });
  expect(JSON.stringify(started).length).toBeLessThan(249 * 1024);
});

test('an Express execution, whose history is nowhere else, is told in full', async () => {
  const { executionArn, lines } = await aModel().run({ level: 'ALL', destinations: to(GROUP) }, 'EXPRESS');

  expect(executionArn).toContain(':express:');
  expect(lines).toHaveLength(8);
  expect(lines[0]).toMatchObject({ type: 'ExecutionStarted', execution_arn: executionArn });
});

test('a redriven execution tells its count', async () => {
  const { sfn, run } = aModel();
  const { executionArn, streams } = await run({ level: 'FATAL', destinations: to(GROUP) });

  await sfn.call('RedriveExecution', { executionArn }, CLIENT);
  await sfn.settled(executionArn);

  expect([...streams.values()].flat().map((line) => line.redrive_count)).toEqual(['0', '1']);
});

test('refuses a configuration without exactly one destination, or with one that is no log group', async () => {
  const refused = (loggingConfiguration: JsonObject) => refusal(aModel().run(loggingConfiguration));
  const one = 'InvalidLoggingConfiguration: Invalid Logging Configuration: Must specify exactly one Log Destination.';

  expect(await refused({ level: 'ALL' })).toBe(one);
  expect(await refused({ level: 'OFF', destinations: to(GROUP, GROUP) })).toBe(one);
  expect(await refused({ level: 'ALL', destinations: to('arn:aws:s3:::bucket') })).toBe(
    'InvalidLoggingConfiguration: Invalid Logging Configuration: Log Destination not found.',
  );
});
