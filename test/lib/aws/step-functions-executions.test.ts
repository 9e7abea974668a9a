import {
  ExecutionAlreadyExists,
  InvalidExecutionInput,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { stepFunctionsStarter } from '../../../lib/aws/step-functions-executions';
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
