/** A table's definition as it is stored: members and names of the API's TableDescription where it has them. */
import type { KeyType } from '../values/attribute-value';

export type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST';
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

// Types and not interfaces, since only those are JSON to the compiler.
export type AttributeDefinition = { readonly AttributeName: string; readonly AttributeType: KeyType };
export type KeySchemaElement = { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' };
export interface Projection {
  readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly NonKeyAttributes?: readonly string[];
}
export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}
/** With what is remembered of its changes, in epoch seconds. */
export interface ProvisionedThroughput extends Throughput {
  readonly LastIncreaseDateTime?: number;
  readonly LastDecreaseDateTime?: number;
  /** On the day of the last one. */
  readonly NumberOfDecreasesToday?: number;
}
// Types here too: they are answered as they are.
export type WarmThroughput = { readonly ReadUnitsPerSecond: number; readonly WriteUnitsPerSecond: number };
/** One of them at least. */
export type OnDemandThroughput = { readonly MaxReadRequestUnits?: number; readonly MaxWriteRequestUnits?: number };
export interface IndexRecord {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Projection;
  readonly ProvisionedThroughput?: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput | undefined;
  /** What it was raised to, by request or by capacity. */
  readonly WarmThroughput?: WarmThroughput | undefined;
}
export interface StreamRecordOfTable {
  readonly StreamViewType: StreamViewType;
  /** The stream's creation time, ISO 8601 without zone: the last part of its ARN. */
  readonly label: string;
  readonly enabled: boolean;
}
export interface ResourcePolicy {
  readonly Policy: string;
  /** Digits. */
  readonly RevisionId: string;
}
export interface ContributorInsights {
  readonly enabled: boolean;
  readonly mode: 'ACCESSED_AND_THROTTLED_KEYS' | 'THROTTLED_KEYS';
  /** Seconds. */
  readonly since: number;
}
export interface PointInTimeRecovery {
  /** Epoch seconds, whole: nothing before can be restored, whatever the period. */
  readonly since: number;
  readonly RecoveryPeriodInDays: number;
}
/** Where a restored table comes from. A type, since it is answered as it is. */
export type RestoreSource = {
  readonly SourceBackupArn?: string;
  readonly SourceTableArn: string;
  /** Seconds: what it is as of. */
  readonly RestoreDateTime: number;
};
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TableRecord {
  readonly TableName: string;
  readonly TableId: string;
  /** Names the table's keys in the store; never used twice. */
  readonly number: string;
  /** Seconds, with milliseconds as fraction. */
  readonly CreationDateTime: number;
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeySchemaElement[];
  readonly BillingMode: BillingMode;
  /** Seconds; absent for a table that was never on demand. */
  readonly LastUpdateToPayPerRequestDateTime?: number;
  readonly ProvisionedThroughput: ProvisionedThroughput;
  readonly OnDemandThroughput?: OnDemandThroughput | undefined;
  readonly WarmThroughput?: WarmThroughput | undefined;
  readonly LocalSecondaryIndexes: readonly IndexRecord[];
  readonly GlobalSecondaryIndexes: readonly IndexRecord[];
  /** The latest stream, enabled or not. */
  readonly stream?: StreamRecordOfTable;
  readonly DeletionProtectionEnabled: boolean;
  readonly TableClass?: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS';
  /** Seconds; absent where the class was never changed. */
  readonly TableClassChangedAt?: number;
  readonly SSEEnabled?: boolean;
  readonly KMSMasterKeyArn?: string | undefined;
  readonly TimeToLiveAttribute?: string;
  /** Seconds; absent where Time to Live was never changed. */
  readonly TimeToLiveChangedAt?: number;
  readonly PointInTimeRecovery?: PointInTimeRecovery;
  /** By the ARN of the table or of its stream. */
  readonly ResourcePolicies?: { readonly [arn: string]: ResourcePolicy };
  /** By the name of the index; that of the table under the empty name. */
  readonly ContributorInsights?: { readonly [indexName: string]: ContributorInsights };
  readonly restoredFrom?: RestoreSource;
  readonly Tags: readonly Tag[];
}
