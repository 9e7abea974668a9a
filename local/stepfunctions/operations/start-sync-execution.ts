/** Step Functions API Reference, "StartSyncExecution": Express machines only; answers when the execution has ended. */
import { stateMachineTypeNotSupported } from '../errors';
import { readInput, text } from '../input';
import { runnableAt } from '../runnable';
import { dataOf, present, seconds } from '../wire';
import { checkName, includedData, name, qualifiedMachineArn } from './name';
import { checkExecutionInput, newExecution } from './new-execution';
import type { Operation } from './operation';

/** Step Functions pricing: memory in steps of 64 MB, time in steps of 100 ms. */
const BILLED_MEMORY_MB = 64;
const BILLED_STEP_MILLIS = 100;

export const startSyncExecution: Operation = async (room, input) => {
  const given = readInput(input, {
    stateMachineArn: qualifiedMachineArn,
    name,
    input: text(),
    traceHeader: text({ max: 256 }),
    includedData,
  });
  if (given.name !== undefined) checkName(given.name);
  const runnable = runnableAt(room, given.stateMachineArn);
  if (runnable.machine.type !== 'EXPRESS') throw stateMachineTypeNotSupported();
  const executionInput = given.input ?? '{}';
  checkExecutionInput(executionInput);
  const execution = newExecution(room, runnable, given.name ?? room.entropy.uuid(), executionInput);
  const started = room.driver.start(execution, runnable.revision);
  const [ended] = await Promise.all([room.driver.settled(execution), started]);
  const duration = (ended.stopDate ?? ended.startDate) - ended.startDate;
  return present({
    executionArn: ended.executionArn,
    stateMachineArn: ended.stateMachineArn,
    name: ended.name,
    startDate: seconds(ended.startDate),
    stopDate: seconds(ended.stopDate ?? ended.startDate),
    status: ended.status,
    ...dataOf(ended, given.includedData),
    billingDetails: {
      billedMemoryUsedInMB: BILLED_MEMORY_MB,
      billedDurationInMilliseconds: Math.max(1, Math.ceil(duration / BILLED_STEP_MILLIS)) * BILLED_STEP_MILLIS,
    },
  });
};
