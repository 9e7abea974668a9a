/** AWS::StepFunctions::StateMachine. */
import { readFileSync } from 'node:fs';
import { canonicalJson, type JsonObject } from '../../../lib/units';
import { AwsError, CLIENT, type Service } from '../../service';
import { asInApi, type Declared, isObject, type Loader, PropertyError, textOf } from '../loader';
import { arnOf, physicalName } from '../names';
import { inFolder } from '../template';

export const loadStateMachine: Loader = async (declared, target) => {
  const { properties } = declared;
  const name = textOf(
    properties,
    'StateMachineName',
    physicalName(declared.type, declared.stack.name, declared.logicalId),
  );
  const arn = arnOf('states', target, `stateMachine:${name}`);
  const type = textOf(properties, 'StateMachineType', 'STANDARD');
  const definition = substituted(definitionOf(declared), properties);
  const roleArn = textOf(properties, 'RoleArn', arnOf('iam', { ...target, region: '' }, `role/${name}`));
  const loggingConfiguration = asInApi(properties.LoggingConfiguration) ?? OFF;
  const existing = await describe(target.stepfunctions, arn);
  if (existing === undefined) {
    const machine = { name, definition, roleArn, type, loggingConfiguration };
    await target.stepfunctions.call('CreateStateMachine', machine, CLIENT);
  } else if (existing.type !== type) {
    throw new PropertyError(
      'StateMachineType',
      `is ${type} but the data folder holds the machine as ${String(existing.type)}; give it another name, or another data folder`,
    );
  } else if (
    existing.definition !== definition ||
    existing.roleArn !== roleArn ||
    canonicalJson(existing.loggingConfiguration ?? OFF) !== canonicalJson(loggingConfiguration)
  ) {
    const changed = { stateMachineArn: arn, definition, roleArn, loggingConfiguration };
    await target.stepfunctions.call('UpdateStateMachine', changed, CLIENT);
  }
  return {
    kind: 'modelled',
    name,
    arn,
    ref: arn,
    attributes: { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' },
  };
};

const OFF: JsonObject = { level: 'OFF', includeExecutionData: false };

async function describe(stepfunctions: Service, stateMachineArn: string): Promise<JsonObject | undefined> {
  try {
    return await stepfunctions.call('DescribeStateMachine', { stateMachineArn }, CLIENT);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'StateMachineDoesNotExist') return undefined;
    throw error;
  }
}

function definitionOf({ properties, metadata, stack }: Declared): string {
  if (typeof properties.DefinitionString === 'string') return properties.DefinitionString;
  if (isObject(properties.Definition)) return JSON.stringify(properties.Definition);
  const asset = metadata['aws:asset:path'];
  if (properties.DefinitionS3Location !== undefined && typeof asset === 'string') {
    return readFileSync(inFolder(stack.folder, asset), 'utf8');
  }
  throw new PropertyError('DefinitionString', 'is missing; give DefinitionString, Definition, or an asset of the CDK');
}

/** `${Name}` becomes the value of that substitution; what has none stays, as in CloudFormation. */
function substituted(definition: string, { DefinitionSubstitutions: values }: JsonObject): string {
  if (!isObject(values)) return definition;
  return definition.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : escaped(String(value));
  });
}

/** The value stands inside a JSON string, where a quote or a backslash is escaped. */
const escaped = (value: string) => JSON.stringify(value).slice(1, -1);
