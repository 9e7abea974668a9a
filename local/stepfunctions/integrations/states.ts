/**
 * Executions that executions start: `arn:aws:states:::states:startExecution`, and with `.sync` or `.sync:2` their end.
 * Developer Guide, "Start workflow executions from a task state in Step Functions".
 */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import type { Pattern } from '../interpreter/task-resource';
import { parseJson, textOf } from '../json';
import { TASK_FAILED } from '../state-error';
import { sortedFields } from './http-metadata';
import type { Jobs, Surroundings, TaskOutcome } from './integration';
import { asText, optimized } from './optimized';
import { toPascal } from './sdk-shapes';

export const states = {
  startExecution: optimized({
    service: 'stepfunctions',
    operation: 'StartExecution',
    request: ({ StateMachineArn, Name, Input, TraceHeader }, { taskToken }) => ({
      ...(StateMachineArn === undefined ? {} : { stateMachineArn: StateMachineArn }),
      name: Name ?? nameOf(taskToken()),
      ...(Input === undefined ? {} : { input: asText(Input) }),
      ...(TraceHeader === undefined ? {} : { traceHeader: TraceHeader }),
    }),
    recover: existing,
    result: ({ executionArn, startDate }) => ({ ExecutionArn: executionArn ?? null, StartDate: millis(startDate) }),
  }),
};

/** An execution without a name takes it from the attempt that starts it: after a crash the same one is found again. */
function nameOf(taskToken: string): string {
  const hex = createHash('sha256').update(taskToken).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** What an attempt that the process did not survive has started, though it may have ended since. */
async function existing(error: unknown, { name }: JsonObject, around: Surroundings): Promise<JsonObject> {
  const taken = error instanceof AwsError && error.code === 'ExecutionAlreadyExists';
  const executionArn = taken ? /'(arn:[^']+)'/.exec(error.message)?.[1] : undefined;
  if (executionArn === undefined || name !== nameOf(around.taskToken())) throw error;
  return around.callService('stepfunctions', 'DescribeExecution', { executionArn });
}

/** Epoch seconds of the protocol; version 1 of the AWS SDK for Java writes a date as milliseconds. */
const millis = (seconds: Json | undefined): Json => (typeof seconds === 'number' ? Math.round(seconds * 1000) : null);

export const executionsAsJobs = (pattern: Pattern): Jobs => ({
  settled: async (executionArn, { settled, callService }) => {
    await settled(executionArn);
    return endOf(await callService('stepfunctions', 'DescribeExecution', { executionArn }), pattern);
  },
  cancel: async (executionArn, { callService }) => {
    await callService('stepfunctions', 'StopExecution', { executionArn });
  },
});

/** "The .sync:2 … returns a JSON output", where `.sync` returns the text of it. */
function endOf(answer: JsonObject, pattern: Pattern): TaskOutcome {
  const dates = { startDate: millis(answer.startDate), stopDate: millis(answer.stopDate) };
  const described = sortedFields(toPascal({ ...answer, ...dates }));
  if (answer.status !== 'SUCCEEDED') return { kind: 'failed', error: TASK_FAILED, cause: textOf(described) };
  const output = pattern === 'sync:2' ? withParsedData(described) : described;
  return { kind: 'succeeded', output, text: textOf(output) };
}

function withParsedData(described: JsonObject): JsonObject {
  const { Input, Output } = described;
  return {
    ...described,
    ...(typeof Input === 'string' ? { Input: parseJson(Input) } : {}),
    ...(typeof Output === 'string' ? { Output: parseJson(Output) } : {}),
  };
}
