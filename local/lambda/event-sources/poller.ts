/** What the pollers of both kinds are given, and what they are to the rest. */
import type { LocalClock } from '../../clock';
import type { Entropy } from '../../entropy';
import type { Sqs } from '../../sqs/sqs';
import type { Store } from '../../store/store';
import type { LambdaCounter } from '../counter';
import type { InvocationRequest, InvocationResult } from '../invocation';

export interface Poller {
  /** Ends after the invocation under way; what comes of that one is no longer looked at. */
  close(): void;
}

export interface PollerParts {
  readonly store: Store;
  readonly clock: LocalClock;
  readonly entropy: Entropy;
  readonly region: string;
  readonly sqs: Pick<Sqs, 'receive' | 'deleteMessage' | 'send' | 'call' | 'queueUrl' | 'subscribe'>;
  /** Throws where the service refuses: throttled, or no such function. */
  readonly run: (request: InvocationRequest, requestId: string) => Promise<InvocationResult>;
  /** @default nobody counts */
  readonly count?: LambdaCounter;
}

/** The texts of `LastProcessingResult`. */
export type ProcessingResult = 'No records processed' | 'OK' | 'PROBLEM: Function call failed';

/** Lambda quotas: the payload of a synchronous invocation, less what stands around the records. */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024 - 64;

/** Of records that are JSON text already. */
export const eventText = (records: readonly string[]): string => `{"Records":[${records.join(',')}]}`;
