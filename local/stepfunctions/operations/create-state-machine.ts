/** Step Functions API Reference, "CreateStateMachine". */
import type { Json, JsonObject } from '../../../lib/units';
import { stateMachineArn } from '../arns';
import { diagnosticsText } from '../definition/diagnostic';
import { readDefinition } from '../definition/read-definition';
import { invalidDefinition, stateMachineAlreadyExists } from '../errors';
import { flag, list, oneOf, readInput, requiredText, structure, text } from '../input';
import { isObject, sameJson } from '../json';
import type { MachineRecord } from '../records';
import { present, seconds } from '../wire';
import { checkName, requiredName } from './name';
import type { Operation } from './operation';

/** "The maximum size of a definition": 1 MB of characters. */
export const MAX_DEFINITION_LENGTH = 1_048_576;
export const definitionText = { min: 1, max: MAX_DEFINITION_LENGTH };
export const roleArnText = { min: 1, max: 256 };

export const createStateMachine: Operation = async ({ machines, clock, entropy, ...home }, input) => {
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
  const { name, definition, roleArn, type = 'STANDARD' } = given;
  const arn = stateMachineArn(home, name);
  const configuration = configurationOf(given);
  const existing = machines.find(name);
  if (existing !== undefined) {
    const same = existing.definition === definition && existing.type === type;
    if (!same || !sameJson(existing.configuration, configuration)) throw stateMachineAlreadyExists(arn);
    return { stateMachineArn: arn, creationDate: seconds(existing.creationDate) };
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
    tags: tagsOf(given.tags ?? []),
  };
  await machines.put(machine);
  return { stateMachineArn: arn, creationDate: seconds(now) };
};

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

const tagsOf = (tags: readonly Json[]): JsonObject =>
  Object.fromEntries(tags.filter(isObject).map(({ key, value }) => [String(key), value ?? '']));
