import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionLimitExceeded,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  InvalidExecutionInput,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDeleting,
  StateMachineDoesNotExist,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { stepFunctionsExecutions, stepFunctionsStarter } from '../../../lib/aws/step-functions-executions';
import { sagaId } from '../../../lib/saga/rule';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:BookTrip';
const TRIP = sagaId('trip-1');

describe('the executions of a saga', () => {
  const client = new SFNClient({});
  const sfn = mockClient(client);
  const executions = stepFunctionsStarter(client, MACHINE);
  beforeEach(() => sfn.reset());

  it('start under the name of the saga', async () => {
    sfn.on(StartExecutionCommand).resolves({});

    await executions.start(TRIP, '{"input":1}');

    expect(sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      { stateMachineArn: MACHINE, name: 'trip-1', input: '{"input":1}' },
    ]);
  });

  it('count as started where the name is taken', async () => {
    sfn
      .on(StartExecutionCommand)
      .rejects(new ExecutionAlreadyExists({ message: 'Execution Already Exists', $metadata: {} }));

    await expect(executions.start(TRIP, '{}')).resolves.toBeUndefined();
    expect(sfn.calls()).toHaveLength(1);
  });

  it('are nobody’s where the machine is deleted', async () => {
    const gone = new StateMachineDoesNotExist({ message: 'State Machine Does Not Exist', $metadata: {} });
    sfn.on(StartExecutionCommand).rejects(gone);

    await expect(executions.start(TRIP, '{}')).rejects.toMatchObject({
      name: 'MachineGone',
      message: 'StateMachineDoesNotExist: State Machine Does Not Exist',
    });
  });

  it('throw what Step Functions threw', async () => {
    const failure = new InvalidExecutionInput({ message: 'no JSON', $metadata: {} });
    sfn.on(StartExecutionCommand).rejects(failure);

    await expect(executions.start(TRIP, '{}')).rejects.toBe(failure);
  });

  it('have ARNs that follow from their machine and name', () => {
    const china = stepFunctionsStarter(client, 'arn:aws-cn:states:cn-north-1:111122223333:stateMachine:T');

    expect(executions.arnOf(TRIP)).toBe('arn:aws:states:eu-west-1:111122223333:execution:BookTrip:trip-1');
    expect(china.arnOf(TRIP)).toBe('arn:aws-cn:states:cn-north-1:111122223333:execution:T:trip-1');
  });

  it.each(['BookTrip', `${MACHINE}:live`, ''])("refuse '%s' as a machine", (arn) => {
    expect(() => stepFunctionsStarter(client, arn)).toThrow(
      `'${arn}' is not the ARN of a state machine; give one without a version or alias`,
    );
  });
});

const RECOVERY = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Recovery';
const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:BookTrip:trip-1';
const SECOND_RECOVERY = 'arn:aws:states:eu-west-1:111122223333:execution:Recovery:trip-1-r2';
const THROTTLED = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

describe('the executions of both machines', () => {
  const client = new SFNClient({});
  const sfn = mockClient(client);
  const executions = stepFunctionsExecutions(client, { conductor: MACHINE, recovery: RECOVERY });
  const absent = new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', $metadata: {} });
  beforeEach(() => sfn.reset());

  const stopDate = new Date(1_700_000_000_000);
  it.each<[Partial<DescribeExecutionOutput>, object]>([
    [{ status: 'RUNNING' }, { kind: 'running' }],
    [{ status: 'PENDING_REDRIVE' }, { kind: 'running' }],
    [
      { status: 'SUCCEEDED', stopDate, output: '{"a":1}' },
      { kind: 'succeeded', at: 1_700_000_000_000, output: { a: 1 } },
    ],
    [
      { status: 'FAILED', stopDate, error: 'States.Runtime', cause: 'no path' },
      { kind: 'failed', at: 1_700_000_000_000, error: 'States.Runtime', cause: 'no path' },
    ],
    [
      { status: 'TIMED_OUT', stopDate },
      { kind: 'failed', at: 1_700_000_000_000, error: 'States.Timeout', cause: '' },
    ],
    [
      { status: 'ABORTED', stopDate },
      { kind: 'failed', at: 1_700_000_000_000, error: 'ExecutionAborted', cause: '' },
    ],
    [
      { status: 'ABORTED', stopDate, error: 'SagaCancelled', cause: 'a mistake' },
      { kind: 'failed', at: 1_700_000_000_000, error: 'SagaCancelled', cause: 'a mistake' },
    ],
  ])('are described: %j', async (described, status) => {
    sfn.on(DescribeExecutionCommand).resolves(described);

    expect(await executions.describe(TRIP, 0)).toEqual(status);
    expect(await executions.describe(TRIP, 2)).toEqual(status);
    expect(sfn.commandCalls(DescribeExecutionCommand).map(({ args }) => args[0].input.executionArn)).toEqual([
      EXECUTION,
      SECOND_RECOVERY,
    ]);
  });

  it('are absent where Step Functions knows of none, and stopping them is then no error', async () => {
    sfn.on(DescribeExecutionCommand).rejects(absent).on(StopExecutionCommand).rejects(absent);
    sfn.on(GetExecutionHistoryCommand).rejects(absent);

    expect(await executions.describe(TRIP, 0)).toEqual({ kind: 'absent' });
    expect(await executions.history(TRIP, 0)).toMatchObject({ kind: 'unreadable' });
    await expect(executions.stop(TRIP, 0, { error: 'E', cause: 'c' })).resolves.toBeUndefined();
  });

  it('are stopped with an error and a cause', async () => {
    sfn.on(StopExecutionCommand).resolves({});

    await executions.stop(TRIP, 2, { error: 'SagaCancelled', cause: 'a mistake' });

    expect(sfn.commandCalls(StopExecutionCommand)[0]?.args[0].input).toEqual({
      executionArn: SECOND_RECOVERY,
      error: 'SagaCancelled',
      cause: 'a mistake',
    });
  });

  it.each([
    ['ExecutionNotRedrivable', new ExecutionNotRedrivable({ message: 'older than 14 days', $metadata: {} })],
    ['ExecutionLimitExceeded', new ExecutionLimitExceeded({ message: 'too many', $metadata: {} })],
    ['ExecutionDoesNotExist', absent],
  ])('are not redriven for the reason of %s', async (_, error) => {
    sfn.on(RedriveExecutionCommand).rejects(error);

    expect(await executions.redrive(TRIP, 0)).toEqual({ kind: 'refused', reason: `${error.name}: ${error.message}` });
  });

  it('are redriven', async () => {
    sfn.on(RedriveExecutionCommand).resolves({});

    expect(await executions.redrive(TRIP, 2)).toEqual({ kind: 'redriven' });
    expect(sfn.commandCalls(RedriveExecutionCommand)[0]?.args[0].input).toEqual({ executionArn: SECOND_RECOVERY });
  });

  it('are recovered under a name of their own', async () => {
    sfn.on(StartExecutionCommand).resolves({});
    const failure = { Error: 'E', Cause: '' };

    await executions.startRecovery(TRIP, 2, {
      sagaId: TRIP,
      input: 1,
      results: {},
      undone: {},
      failure,
      way: 'back',
    });

    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: RECOVERY,
      name: 'trip-1-r2',
      input: JSON.stringify({ sagaId: TRIP, input: 1, results: {}, undone: {}, failure, way: 'back' }),
    });
  });

  it('throw what says nothing of the execution', async () => {
    for (const command of [DescribeExecutionCommand, StopExecutionCommand, RedriveExecutionCommand] as const) {
      sfn.on(command as typeof DescribeExecutionCommand).rejects(THROTTLED);
    }
    sfn.on(GetExecutionHistoryCommand).rejects(THROTTLED);

    await expect(executions.describe(TRIP, 0)).rejects.toThrow('Rate exceeded');
    await expect(executions.stop(TRIP, 0, { error: 'E', cause: 'c' })).rejects.toThrow('Rate exceeded');
    await expect(executions.redrive(TRIP, 0)).rejects.toThrow('Rate exceeded');
    await expect(executions.history(TRIP, 0)).rejects.toThrow('Rate exceeded');
  });

  it('have no machine to start where it is being deleted', async () => {
    sfn.on(StartExecutionCommand).rejects(new StateMachineDeleting({ message: 'deleting', $metadata: {} }));

    await expect(executions.start(TRIP, '{}')).rejects.toMatchObject({ name: 'MachineGone' });
  });

  it('are recoveries alone where nothing conducts the sagas', async () => {
    const choreographed = stepFunctionsExecutions(client, { conductor: undefined, recovery: RECOVERY });

    expect(await choreographed.describe(TRIP, 0)).toEqual({ kind: 'absent' });
    expect(await choreographed.history(TRIP, 0)).toMatchObject({ kind: 'unreadable' });
    expect(await choreographed.redrive(TRIP, 0)).toMatchObject({ kind: 'refused' });
    await expect(choreographed.start(TRIP, '{}')).rejects.toMatchObject({ name: 'MachineGone' });
    expect(sfn.calls()).toHaveLength(0);
  });
});

describe('the history of an execution', () => {
  const client = new SFNClient({});
  const sfn = mockClient(client);
  const executions = stepFunctionsExecutions(client, { conductor: MACHINE, recovery: RECOVERY });
  beforeEach(() => sfn.reset());
  const failed = (id: number) => ({ id, timestamp: new Date(0), type: 'LambdaFunctionFailed' as const });
  const entered = (id: number, name: string, input: string) => ({
    ...failed(id),
    type: 'TaskStateEntered' as const,
    stateEnteredEventDetails: { name, input },
  });

  it('is read from its end, page by page, up to the state that was entered last', async () => {
    sfn
      .on(GetExecutionHistoryCommand)
      .resolvesOnce({ events: [failed(9), failed(8)], nextToken: 'next' })
      .resolvesOnce({
        events: [entered(7, 'BookCar', '{"results":{}}'), entered(1, 'BookFlight', '{}')],
        nextToken: 'x',
      });

    expect(await executions.history(TRIP, 0)).toEqual({ kind: 'read', entered: 'BookCar', state: { results: {} } });

    const asked = sfn.commandCalls(GetExecutionHistoryCommand).map(({ args }) => args[0].input);
    expect(asked.map(({ reverseOrder, nextToken }) => [reverseOrder, nextToken])).toEqual([
      [true, undefined],
      [true, 'next'],
    ]);
  });

  it('tells what the last state was left with, where it was left', async () => {
    const exited = { ...failed(8), stateExitedEventDetails: { name: 'BookCar', output: '{"results":{"BookCar":1}}' } };
    sfn.on(GetExecutionHistoryCommand).resolves({ events: [exited, entered(7, 'BookCar', '{}')] });

    expect(await executions.history(TRIP, 0)).toMatchObject({ entered: 'BookCar', state: { results: { BookCar: 1 } } });
  });

  it('is that of a beginning where no state was entered', async () => {
    const started = {
      ...failed(1),
      type: 'ExecutionStarted' as const,
      executionStartedEventDetails: { input: '{"input":1}' },
    };
    sfn.on(GetExecutionHistoryCommand).resolves({ events: [started] });

    expect(await executions.history(TRIP, 0)).toEqual({ kind: 'read', entered: '', state: { input: 1 } });
  });

  it.each([
    ['tells of no state', [failed(1)]],
    ['is no JSON', [entered(1, 'BookCar', 'no JSON')]],
  ])('that %s cannot be read', async (_, events) => {
    sfn.on(GetExecutionHistoryCommand).resolves({ events });

    expect(await executions.history(TRIP, 0)).toMatchObject({ kind: 'unreadable' });
  });
});
