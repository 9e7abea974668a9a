/**
 * A mapping from a request, with AWS's defaults and limits. An update is read as the whole request that there would be:
 * the members that it gives over those of the mapping.
 * Source: Lambda API Reference, "CreateEventSourceMapping"; Lambda Developer Guide, "Lambda parameters for DynamoDB".
 */
import type { JsonObject } from '../../../lib/units';
import { compile } from '../../events/pattern/pattern';
import { AwsError } from '../../service';
import { invalidParameter, notModelled } from './errors';
import type { EventSourceMapping, QueueSource, StreamSource } from './mapping';
import { isObject, listOf, numberWithin, objectOf, oneOf, requiredText, truth } from './members';

/** What of a mapping a request determines. */
export type Settings = Pick<
  EventSourceMapping,
  'enabled' | 'batchSize' | 'windowSeconds' | 'filters' | 'reportsItemFailures'
> & { readonly source: Omit<StreamSource, 'from'> | QueueSource };

export type SourceKind = 'stream' | 'queue';

export function sourceKindOf(arn: string): SourceKind {
  if (/^arn:[^:]+:dynamodb:[^:]*:\d*:table\/[^/]+\/stream\/.+$/.test(arn)) return 'stream';
  if (/^arn:[^:]+:sqs:[^:]*:\d*:[^:]+$/.test(arn)) return 'queue';
  if (!arn.startsWith('arn:')) throw invalidParameter(`Unrecognized event source: ${arn}`);
  throw notModelled(`event source like ${arn}`, 'map the stream of a DynamoDB table, or an SQS queue');
}

/** AWS's "By default, you can define up to five different filters". */
const MAX_FILTERS = 5;
const BATCH_SIZE = { stream: { min: 1, max: 10_000, fallback: 100 }, queue: { min: 1, max: 10_000, fallback: 10 } };
/** A queue's batch above this size needs a window to fill it. */
const MAX_BATCH_WITHOUT_WINDOW = 10;

export function readSettings(request: JsonObject): Settings {
  const arn = requiredText(request, 'EventSourceArn');
  const kind = sourceKindOf(arn);
  const batchSize = numberWithin(request, 'BatchSize', BATCH_SIZE[kind]);
  const windowSeconds = numberWithin(request, 'MaximumBatchingWindowInSeconds', { min: 0, max: 300, fallback: 0 });
  if (kind === 'queue' && batchSize > MAX_BATCH_WITHOUT_WINDOW && windowSeconds === 0) {
    throw invalidParameter(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  return {
    enabled: truth(request, 'Enabled', true),
    batchSize,
    windowSeconds,
    filters: filtersOf(request),
    reportsItemFailures: reportsItemFailures(request),
    source: kind === 'stream' ? streamSource(arn, request) : queueSource(arn, request),
  };
}

const STREAM_MEMBERS = [
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'StartingPosition',
  'TumblingWindowInSeconds',
];

function queueSource(arn: string, request: JsonObject): QueueSource {
  const wrong = STREAM_MEMBERS.find((name) => request[name] !== undefined && request[name] !== null);
  if (wrong !== undefined)
    throw invalidParameter(`Unsupported ${wrong} parameter for given event source mapping type.`);
  if (request.ProvisionedPollerConfig !== undefined) {
    throw notModelled('ProvisionedPollerConfig', 'give ScalingConfig.MaximumConcurrency, or leave both out');
  }
  const scaling = objectOf(request, 'ScalingConfig');
  const maximumConcurrency = scaling.MaximumConcurrency;
  return {
    kind: 'queue',
    arn,
    maximumConcurrency:
      maximumConcurrency === undefined || maximumConcurrency === null
        ? undefined
        : numberWithin(scaling, 'MaximumConcurrency', { min: 2, max: 1_000, fallback: 2 }),
  };
}

const UNLIMITED = -1;

function streamSource(arn: string, request: JsonObject): Omit<StreamSource, 'from'> {
  if (request.ScalingConfig !== undefined && request.ScalingConfig !== null) {
    throw invalidParameter('Unsupported ScalingConfig parameter for given event source mapping type.');
  }
  if (numberWithin(request, 'TumblingWindowInSeconds', { min: 0, max: 900, fallback: 0 }) > 0) {
    throw notModelled('tumbling window', 'leave TumblingWindowInSeconds out, or give 0');
  }
  const age = { min: UNLIMITED, max: 604_800, fallback: UNLIMITED };
  const maximumRecordAgeSeconds = numberWithin(request, 'MaximumRecordAgeInSeconds', age);
  if (maximumRecordAgeSeconds >= 0 && maximumRecordAgeSeconds < 60) {
    throw invalidParameter('MaximumRecordAgeInSeconds must be -1, or between 60 and 604800.');
  }
  const attempts = { min: UNLIMITED, max: 10_000, fallback: UNLIMITED };
  return {
    kind: 'stream',
    arn,
    startingPosition: oneOf(request, 'StartingPosition', ['TRIM_HORIZON', 'LATEST']),
    parallelizationFactor: numberWithin(request, 'ParallelizationFactor', { min: 1, max: 10, fallback: 1 }),
    maximumRetryAttempts: numberWithin(request, 'MaximumRetryAttempts', attempts),
    maximumRecordAgeSeconds,
    bisects: truth(request, 'BisectBatchOnFunctionError', false),
    onFailureQueueArn: onFailureQueueOf(request),
  };
}

function onFailureQueueOf(request: JsonObject): string | undefined {
  const onFailure = objectOf(request, 'DestinationConfig').OnFailure;
  const destination = isObject(onFailure) ? onFailure.Destination : undefined;
  if (destination === undefined || destination === null || destination === '') return undefined;
  if (typeof destination === 'string' && /^arn:[^:]+:sqs:/.test(destination)) return destination;
  throw notModelled(`on-failure destination like ${String(destination)}`, 'give the ARN of an SQS queue');
}

function filtersOf(request: JsonObject): readonly string[] {
  const filters = listOf(objectOf(request, 'FilterCriteria'), 'Filters');
  if (filters.length > MAX_FILTERS) {
    throw invalidParameter(`Filter criteria has ${filters.length} filters, and at most ${MAX_FILTERS} are allowed.`);
  }
  return filters.map((filter) => checkedPattern(isObject(filter) ? filter.Pattern : undefined));
}

function checkedPattern(pattern: unknown): string {
  if (typeof pattern !== 'string') throw invalidParameter('Invalid filter pattern definition.');
  try {
    compile(pattern);
    return pattern;
  } catch (error) {
    if (error instanceof AwsError) throw invalidParameter(`Invalid filter pattern definition. ${error.message}`);
    throw error;
  }
}

function reportsItemFailures(request: JsonObject): boolean {
  const types = listOf(request, 'FunctionResponseTypes');
  const wrong = types.find((type) => type !== 'ReportBatchItemFailures');
  if (wrong !== undefined) {
    throw invalidParameter(
      `1 validation error detected: Value '${JSON.stringify(types)}' at 'functionResponseTypes' failed to satisfy constraint: Member must satisfy enum value set: [ReportBatchItemFailures]`,
    );
  }
  return types.length > 0;
}
