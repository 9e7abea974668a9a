/**
 * Step Functions API Reference, "StartExecution": idempotent for Standard machines. "If … the same name and input as a
 * running execution, the call succeeds and returns the same response as the original request. If the execution is
 * closed or if the input is different, it returns a 400 ExecutionAlreadyExists error."
 */
import type { JsonObject } from '../../../lib/units';
import { executionAlreadyExists } from '../errors';
import { readInput, text } from '../input';
import { parseTestCaseArn } from '../mocks/mocks';
import type { ExecutionRecord } from '../records';
import { runnableAt } from '../runnable';
import { seconds } from '../wire';
import { checkName, name, qualifiedMachineArn } from './name';
import { checkExecutionInput, newExecution } from './new-execution';
import type { Operation } from './operation';

export const startExecution: Operation = async (room, input) => {
  const given = readInput(input, {
    stateMachineArn: qualifiedMachineArn,
    name,
    input: text(),
    traceHeader: text({ max: 256 }),
  });
  if (given.name !== undefined) checkName(given.name);
  // Without a mock configuration an ARN with a test case is no ARN of a state machine.
  const { stateMachineArn, testCase } =
    room.mocks === undefined ? { stateMachineArn: given.stateMachineArn } : parseTestCaseArn(given.stateMachineArn);
  const runnable = runnableAt(room, stateMachineArn);
  const { machine } = runnable;
  if (testCase !== undefined) room.mocks?.checkTestCase(machine.name, testCase);
  const executionInput = given.input ?? '{}';
  checkExecutionInput(executionInput);
  const executionName = given.name ?? room.entropy.uuid();
  if (machine.type === 'STANDARD' && given.name !== undefined) {
    const existing = room.executions.find({ machine: machine.name, name: executionName });
    if (existing !== undefined) {
      if (existing.status !== 'RUNNING' || existing.input !== executionInput) {
        throw executionAlreadyExists(existing.executionArn);
      }
      // What was seen may not be on disk yet: this settles once it is.
      await room.store.commit([]);
      return reply(existing);
    }
  }
  const execution = {
    ...newExecution(room, runnable, executionName, executionInput),
    ...(testCase === undefined ? {} : { testCase }),
  };
  await room.driver.start(execution, runnable.revision);
  return reply(execution);
};

const reply = ({ executionArn, startDate }: ExecutionRecord): JsonObject => ({
  executionArn,
  startDate: seconds(startDate),
});
