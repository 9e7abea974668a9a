/** The model of AWS Step Functions. */
import { AwsError, type Service } from '../service';
import { Activities } from './activities';
import { ActivityQueue } from './activity-queue';
import { Aliases } from './aliases';
import { executionOf } from './arns';
import { Driver, type DriverOptions, type ExecutionListener } from './driver';
import { executionDoesNotExist } from './errors';
import { Executions } from './executions';
import { deliverLogs, type LogsPort } from './log-delivery';
import { Machines } from './machines';
import type { MockConfig } from './mocks/mock-config';
import { Mocks } from './mocks/mocks';
import type { Room } from './operations/operation';
import { OPERATIONS } from './operations/operations';
import type { ExecutionRecord, ExecutionStatus } from './records';
import type { CallService } from './task-work';
import { Versions } from './versions';
import { seconds } from './wire';

export interface StepFunctionsOptions extends Omit<DriverOptions, 'mocks' | 'callService' | 'activities'> {
  /** @default Step Functions calls itself alone */
  readonly callService?: CallService;
  readonly account: string;
  /** Where executions are logged as their machines ask. @default nowhere */
  readonly logs?: LogsPort;
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
  /** For whoever looks on: lists and records without a way round by the protocol. */
  readonly executions: Pick<Executions, 'find' | 'newestFirst' | 'named' | 'counts' | 'eventCount' | 'historyFrom'>;
  /** Ends the Wait states that an execution is in, and its pauses before retries. Answers how many. */
  skipWaits(executionArn: string): Promise<number>;
  /** Told of every transition once it is kept, in order; answers how to stop. */
  subscribe(listener: ExecutionListener): () => void;
  /** Executions stand still, and go on when their store is opened again. */
  close(): void;
}

/** Executions that the store holds as running go on at once. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { store, mockConfig } = options;
  const mocks = mockConfig === undefined ? undefined : new Mocks(mockConfig, store);
  const machines = new Machines(store);
  // Executions that start executions need no way round by the other services.
  const callService: CallService = (service, operation, input, origin) => {
    if (options.callService !== undefined) return options.callService(service, operation, input, origin);
    if (service === 'stepfunctions') return model.call(operation, input, origin.caller);
    return Promise.reject(new AwsError('UnknownOperationException', `There is no ${service} to call`));
  };
  const activityQueue = new ActivityQueue(options.clock);
  const driver = new Driver({ ...options, mocks, callService, activities: activityQueue }, machines);
  const room: Room = {
    ...options,
    mocks,
    machines,
    versions: new Versions(store),
    aliases: new Aliases(store),
    activities: new Activities(store),
    activityQueue,
    driver,
    executions: new Executions(store),
  };
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
    executions: room.executions,
    skipWaits: (executionArn) => driver.skipWaits(executionArn),
    subscribe: (listener) => driver.subscribe(listener),
    close: () => {
      driver.close();
      activityQueue.close();
    },
  };
  if (options.logs !== undefined) driver.subscribe(deliverLogs(options.logs, machines));
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
