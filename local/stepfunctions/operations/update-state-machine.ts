/** Step Functions API Reference, "UpdateStateMachine". Executions that run keep the definition they began with. */

import { AwsError } from '../../service';
import { diagnosticsText } from '../definition/diagnostic';
import { readDefinition } from '../definition/read-definition';
import { invalidDefinition } from '../errors';
import { flag, readInput, structure, text } from '../input';
import { readLogging } from '../logging-configuration';
import { publish } from '../publish';
import type { MachineRecord } from '../records';
import { versionArn } from '../versions';
import { seconds } from '../wire';
import { checkPublishing, configurationOf, definitionText, roleArnText } from './create-state-machine';
import { machineArn } from './name';
import type { Operation } from './operation';

export const updateStateMachine: Operation = async ({ machines, versions, clock, entropy }, input) => {
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
  checkPublishing(given);
  readLogging(given.loggingConfiguration);
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
  const updated: MachineRecord = {
    ...machine,
    definition: given.definition ?? machine.definition,
    roleArn: given.roleArn ?? machine.roleArn,
    configuration: { ...machine.configuration, ...configuration },
    revisionId,
    updateDate,
    updated: true,
  };
  const answer = { updateDate: seconds(updateDate), revisionId };
  if (given.publish !== true) {
    await machines.put(updated);
    return answer;
  }
  const published = publish(versions, updated, given.versionDescription ?? null, updateDate);
  await machines.put(published.machine, published.changes);
  return { ...answer, stateMachineVersionArn: versionArn(updated, published.version) };
};
