/** The model of AWS Step Functions. */
import { AwsError, type Service } from '../service';
import { executionOf } from './arns';
import { Driver, type DriverOptions, type ExecutionListener } from './driver';
import { executionDoesNotExist } from './errors';
import { Executions } from './executions';
import { Machines } from './machines';
import type { MockConfig } from './mocks/mock-config';
import { Mocks } from './mocks/mocks';
import { createStateMachine } from './operations/create-state-machine';
import { deleteStateMachine } from './operations/delete-state-machine';
import { describeExecution } from './operations/describe-execution';
import { describeStateMachine } from './operations/describe-state-machine';
import { describeStateMachineForExecution } from './operations/describe-state-machine-for-execution';
import { getExecutionHistory } from './operations/get-execution-history';
import { listExecutions } from './operations/list-executions';
import { listStateMachines } from './operations/list-state-machines';
import { listTagsForResource } from './operations/list-tags-for-resource';
import type { Operation, Room } from './operations/operation';
import { redriveExecution } from './operations/redrive-execution';
import { sendTaskFailure } from './operations/send-task-failure';
import { sendTaskHeartbeat } from './operations/send-task-heartbeat';
import { sendTaskSuccess } from './operations/send-task-success';
import { startExecution } from './operations/start-execution';
import { startSyncExecution } from './operations/start-sync-execution';
import { stopExecution } from './operations/stop-execution';
import { testState } from './operations/test-state';
import { updateStateMachine } from './operations/update-state-machine';
import { validateStateMachineDefinition } from './operations/validate-state-machine-definition';
import type { ExecutionRecord, ExecutionStatus } from './records';
import type { CallService } from './task-work';
import { seconds } from './wire';

export interface StepFunctionsOptions extends Omit<DriverOptions, 'mocks' | 'callService'> {
  /** @default Step Functions calls itself alone */
  readonly callService?: CallService;
  readonly account: string;
  /** Test cases that executions can be started with. @default none */
  readonly mockConfig?: MockConfig | undefined;
}

/** What DescribeExecution says of an execution that has ended. */
export interface Settled {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: Exclude<ExecutionStatus, 'RUNNING' | 'PENDING_REDRIVE'>;
  /** Epoch seconds, milliseconds as a fraction. */
  readonly startDate: number;
  readonly stopDate: number;
  /** JSON text. */
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface StepFunctions extends Service {
  /** Resolves when the execution has ended. Rejects when there is none, or when the model is closed before. */
  settled(executionArn: string): Promise<Settled>;
  /** Told of every transition once it is kept, in order; answers how to stop. */
  subscribe(listener: ExecutionListener): () => void;
  /** Executions stand still, and go on when their store is opened again. */
  close(): void;
}

const OPERATIONS: { readonly [operation: string]: Operation | undefined } = {
  CreateStateMachine: createStateMachine,
  UpdateStateMachine: updateStateMachine,
  DeleteStateMachine: deleteStateMachine,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
  ListStateMachines: listStateMachines,
  ListTagsForResource: listTagsForResource,
  TestState: testState,
  ValidateStateMachineDefinition: validateStateMachineDefinition,
  StartExecution: startExecution,
  StartSyncExecution: startSyncExecution,
  StopExecution: stopExecution,
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
  RedriveExecution: redriveExecution,
  DescribeExecution: describeExecution,
  ListExecutions: listExecutions,
  GetExecutionHistory: getExecutionHistory,
};

/** Executions that the store holds as running go on at once. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { store, mockConfig } = options;
  const mocks = mockConfig === undefined ? undefined : new Mocks(mockConfig, store);
  const machines = new Machines(store);
  // Executions that start executions need no way round by the other services.
  const callService: CallService = (service, operation, input, caller) => {
    if (options.callService !== undefined) return options.callService(service, operation, input, caller);
    if (service === 'stepfunctions') return model.call(operation, input, caller);
    return Promise.reject(new AwsError('UnknownOperationException', `There is no ${service} to call`));
  };
  const driver = new Driver({ ...options, mocks, callService }, machines);
  const room: Room = { ...options, mocks, machines, driver, executions: new Executions(store) };
  const model: StepFunctions = {
    name: 'stepfunctions',
    call: async (operation, input) => {
      const perform = OPERATIONS[operation];
      if (perform === undefined) {
        throw new AwsError('UnknownOperationException', `Step Functions ${operation} is not modelled`);
      }
      return perform(room, input);
    },
    settled: async (executionArn) => {
      const record = room.executions.find(executionOf(executionArn));
      if (record === undefined) throw executionDoesNotExist(executionArn);
      return settledOf(await driver.settled(record));
    },
    subscribe: (listener) => driver.subscribe(listener),
    close: () => driver.close(),
  };
  driver.resume();
  return model;
}

function settledOf(record: ExecutionRecord): Settled {
  const { status, stopDate, output, error, cause } = record;
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE' || stopDate === null) {
    throw new Error(`${record.executionArn} has not ended, and nothing drives it`);
  }
  const settled = {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status,
    startDate: seconds(record.startDate),
    stopDate: seconds(stopDate),
    input: record.input,
  };
  if (output !== null) return { ...settled, output };
  if (error === null) return cause === null ? settled : { ...settled, cause };
  return cause === null ? { ...settled, error } : { ...settled, error, cause };
}
