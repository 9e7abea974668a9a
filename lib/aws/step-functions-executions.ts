/** Executions of one state machine, each named as its saga. */
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SagaExecutions } from '../saga/start';

/** `arn:aws:states:eu-west-1:111122223333:stateMachine:PlaceOrder` */
const STATE_MACHINE_ARN = /^(arn:[^:]+:states:[^:]*:[^:]*):stateMachine:([^:]+)$/;

/** @throws RangeError when the ARN is no state machine's */
export function stepFunctionsExecutions(client: SFNClient, stateMachineArn: string): SagaExecutions {
  const [, prefix, machine] = STATE_MACHINE_ARN.exec(stateMachineArn) ?? [];
  if (prefix === undefined) {
    throw new RangeError(`'${stateMachineArn}' is not the ARN of a state machine; give one without a version or alias`);
  }
  return {
    async start(name, input) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      } catch (error) {
        // The execution has ended; while it runs, the same name and input are answered with success.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    arnOf: (name) => `${prefix}:execution:${machine}:${name}`,
  };
}
