/** AWS::Logs::LogGroup and AWS::Logs::MetricFilter. */
import type { Json, JsonObject } from '../../../lib/units';
import { AwsError, CLIENT } from '../../service';
import { isObject, type Loader, numberOf, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

export const loadLogGroup: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'LogGroupName', physicalName(type, stack.name, logicalId));
  try {
    await target.logs.call('CreateLogGroup', { logGroupName: name }, CLIENT);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error;
  }
  const { RetentionInDays } = properties;
  if (RetentionInDays === undefined) await target.logs.call('DeleteRetentionPolicy', { logGroupName: name }, CLIENT);
  else {
    const retentionInDays = numberOf(properties, 'RetentionInDays', 0);
    await target.logs.call('PutRetentionPolicy', { logGroupName: name, retentionInDays }, CLIENT);
  }
  const arn = arnOf('logs', target, `log-group:${name}`);
  return { kind: 'modelled', name, arn, ref: name, attributes: { Arn: `${arn}:*` } };
};

export const loadMetricFilter: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'FilterName', physicalName(type, stack.name, logicalId));
  const transformations = Array.isArray(properties.MetricTransformations) ? properties.MetricTransformations : [];
  const input = {
    logGroupName: textOf(properties, 'LogGroupName', ''),
    filterName: name,
    filterPattern: textOf(properties, 'FilterPattern', ''),
    metricTransformations: transformations.map(transformationOf),
  };
  await target.logs.call('PutMetricFilter', input, CLIENT);
  return { kind: 'modelled', name, arn: '', ref: name, attributes: {} };
};

/** `MetricName` in a template is `metricName` in the API; dimensions are a list there and a map here. */
function transformationOf(given: Json): JsonObject {
  if (!isObject(given)) return {};
  const { Dimensions, ...rest } = given;
  const members = Object.entries(rest).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]);
  const pairs = Array.isArray(Dimensions) ? Dimensions.filter(isObject) : [];
  const dimensions: JsonObject = Object.fromEntries(pairs.map(({ Key, Value }) => [String(Key), Value ?? '']));
  return { ...Object.fromEntries(members), ...(pairs.length === 0 ? {} : { dimensions }) };
}
