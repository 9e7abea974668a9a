/** Step Functions API Reference, "CreateStateMachine". */
import type { JsonObject } from '../../../lib/units';
import { stateMachineArn } from '../arns';
import { diagnosticsText } from '../definition/diagnostic';
import { readDefinition } from '../definition/read-definition';
import { invalidDefinition, stateMachineAlreadyExists, validationException } from '../errors';
import { flag, list, oneOf, readInput, requiredText, structure, text } from '../input';
import { sameJson } from '../json';
import { readLogging } from '../logging-configuration';
import { publish } from '../publish';
import type { MachineRecord } from '../records';
import { readTags } from '../tags';
import { versionArn } from '../versions';
import { present, seconds } from '../wire';
import { checkName, requiredName } from './name';
import type { Operation } from './operation';

/** "The maximum size of a definition": 1 MB of characters. */
export const MAX_DEFINITION_LENGTH = 1_048_576;
export const definitionText = { min: 1, max: MAX_DEFINITION_LENGTH };
export const roleArnText = { min: 1, max: 256 };

export const createStateMachine: Operation = async ({ machines, versions, clock, entropy, ...home }, input) => {
  const given = readInput(input, {
    name: requiredName,
    definition: requiredText(definitionText),
    roleArn: requiredText(roleArnText),
    type: oneOf(['STANDARD', 'EXPRESS']),
    loggingConfiguration: structure,
    tracingConfiguration: structure,
    encryptionConfiguration: structure,
    tags: list,
    publish: flag,
    versionDescription: text({ max: 256 }),
  });
  checkName(given.name);
  checkPublishing(given);
  readLogging(given.loggingConfiguration);
  const { name, definition, roleArn, type = 'STANDARD' } = given;
  const arn = stateMachineArn(home, name);
  const configuration = configurationOf(given);
  const existing = machines.find(name);
  if (existing !== undefined) {
    const same = existing.definition === definition && existing.type === type;
    if (!same || !sameJson(existing.configuration, configuration)) throw stateMachineAlreadyExists(arn);
    const known = versions.of(name).findLast(({ revisionId }) => revisionId === existing.revisionId);
    return present({
      stateMachineArn: arn,
      creationDate: seconds(existing.creationDate),
      stateMachineVersionArn: given.publish === true && known !== undefined ? versionArn(existing, known) : undefined,
    });
  }
  const read = readDefinition(definition);
  if (read.kind === 'invalid') throw invalidDefinition(diagnosticsText(read.diagnostics));
  const now = clock.now();
  const machine: MachineRecord = {
    stateMachineArn: arn,
    name,
    type,
    definition,
    roleArn,
    configuration,
    revisionId: entropy.uuid(),
    creationDate: now,
    updateDate: now,
    updated: false,
    lastVersion: 0,
    tags: readTags(name, given.tags ?? []),
  };
  const answer = { stateMachineArn: arn, creationDate: seconds(now) };
  if (given.publish !== true) {
    await machines.put(machine);
    return answer;
  }
  const published = publish(versions, machine, given.versionDescription ?? null, now);
  await machines.put(published.machine, published.changes);
  return { ...answer, stateMachineVersionArn: versionArn(machine, published.version) };
};

/** Throws `ValidationException`. */
export function checkPublishing(given: {
  readonly publish: boolean | undefined;
  readonly versionDescription: string | undefined;
}): void {
  if (given.versionDescription !== undefined && given.publish !== true) {
    throw validationException('Version description can only be set when publish is true');
  }
}

export const configurationOf = (given: {
  readonly loggingConfiguration: JsonObject | undefined;
  readonly tracingConfiguration: JsonObject | undefined;
  readonly encryptionConfiguration: JsonObject | undefined;
}): JsonObject =>
  present({
    loggingConfiguration: given.loggingConfiguration,
    tracingConfiguration: given.tracingConfiguration,
    encryptionConfiguration: given.encryptionConfiguration,
  });
