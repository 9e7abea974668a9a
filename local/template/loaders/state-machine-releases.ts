/** AWS::StepFunctions::StateMachineVersion, AWS::StepFunctions::StateMachineAlias and AWS::StepFunctions::Activity. */
import type { JsonObject } from '../../../lib/units';
import { AwsError, CLIENT } from '../../service';
import { asInApi, isObject, type Loader, PropertyError, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

/** A machine that has not changed since it was published keeps its version. */
export const loadStateMachineVersion: Loader = async ({ properties }, target) => {
  const stateMachineArn = textOf(properties, 'StateMachineArn', '');
  const { Description: description } = properties;
  const published = await target.stepfunctions.call(
    'PublishStateMachineVersion',
    { stateMachineArn, ...(description === undefined ? {} : { description }) },
    CLIENT,
  );
  const arn = String(published.stateMachineVersionArn);
  return { kind: 'modelled', name: arn.split(':').at(-1) ?? '', arn, ref: arn, attributes: { Arn: arn } };
};

export const loadStateMachineAlias: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'Name', physicalName(type, stack.name, logicalId));
  const { Description: description } = properties;
  const routingConfiguration = routingOf(properties);
  const [{ stateMachineVersionArn = '' } = {}] = routingConfiguration;
  const machineArn = String(stateMachineVersionArn).split(':').slice(0, -1).join(':');
  const arn = `${machineArn}:${name}`;
  const alias = { routingConfiguration, ...(description === undefined ? {} : { description }) };
  try {
    await target.stepfunctions.call('UpdateStateMachineAlias', { stateMachineAliasArn: arn, ...alias }, CLIENT);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceNotFound')) throw error;
    await target.stepfunctions.call('CreateStateMachineAlias', { name, ...alias }, CLIENT);
  }
  return { kind: 'modelled', name, arn, ref: arn, attributes: { Arn: arn } };
};

/** A gradual deployment (`DeploymentPreference`) is at its end at once: all starts go to its version. */
function routingOf({ RoutingConfiguration, DeploymentPreference }: JsonObject): readonly JsonObject[] {
  const routes = asInApi(RoutingConfiguration);
  if (Array.isArray(routes)) return routes.filter(isObject);
  const version = isObject(DeploymentPreference) ? DeploymentPreference.StateMachineVersionArn : undefined;
  if (typeof version === 'string') return [{ stateMachineVersionArn: version, weight: 100 }];
  throw new PropertyError('RoutingConfiguration', 'is missing; give RoutingConfiguration or DeploymentPreference');
}

export const loadActivity: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'Name', physicalName(type, stack.name, logicalId));
  await target.stepfunctions.call('CreateActivity', { name }, CLIENT);
  const arn = arnOf('states', target, `activity:${name}`);
  return { kind: 'modelled', name, arn, ref: arn, attributes: { Arn: arn, Name: name } };
};
