/** A mapping in the shape of the API: Lambda API Reference, "EventSourceMappingConfiguration". */
import type { JsonObject } from '../../../lib/units';
import type { EventSourceMapping, QueueSource, StreamSource } from './mapping';
import type { ProcessingResult } from './poller';

export type MappingState = 'Creating' | 'Enabled' | 'Disabled' | 'Updating' | 'Deleting';

/** The members that a request gives too. */
export function requestOf(mapping: EventSourceMapping): JsonObject {
  return {
    EventSourceArn: mapping.source.arn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    ...(mapping.filters.length === 0
      ? {}
      : { FilterCriteria: { Filters: mapping.filters.map((Pattern) => ({ Pattern })) } }),
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(mapping.source.kind === 'stream' ? streamMembers(mapping.source) : queueMembers(mapping.source)),
  };
}

export interface Standing {
  readonly state: MappingState;
  readonly lastResult: ProcessingResult;
  /** Of the mapping. */
  readonly arn: string;
}

export function describeMapping(mapping: EventSourceMapping, { state, lastResult, arn }: Standing): JsonObject {
  const isStream = mapping.source.kind === 'stream';
  return {
    UUID: mapping.uuid,
    ...requestOf(mapping),
    FunctionArn: mapping.functionArn,
    LastModified: mapping.lastModified / 1000,
    State: state,
    StateTransitionReason: isStream ? 'User action' : 'USER_INITIATED',
    ...(isStream ? { LastProcessingResult: lastResult } : {}),
    EventSourceMappingArn: arn,
  };
}

function streamMembers(source: StreamSource): JsonObject {
  const { onFailureQueueArn: Destination } = source;
  return {
    StartingPosition: source.startingPosition,
    ParallelizationFactor: source.parallelizationFactor,
    MaximumRetryAttempts: source.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: source.maximumRecordAgeSeconds,
    BisectBatchOnFunctionError: source.bisects,
    TumblingWindowInSeconds: 0,
    DestinationConfig: { OnFailure: Destination === undefined ? {} : { Destination } },
  };
}

const queueMembers = ({ maximumConcurrency: MaximumConcurrency }: QueueSource): JsonObject =>
  MaximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency } };
