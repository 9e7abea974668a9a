/** AWS::SQS::Queue and AWS::SQS::QueuePolicy. */
import type { JsonObject } from '../../../lib/units';
import { AwsError, CLIENT, type Service } from '../../service';
import { isObject, type Loader, textOf } from '../loader';
import { arnOf, physicalName } from '../names';

const ATTRIBUTES = [
  'DelaySeconds',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

/** What an attribute goes back to when a template no longer sets it (CloudFormation, AWS::SQS::Queue). */
const DEFAULTS: JsonObject = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  RedrivePolicy: '',
  VisibilityTimeout: '30',
};

export const loadQueue: Loader = async ({ properties, type, stack, logicalId }, target) => {
  const name = textOf(properties, 'QueueName', physicalName(type, stack.name, logicalId));
  const arn = arnOf('sqs', target, name);
  if (name.endsWith('.fifo') || String(properties.FifoQueue) === 'true') {
    const ref = `https://sqs.${target.region}.amazonaws.com/${target.account}/${name}`;
    const attributes = { Arn: arn, QueueName: name, QueueUrl: ref };
    return { kind: 'notModelled', reason: 'only standard queues are modelled', name, arn, ref, attributes };
  }
  const url = (await existing(target.sqs, name)) ?? (await create(target.sqs, name));
  const Attributes = { ...DEFAULTS, ...attributesIn(properties) };
  await target.sqs.call('SetQueueAttributes', { QueueUrl: url, Attributes }, CLIENT);
  return { kind: 'modelled', name, arn, ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};

async function existing(sqs: Service, name: string): Promise<string | undefined> {
  try {
    return String((await sqs.call('GetQueueUrl', { QueueName: name }, CLIENT)).QueueUrl);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'QueueDoesNotExist') return undefined;
    throw error;
  }
}

const create = async (sqs: Service, name: string): Promise<string> =>
  String((await sqs.call('CreateQueue', { QueueName: name }, CLIENT)).QueueUrl);

function attributesIn(properties: JsonObject): JsonObject {
  const given = ATTRIBUTES.flatMap((name) => {
    const value = properties[name];
    if (value === undefined) return [];
    return [[name, isObject(value) ? JSON.stringify(value) : String(value)] as const];
  });
  return Object.fromEntries(given);
}

/** Nothing in the model is refused for want of permission. */
export const loadQueuePolicy: Loader = ({ stack, logicalId, type }) => {
  const name = physicalName(type, stack.name, logicalId);
  return { kind: 'data', name, arn: '', ref: name, attributes: { Id: name } };
};
