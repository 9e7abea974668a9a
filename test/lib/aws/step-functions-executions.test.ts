import {
  ExecutionAlreadyExists,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { stepFunctionsExecutions } from '../../../lib/aws/step-functions-executions';
import { sagaId } from '../../../lib/saga/rule';

const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:BookTrip';
const TRIP = sagaId('trip-1');

describe('the executions of a saga', () => {
  const client = new SFNClient({});
  const sfn = mockClient(client);
  const executions = stepFunctionsExecutions(client, MACHINE);
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

  it('throw what Step Functions threw', async () => {
    const failure = new StateMachineDoesNotExist({ message: 'State Machine Does Not Exist', $metadata: {} });
    sfn.on(StartExecutionCommand).rejects(failure);

    await expect(executions.start(TRIP, '{}')).rejects.toBe(failure);
  });

  it('have ARNs that follow from their machine and name', () => {
    const china = stepFunctionsExecutions(client, 'arn:aws-cn:states:cn-north-1:111122223333:stateMachine:T');

    expect(executions.arnOf(TRIP)).toBe('arn:aws:states:eu-west-1:111122223333:execution:BookTrip:trip-1');
    expect(china.arnOf(TRIP)).toBe('arn:aws-cn:states:cn-north-1:111122223333:execution:T:trip-1');
  });

  it.each(['BookTrip', `${MACHINE}:live`, ''])("refuse '%s' as a machine", (arn) => {
    expect(() => stepFunctionsExecutions(client, arn)).toThrow(
      `'${arn}' is not the ARN of a state machine; give one without a version or alias`,
    );
  });
});
