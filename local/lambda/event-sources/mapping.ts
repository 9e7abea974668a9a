/** Event source mappings as the service keeps them. Source: Lambda API Reference, "EventSourceMappingConfiguration". */
import type { EpochMillis } from '../../../lib/units';
import type { Position } from '../../streams/stream-log';

export interface EventSourceMapping {
  readonly uuid: string;
  /** With the qualifier that was asked for. */
  readonly functionArn: string;
  readonly source: StreamSource | QueueSource;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Patterns of which a record must match one; none lets everything through. */
  readonly filters: readonly string[];
  /** `ReportBatchItemFailures`. */
  readonly reportsItemFailures: boolean;
  readonly lastModified: EpochMillis;
}

export interface StreamSource {
  readonly kind: 'stream';
  readonly arn: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** Where lanes without a checkpoint begin. */
  readonly from: Position;
  readonly parallelizationFactor: number;
  /** -1: until the record expires. */
  readonly maximumRetryAttempts: number;
  /** -1: until the record expires. */
  readonly maximumRecordAgeSeconds: number;
  /** `BisectBatchOnFunctionError`. */
  readonly bisects: boolean;
  readonly onFailureQueueArn: string | undefined;
}

export interface QueueSource {
  readonly kind: 'queue';
  readonly arn: string;
  /** Batches at a time; undefined where the mapping sets no limit. */
  readonly maximumConcurrency: number | undefined;
}

export type StreamMapping = EventSourceMapping & { readonly source: StreamSource };
export type QueueMapping = EventSourceMapping & { readonly source: QueueSource };

export const isStreamMapping = (mapping: EventSourceMapping): mapping is StreamMapping =>
  mapping.source.kind === 'stream';
export const isQueueMapping = (mapping: EventSourceMapping): mapping is QueueMapping => mapping.source.kind === 'queue';
