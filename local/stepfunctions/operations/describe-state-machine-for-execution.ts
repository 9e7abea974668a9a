/** Step Functions API Reference, "DescribeStateMachineForExecution": the definition that the execution runs. */
import { machineNameOf } from '../arns';
import { readInput } from '../input';
import { present, seconds } from '../wire';
import { requiredExecutionArn } from './name';
import type { Operation } from './operation';

export const describeStateMachineForExecution: Operation = async ({ machines, executions }, input) => {
  const { executionArn } = readInput(input, { executionArn: requiredExecutionArn });
  const execution = executions.get(executionArn);
  const name = machineNameOf(execution.stateMachineArn);
  const revision = machines.revision(name, execution.revisionId);
  return present({
    stateMachineArn: execution.stateMachineArn,
    name,
    definition: revision.definition,
    roleArn: revision.roleArn,
    updateDate: seconds(revision.updateDate),
    loggingConfiguration: { includeExecutionData: false, level: 'OFF' },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...revision.configuration,
  });
};
