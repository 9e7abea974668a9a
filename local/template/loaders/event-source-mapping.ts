/** AWS::Lambda::EventSourceMapping and AWS::Lambda::EventInvokeConfig: both are put once the functions are there. */
import { createHash } from 'node:crypto';
import { CLIENT } from '../../service';
import { type Loader, PropertyError, type Target, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

const SOURCE = /^arn:[^:]+:(sqs|dynamodb):/;

export const loadEventSourceMapping: Loader = ({ properties, stack, logicalId }, target) => {
  const uuid = uuidOf(`${stack.name}/${logicalId}`);
  const arn = arnOf('lambda', target, `event-source-mapping:${uuid}`);
  const loaded = { name: uuid, arn, ref: uuid, attributes: { Id: uuid, EventSourceMappingArn: arn } };
  const source = textOf(properties, 'EventSourceArn', '');
  if (!SOURCE.test(source)) {
    const what = source === '' ? 'an event source without an ARN' : source;
    return {
      kind: 'notModelled',
      reason: `its source is ${what}; streams of tables and queues are modelled`,
      ...loaded,
    };
  }
  const reason = withoutFunction(properties.FunctionName, target);
  if (reason !== undefined) return { kind: 'notModelled', reason, ...loaded };
  target.whenDeployed(() => target.lambda.eventSources.declare(uuid, properties));
  return { kind: 'modelled', ...loaded };
};

export const loadEventInvokeConfig: Loader = ({ properties, type, stack, logicalId }, target) => {
  const name = physicalName(type, stack.name, logicalId);
  const loaded = { name, arn: '', ref: name, attributes: { Id: name } };
  const reason = withoutFunction(properties.FunctionName, target);
  if (reason !== undefined) return { kind: 'notModelled', reason, ...loaded };
  target.whenDeployed(async () => {
    await target.lambda.call('PutFunctionEventInvokeConfig', properties, CLIENT);
  });
  return { kind: 'modelled', ...loaded };
};

function withoutFunction(functionName: unknown, target: Target): string | undefined {
  if (typeof functionName !== 'string')
    throw new PropertyError('FunctionName', 'must be the name or ARN of a function');
  return target.hasFunction(functionName) ? undefined : `the function ${functionName} is not modelled`;
}

/** The same for the same resource at every start. */
function uuidOf(path: string): string {
  const hex = createHash('sha256').update(path).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
