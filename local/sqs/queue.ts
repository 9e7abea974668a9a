/** Queues and their attributes. Source: SQS API Reference, "CreateQueue", "SetQueueAttributes". */
import type { EpochMillis, Json, JsonObject } from '../../lib/units';
import { invalidAttributeName, invalidAttributeValue, invalidParameterValue, unsupportedOperation } from './errors';
import { isObject } from './members';

export interface Queue {
  readonly name: string;
  readonly arn: string;
  /** As they were set; the others have their defaults. */
  readonly attributes: { readonly [name: string]: string };
  readonly tags: { readonly [key: string]: string };
  readonly createdAt: EpochMillis;
  readonly modifiedAt: EpochMillis;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

interface NumberAttribute {
  readonly min: number;
  readonly max: number;
  readonly initial: number;
}

/** Seconds, but for the size in bytes. */
const NUMBERS = {
  VisibilityTimeout: { min: 0, max: 43_200, initial: 30 },
  DelaySeconds: { min: 0, max: 900, initial: 0 },
  MaximumMessageSize: { min: 1_024, max: 1_048_576, initial: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, initial: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, initial: 0 },
} as const satisfies { readonly [name: string]: NumberAttribute };

/** Kept and shown, without effect. */
const KEPT: ReadonlySet<string> = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

export const numberOf = (queue: Queue, name: keyof typeof NUMBERS): number =>
  Number(queue.attributes[name] ?? NUMBERS[name].initial);

export const defaultAttributes: { readonly [name: string]: string } = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, { initial }]) => [name, String(initial)])),
  SqsManagedSseEnabled: 'true',
};

/** The attributes of a request, each checked. `exists` says whether an ARN names a queue. */
export function parseAttributes(
  given: JsonObject,
  exists: (queueArn: string) => boolean,
): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, parseAttribute(name, String(value), exists)]),
  );
}

function parseAttribute(name: string, value: string, exists: (queueArn: string) => boolean): string {
  if (name === 'RedrivePolicy') return value === '' ? value : checkedRedrivePolicy(value, exists);
  if (Object.hasOwn(NUMBERS, name)) return checkedNumber(name, NUMBERS[name as keyof typeof NUMBERS], value);
  if (KEPT.has(name)) return value;
  if (name === 'FifoQueue' || name === 'ContentBasedDeduplication') throw fifoNotModelled();
  throw invalidAttributeName(`Unknown Attribute ${name}.`);
}

export const fifoNotModelled = () =>
  unsupportedOperation('FIFO queues are not modelled; create a standard queue, whose name does not end in .fifo.');

function checkedNumber(name: string, { min, max }: NumberAttribute, value: string): string {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw invalidAttributeValue(`Invalid value for the parameter ${name}.`);
  return value;
}

const MAX_RECEIVE_COUNT = 1_000;

function checkedRedrivePolicy(value: string, exists: (queueArn: string) => boolean): string {
  const refuse = (reason: string) =>
    invalidParameterValue(`Value ${value} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  const policy = parseJson(value);
  if (!isObject(policy)) throw refuse('Redrive policy is not a valid JSON map.');
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string') {
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  }
  if (maxReceiveCount === undefined) {
    throw refuse('Redrive policy does not contain mandatory attribute: maxReceiveCount.');
  }
  if (!(Number.isInteger(count) && count >= 1 && count <= MAX_RECEIVE_COUNT)) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    );
  }
  if (!exists(deadLetterTargetArn)) throw refuse('Dead letter target does not exist.');
  return value;
}

export function redrivePolicyOf({ attributes: { RedrivePolicy: text } }: Queue): RedrivePolicy | undefined {
  const policy = text === undefined || text === '' ? undefined : parseJson(text);
  if (!isObject(policy)) return undefined;
  return {
    deadLetterTargetArn: String(policy.deadLetterTargetArn),
    maxReceiveCount: Number(policy.maxReceiveCount),
  };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
