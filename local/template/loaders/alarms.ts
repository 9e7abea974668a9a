/** AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm and AWS::CloudWatch::Dashboard. */
import type { Json, JsonObject } from '../../../lib/units';
import { AwsError, CLIENT } from '../../service';
import { type Declared, isObject, type Loader, type Loading, type Target, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

export const loadAlarm: Loader = (declared, target) => putAlarm('PutMetricAlarm', declared, target);
export const loadCompositeAlarm: Loader = (declared, target) => putAlarm('PutCompositeAlarm', declared, target);

/** The properties are the members of the API. */
async function putAlarm(operation: string, declared: Declared, target: Target): Promise<Loading> {
  const { properties, type, stack, logicalId } = declared;
  const name = textOf(properties, 'AlarmName', physicalName(type, stack.name, logicalId));
  const arn = arnOf('cloudwatch', target, `alarm:${name}`);
  const loaded = { name, arn, ref: name, attributes: { Arn: arn } };
  const input = { ...(typed(properties, '') as JsonObject), AlarmName: name };
  try {
    await target.cloudwatch.call(operation, input, CLIENT);
  } catch (error) {
    // What AWS would take, and the model does not do: short periods, anomaly detection.
    if (!(error instanceof AwsError && error.code === 'InvalidParameterValueException')) throw error;
    return { kind: 'notModelled', reason: error.message, ...loaded };
  }
  return { kind: 'modelled', ...loaded };
}

const NUMBERS: ReadonlySet<string> = new Set(['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold']);
const BOOLEANS: ReadonlySet<string> = new Set(['ActionsEnabled', 'ReturnData']);

/** CloudFormation takes `"60"` for 60. */
function typed(value: Json, property: string): Json {
  if (NUMBERS.has(property)) return Number(value);
  if (BOOLEANS.has(property)) return String(value) === 'true';
  if (Array.isArray(value)) return value.map((each: Json) => typed(each, ''));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, typed(inner, name)]));
}

export const loadDashboard: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'DashboardName', physicalName(type, stack.name, logicalId));
  const { DashboardBody: body = '{}' } = properties;
  const DashboardBody = typeof body === 'string' ? body : JSON.stringify(body);
  await target.cloudwatch.call('PutDashboard', { DashboardName: name, DashboardBody }, CLIENT);
  const arn = arnOf('cloudwatch', { ...target, region: '' }, `dashboard/${name}`);
  return { kind: 'modelled', name, arn, ref: name, attributes: {} };
};
