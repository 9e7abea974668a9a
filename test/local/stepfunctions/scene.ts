/** A model of Step Functions in memory, with time that skips and functions that are scripted here. */
import type { StateMachineDefinition } from '../../../lib/asl/language';
import type { Json, JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import type { InvocationRequest, InvocationResult } from '../../../local/lambda/invocation';
import { CLIENT } from '../../../local/service';
import type { MockConfig } from '../../../local/stepfunctions/mocks/mock-config';
import { createStepFunctions, type StepFunctions } from '../../../local/stepfunctions/step-functions';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';

export const HOME = { region: 'us-east-1', account: '000000000000' };

export type RunFunction = (request: InvocationRequest) => Promise<InvocationResult>;

export const returning = (value: Json): InvocationResult => ({ kind: 'returned', payload: JSON.stringify(value) });

export function failing(errorType: string): InvocationResult {
  const errorMessage = 'on purpose';
  return { kind: 'failed', errorType, errorMessage, payload: JSON.stringify({ errorType, errorMessage }) };
}

export interface Scene {
  readonly clock: VirtualClock;
  readonly store: Store;
  readonly sfn: StepFunctions;
  call(operation: string, input: JsonObject): Promise<JsonObject>;
  /** Creates a machine named `Machine` and answers its ARN. */
  create(definition: StateMachineDefinition, more?: JsonObject): Promise<string>;
  /** Starts an execution and answers its ARN. */
  start(stateMachineArn: string, input?: Json, name?: string): Promise<string>;
  history(executionArn: string): Promise<readonly JsonObject[]>;
}

export function aScene(
  runFunction: RunFunction = async ({ payload }) => ({ kind: 'returned', payload }),
  store: Store = new MemoryStore(),
  clock = new VirtualClock(),
  mockConfig?: MockConfig,
): Scene {
  const sfn = createStepFunctions({ ...HOME, store, clock, entropy: seededEntropy(1), runFunction, mockConfig });
  const call = (operation: string, input: JsonObject) => sfn.call(operation, input, CLIENT);
  return {
    clock,
    store,
    sfn,
    call,
    create: async (definition, more = {}) => {
      const machine = { name: 'Machine', roleArn: 'arn:aws:iam::000000000000:role/machine', ...more };
      const created = await call('CreateStateMachine', { ...machine, definition: JSON.stringify(definition) });
      return String(created.stateMachineArn);
    },
    start: async (stateMachineArn, input = {}, name) => {
      const request = { stateMachineArn, input: JSON.stringify(input), ...(name === undefined ? {} : { name }) };
      return String((await call('StartExecution', request)).executionArn);
    },
    history: async (executionArn) => {
      const { events } = await call('GetExecutionHistory', { executionArn, maxResults: 1000 });
      return events as readonly JsonObject[];
    },
  };
}

export const typesOf = (events: readonly JsonObject[]) => events.map(({ type }) => type);

export const aPass: StateMachineDefinition = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };

export const aWait = (seconds: number): StateMachineDefinition => ({
  StartAt: 'W',
  States: { W: { Type: 'Wait', Seconds: seconds, End: true } },
});

/** One task that calls the function `work` with the state's input. */
export const aTask = (more: JsonObject = {}): StateMachineDefinition => ({
  StartAt: 'T',
  States: {
    T: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'work', 'Payload.$': '$' },
      ResultSelector: { 'got.$': '$.Payload' },
      End: true,
      ...more,
    },
  },
});
