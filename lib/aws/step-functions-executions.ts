/** The executions of a saga's two machines, as Step Functions knows them. */
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionLimitExceeded,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StateMachineDeleting,
  StateMachineDoesNotExist,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { MachineGone } from '../saga/errors';
import { type ExecutionStatus, runName, type SagaExecutions, type SagaStarter } from '../saga/executions';
import { epochMillis, type Json } from '../units';
import { readHistory } from './execution-history';

/** `arn:aws:states:eu-west-1:111122223333:stateMachine:PlaceOrder` */
const STATE_MACHINE_ARN = /^(arn:[^:]+:states:[^:]*:[^:]*):stateMachine:([^:]+)$/;

interface Machine {
  readonly arn: string;
  arnOf(name: string): string;
}

/** @throws RangeError when the ARN is no state machine's */
function machineOf(arn: string): Machine {
  const [, prefix, machine] = STATE_MACHINE_ARN.exec(arn) ?? [];
  if (prefix === undefined) {
    throw new RangeError(`'${arn}' is not the ARN of a state machine; give one without a version or alias`);
  }
  return { arn, arnOf: (name) => `${prefix}:execution:${machine}:${name}` };
}

/**
 * What a door needs.
 * @throws RangeError when the ARN is no state machine's
 */
export function stepFunctionsStarter(client: SFNClient, stateMachineArn: string): SagaStarter {
  const machine = machineOf(stateMachineArn);
  return {
    start: (saga, input) => start(client, machine, saga, input),
    arnOf: (saga) => machine.arnOf(saga),
  };
}

export interface SagaMachines {
  /** The machine that conducts the sagas; undefined where they are choreographed. */
  readonly conductor: string | undefined;
  readonly recovery: string;
}

/** @throws RangeError when an ARN is no state machine's */
export function stepFunctionsExecutions(client: SFNClient, machines: SagaMachines): SagaExecutions {
  const recovery = machineOf(machines.recovery);
  const conductor = machines.conductor === undefined ? undefined : machineOf(machines.conductor);
  const arnOf = (name: string, run: number): string | undefined => (run === 0 ? conductor : recovery)?.arnOf(name);
  const conducting = (): Machine => {
    if (conductor !== undefined) return conductor;
    throw new MachineGone('no state machine conducts these sagas: they are choreographed');
  };
  return {
    start: async (saga, input) => start(client, conducting(), saga, input),
    arnOf: (saga) => conducting().arnOf(saga),
    async describe(saga, run) {
      const executionArn = arnOf(runName(saga, run), run);
      if (executionArn === undefined) return { kind: 'absent' };
      try {
        return statusOf(await client.send(new DescribeExecutionCommand({ executionArn })));
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return { kind: 'absent' };
        throw error;
      }
    },
    async history(saga, run) {
      const executionArn = arnOf(runName(saga, run), run);
      if (executionArn === undefined) return { kind: 'unreadable', reason: 'the saga has no execution of its own' };
      return readHistory(client, executionArn);
    },
    async stop(saga, run, { error, cause }) {
      const executionArn = arnOf(runName(saga, run), run);
      if (executionArn === undefined) return;
      try {
        await client.send(new StopExecutionCommand({ executionArn, error, cause }));
      } catch (failure) {
        if (!(failure instanceof ExecutionDoesNotExist)) throw failure;
      }
    },
    async redrive(saga, run) {
      const executionArn = arnOf(runName(saga, run), run);
      if (executionArn === undefined) return { kind: 'refused', reason: 'the saga has no execution of its own' };
      try {
        await client.send(new RedriveExecutionCommand({ executionArn }));
        return { kind: 'redriven' };
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return { kind: 'refused', reason: `${error.name}: ${error.message}` };
      }
    },
    startRecovery: (saga, run, input) => start(client, recovery, runName(saga, run), JSON.stringify(input)),
  };
}

/** @throws MachineGone where the machine is deleted, or about to be */
async function start(client: SFNClient, { arn: stateMachineArn }: Machine, name: string, input: string): Promise<void> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  } catch (error) {
    // The execution has ended, or runs with another input; with the same input it is answered with success.
    if (error instanceof ExecutionAlreadyExists) return;
    if (error instanceof StateMachineDoesNotExist || error instanceof StateMachineDeleting) {
      throw new MachineGone(`${error.name}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function isRefusal(error: unknown): error is Error {
  return (
    error instanceof ExecutionNotRedrivable ||
    error instanceof ExecutionDoesNotExist ||
    error instanceof ExecutionLimitExceeded
  );
}

function statusOf(execution: DescribeExecutionOutput): ExecutionStatus {
  const { status, output, error, cause = '', stopDate } = execution;
  const at = epochMillis(stopDate?.getTime() ?? 0);
  switch (status) {
    case 'SUCCEEDED':
      return { kind: 'succeeded', at, output: output === undefined ? undefined : (JSON.parse(output) as Json) };
    case 'FAILED':
    case 'TIMED_OUT':
    case 'ABORTED':
      return { kind: 'failed', at, error: error ?? UNNAMED[status], cause };
    default:
      return { kind: 'running' };
  }
}

/** Endings that bring no error of their own. */
export const UNNAMED = { FAILED: 'UnknownError', TIMED_OUT: 'States.Timeout', ABORTED: 'ExecutionAborted' } as const;
