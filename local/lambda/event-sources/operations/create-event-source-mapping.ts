import type { JsonObject } from '../../../../lib/units';
import { AwsError, CLIENT } from '../../../service';
import type { Position } from '../../../streams/stream-log';
import type { LambdaFunction } from '../../function';
import { parseFunctionName } from '../../function-name';
import { describeMapping } from '../describe';
import { alreadyMapped, invalidParameter, queueNotFound, streamNotFound } from '../errors';
import type { EventSourceMapping } from '../mapping';
import { requiredText } from '../members';
import { readSettings, type Settings } from '../request';
import type { Model, Operation } from './operation';

export const createEventSourceMapping: Operation = async (model, input) => {
  const functionName = requiredText(input, 'FunctionName');
  const settings = readSettings(input);
  const functionArn = functionArnOf(model, functionName);
  const same = model.mappings
    .all()
    .find((other) => other.source.arn === settings.source.arn && other.functionArn === functionArn);
  if (same !== undefined) throw alreadyMapped(settings.source.arn, functionName, same.uuid);
  const mapping = await newMapping(model, model.entropy.uuid(), functionName, settings);
  await model.mappings.put(mapping);
  return describeMapping(mapping, { ...model.mappings.standingOf(mapping), state: 'Creating' });
};

/** A template gives the same mapping at every start; it goes on where it was, unless it reads from something else now. */
export async function declareMapping(model: Model, uuid: string, input: JsonObject): Promise<void> {
  const mapping = await newMapping(model, uuid, requiredText(input, 'FunctionName'), readSettings(input));
  const old = model.mappings.find(uuid);
  if (old === undefined || old.source.arn !== mapping.source.arn || old.source.kind !== mapping.source.kind) {
    if (old !== undefined) await model.mappings.delete(old);
    return model.mappings.put(mapping);
  }
  const source =
    mapping.source.kind === 'stream' && old.source.kind === 'stream'
      ? { ...mapping.source, from: old.source.from }
      : mapping.source;
  await model.mappings.put({ ...mapping, source });
}

export async function newMapping(
  model: Model,
  uuid: string,
  functionName: string,
  settings: Settings,
): Promise<EventSourceMapping> {
  const { source, ...rest } = settings;
  const fields = { ...rest, uuid, functionArn: functionArnOf(model, functionName), lastModified: model.clock.now() };
  if (source.kind === 'queue') {
    await checkQueue(model, source.arn, model.findFunction(functionName));
    return { ...fields, source };
  }
  await checkStream(model, source.arn);
  return { ...fields, source: { ...source, from: firstPosition(model, source) } };
}

/** `LATEST` means what comes after the mapping was made, also when it is polled only later. */
function firstPosition(
  { log }: Model,
  { arn, startingPosition }: { readonly arn: string; readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' },
): Position {
  return startingPosition === 'LATEST' ? log.endOf(arn) : log.horizonOf(arn);
}

export function functionArnOf(model: Model, functionName: string): string {
  const { arn } = model.findFunction(functionName);
  const qualifier = parseFunctionName(functionName)?.qualifier;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

async function checkStream({ catalog }: Model, streamArn: string): Promise<void> {
  try {
    await catalog.find(streamArn);
  } catch (error) {
    throw error instanceof AwsError && error.code === 'ResourceNotFoundException' ? streamNotFound(streamArn) : error;
  }
}

async function checkQueue({ sqs }: Model, queueArn: string, fn: LambdaFunction): Promise<void> {
  const seconds = await visibilitySeconds(sqs, queueArn);
  if (seconds < fn.timeoutSeconds) {
    throw invalidParameter(
      `Queue visibility timeout: ${seconds} seconds is less than Function timeout: ${fn.timeoutSeconds} seconds`,
    );
  }
}

async function visibilitySeconds(sqs: Model['sqs'], queueArn: string): Promise<number> {
  try {
    const input = { QueueUrl: sqs.queueUrl(queueArn), AttributeNames: ['VisibilityTimeout'] };
    const { Attributes } = await sqs.call('GetQueueAttributes', input, CLIENT);
    return Number((Attributes as JsonObject | undefined)?.VisibilityTimeout ?? 0);
  } catch (error) {
    throw error instanceof AwsError && error.code === 'QueueDoesNotExist' ? queueNotFound() : error;
  }
}
