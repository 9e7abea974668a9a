/** Step Functions API Reference, "UpdateStateMachine". Executions that run keep the definition they began with. */

import { AwsError } from '../../service';
import { diagnosticsText } from '../definition/diagnostic';
import { readDefinition } from '../definition/read-definition';
import { invalidDefinition } from '../errors';
import { flag, readInput, structure, text } from '../input';
import { seconds } from '../wire';
import { configurationOf, definitionText, roleArnText } from './create-state-machine';
import { machineArn } from './name';
import type { Operation } from './operation';

export const updateStateMachine: Operation = async ({ machines, clock, entropy }, input) => {
  const given = readInput(input, {
    stateMachineArn: machineArn,
    definition: text(definitionText),
    roleArn: text(roleArnText),
    loggingConfiguration: structure,
    tracingConfiguration: structure,
    encryptionConfiguration: structure,
    publish: flag,
    versionDescription: text({ max: 256 }),
  });
  const machine = machines.get(given.stateMachineArn);
  const configuration = configurationOf(given);
  if (given.definition === undefined && given.roleArn === undefined && Object.keys(configuration).length === 0) {
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration, or the EncryptionConfiguration must be specified',
    );
  }
  if (given.definition !== undefined) {
    const read = readDefinition(given.definition);
    if (read.kind === 'invalid') throw invalidDefinition(diagnosticsText(read.diagnostics));
  }
  const updateDate = clock.now();
  const revisionId = entropy.uuid();
  await machines.put({
    ...machine,
    definition: given.definition ?? machine.definition,
    roleArn: given.roleArn ?? machine.roleArn,
    configuration: { ...machine.configuration, ...configuration },
    revisionId,
    updateDate,
    updated: true,
  });
  return { updateDate: seconds(updateDate), revisionId };
};
