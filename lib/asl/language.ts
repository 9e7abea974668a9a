/**
 * The Amazon States Language as types, shared by the generator (`lib/asl`) and the interpreter (`local/stepfunctions`).
 * Types only. Field names are the language's own.
 * Source: https://states-language.net/spec.html and the AWS Step Functions Developer Guide, "State machine structure".
 */
import type { Json, JsonObject } from '../units';

export type QueryLanguage = 'JSONPath' | 'JSONata';

export interface StateMachineDefinition {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly Version?: string;
  readonly StartAt: string;
  /** Seconds for the whole execution; its end is `States.Timeout`, which no Catch sees. */
  readonly TimeoutSeconds?: number;
  readonly States: States;
}
export type States = { readonly [name: string]: State };

export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | ParallelState
  | MapState
  | SucceedState
  | FailState;
export type StateType = State['Type'];

/** A payload template: fields ending in `.$` hold a path or an intrinsic function. JSONata: strings `{% ... %}`. */
export type PayloadTemplate = Json;

interface Common {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
}
interface Filtered extends Common {
  /** A path; `null` discards. JSONPath only, as is `OutputPath`. */
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}
interface Leaves {
  /** Exactly one of `Next` and `End: true`. */
  readonly Next?: string;
  readonly End?: boolean;
  /** Variables. In JSONPath a payload template, in JSONata an object of expressions. */
  readonly Assign?: JsonObject;
  /** JSONata only. */
  readonly Output?: Json;
}
interface Places {
  /** A reference path; `null` discards the result. JSONPath only. */
  readonly ResultPath?: string | null;
}
interface Selects extends Places {
  readonly ResultSelector?: JsonObject;
}
interface Guarded {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Seconds before the first retry; default 1. */
  readonly IntervalSeconds?: number;
  /** Default 3; 0 never retries. */
  readonly MaxAttempts?: number;
  /** Default 2. */
  readonly BackoffRate?: number;
  /** Seconds; caps the interval. */
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}
export interface Catcher extends Places {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}

export interface TaskState extends Filtered, Leaves, Selects, Guarded {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Parameters?: PayloadTemplate;
  /** JSONata only. */
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
  readonly Credentials?: JsonObject;
}
export interface PassState extends Filtered, Leaves, Places {
  readonly Type: 'Pass';
  readonly Result?: Json;
  readonly Parameters?: PayloadTemplate;
}
export interface WaitState extends Filtered, Leaves {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}
export interface SucceedState extends Filtered {
  readonly Type: 'Succeed';
  readonly Output?: Json;
}
export interface FailState extends Common {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface ChoiceState extends Filtered {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceBranch[];
  readonly Default?: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}
/** A top-level rule: a condition (JSONPath) or `Condition` (JSONata), and where it leads. */
export type ChoiceBranch = ChoiceRule & {
  readonly Next: string;
  readonly Condition?: string | boolean;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
};
/** JSONPath condition: one of And, Or, Not, or a `Variable` with exactly one comparison. */
export interface ChoiceRule {
  readonly Comment?: string;
  readonly And?: readonly ChoiceRule[];
  readonly Or?: readonly ChoiceRule[];
  readonly Not?: ChoiceRule;
  readonly Variable?: string;
  readonly [comparison: string]: Json | ChoiceRule | readonly ChoiceRule[] | undefined;
}

export interface ParallelState extends Filtered, Leaves, Selects, Guarded {
  readonly Type: 'Parallel';
  readonly Branches: readonly Branch[];
  readonly Parameters?: PayloadTemplate;
  readonly Arguments?: Json;
}
export interface Branch {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly StartAt: string;
  readonly States: States;
}

export interface MapState extends Filtered, Leaves, Selects, Guarded {
  readonly Type: 'Map';
  readonly ItemProcessor?: Branch & { readonly ProcessorConfig?: ProcessorConfig };
  /** The former name of `ItemProcessor`. */
  readonly Iterator?: Branch & { readonly ProcessorConfig?: ProcessorConfig };
  readonly ItemsPath?: string;
  readonly Items?: Json;
  readonly ItemSelector?: PayloadTemplate;
  /** The former name of `ItemSelector`. */
  readonly Parameters?: PayloadTemplate;
  readonly ItemReader?: JsonObject;
  readonly ItemBatcher?: JsonObject;
  readonly ResultWriter?: JsonObject;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailurePercentagePath?: string;
  readonly Label?: string;
}
export interface ProcessorConfig {
  readonly Mode?: 'INLINE' | 'DISTRIBUTED';
  readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
}
