/** Step Functions API Reference, "StopExecution". An execution that has ended keeps its end, and answers its stop date. */
import { readInput, text } from '../input';
import { seconds } from '../wire';
import { requiredExecutionArn } from './name';
import type { Operation } from './operation';

export const stopExecution: Operation = async ({ executions, driver, clock }, input) => {
  const given = readInput(input, {
    executionArn: requiredExecutionArn,
    error: text({ max: 256 }),
    cause: text({ max: 32_768 }),
  });
  executions.get(given.executionArn);
  await driver.stop(given.executionArn, { error: given.error ?? null, cause: given.cause ?? null });
  return { stopDate: seconds(executions.get(given.executionArn).stopDate ?? clock.now()) };
};
