/** Alarms as the service keeps them. */
import type { EpochMillis, JsonObject } from '../../../lib/units';
import type { DataQuery } from '../data-queries';
import type { AlarmRule } from './alarm-rule';

export const STATE_VALUES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type StateValue = (typeof STATE_VALUES)[number];

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text, where there is any. */
  readonly reasonData: string | undefined;
  readonly updatedAt: EpochMillis;
}

export const INITIAL_REASON = 'Unchecked: Initial alarm creation';

export const COMPARISONS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;
export type MissingData = (typeof MISSING_DATA)[number];

interface AlarmPlace {
  readonly name: string;
  readonly arn: string;
  /** The members of the request that made it, without its tags. */
  readonly settings: JsonObject;
  readonly tags: { readonly [key: string]: string };
  readonly updatedAt: EpochMillis;
  readonly state: AlarmState;
}

export type AlarmRecord = AlarmPlace & { readonly type: AlarmType };
export const ALARM_TYPES = ['MetricAlarm', 'CompositeAlarm'] as const;
export type AlarmType = (typeof ALARM_TYPES)[number];

/** What a metric alarm looks at, and how. */
export interface Watch {
  readonly queries: readonly DataQuery[];
  /** Of the query whose points are compared. */
  readonly returnedId: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly missingData: MissingData;
  /** A percentile of too few values changes nothing. */
  readonly ignoresLowSamples: boolean;
}

/** An alarm with what it does, read once from its settings. */
export type Alarm =
  | { readonly kind: 'metric'; readonly record: AlarmRecord; readonly watch: Watch }
  | { readonly kind: 'composite'; readonly record: AlarmRecord; readonly rule: AlarmRule };

const ACTIONS: { readonly [V in StateValue]: string } = {
  OK: 'OKActions',
  ALARM: 'AlarmActions',
  INSUFFICIENT_DATA: 'InsufficientDataActions',
};

export function actionsOf({ settings }: AlarmRecord, state: StateValue): readonly string[] {
  const actions = settings[ACTIONS[state]];
  return Array.isArray(actions) ? actions.map(String) : [];
}
