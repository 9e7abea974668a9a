/** Buses, rules, targets and events as the service keeps them. */
import type { EpochMillis, JsonObject } from '../../lib/units';

export const DEFAULT_BUS = 'default';

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly createdAt: EpochMillis;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly pattern: string | undefined;
  readonly schedule: string | undefined;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  /** When it was created, enabled, or given its schedule: a rate counts from here. */
  readonly since: EpochMillis;
}

export type TargetKind = 'lambda' | 'sqs' | 'states' | 'events';

/** What a target is sent instead of the event. */
export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: string }
  | {
      readonly kind: 'transformer';
      readonly paths: { readonly [variable: string]: string };
      readonly template: string;
    };

export interface RetryPolicy {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
}

export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly kind: TargetKind;
  readonly input: TargetInput;
  readonly retry: RetryPolicy;
  readonly deadLetterArn: string | undefined;
  /** For a FIFO queue; a standard queue has no use for it. */
  readonly messageGroupId: string | undefined;
  /** As it was put, for `ListTargetsByRule`. */
  readonly request: JsonObject;
}

/** The envelope that rules see and targets receive. Source: user guide, "Event structure". */
export interface BusEvent extends JsonObject {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, in seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}
