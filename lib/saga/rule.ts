/**
 * A service's rules, as pure functions: what an action decides, what a compensation undoes. No clock, no client, no
 * identifier made up on the way: ids derive from the saga and the step, so a rule run twice decides the same.
 */
import type { Brand, EpochMillis, Json, JsonObject } from '../units';
import type {
  CompensationNameOf,
  InputOf,
  RejectsOf,
  ResultOf,
  ResultsBefore,
  ResultsUndoneBy,
  SagaDefinition,
  StepNameOf,
  StepOf,
} from './definition';
import type { Write } from './write';

/** Also the execution's name. */
export type SagaId = Brand<string, 'SagaId'>;
export const sagaId = (value: string): SagaId => value as SagaId;

/** The id of what a step makes: the same however often the step runs. */
export const stepId = (saga: SagaId, step: string): string => `${saga}.${step}`;

/** A fact for the outbox. `sequence` counts the aggregate's own events from 1. */
export interface DomainEvent {
  readonly type: string;
  readonly aggregate: string;
  readonly sequence: number;
  readonly payload: JsonObject;
}

export interface Rejection<Reason extends string = string> {
  readonly reason: Reason;
  readonly message: string;
}

export interface Apply<Result extends Json, Reason extends string> {
  readonly kind: 'apply';
  readonly result: Result;
  readonly writes: readonly Write<Reject<Reason>>[];
  readonly events: readonly DomainEvent[];
}
export interface Reject<Reason extends string> {
  readonly kind: 'reject';
  readonly rejection: Rejection<Reason>;
  readonly events: readonly DomainEvent[];
}
export type Decision<Result extends Json = Json, Reason extends string = string> =
  | Apply<Result, Reason>
  | Reject<Reason>;

export interface Undo {
  readonly writes: readonly Write<never>[];
  readonly events: readonly DomainEvent[];
  /**
   * What is told where the action never ran, and now never may: whoever waits for its undoing need wait no longer.
   * @default nothing
   */
  readonly nothing?: readonly DomainEvent[];
}

/** What a decision brings about beside its answer. */
export interface Effects<Reason extends string> {
  /** @default none */
  readonly writes?: readonly Write<Reject<Reason>>[];
  /** @default none */
  readonly events?: readonly DomainEvent[];
}

/** Yes: `result` is the answer, once the writes are committed. */
export function apply<Result extends Json, Reason extends string = never>(
  result: Result,
  { writes = [], events = [] }: Effects<Reason> = {},
): Apply<Result, Reason> {
  return { kind: 'apply', result, writes, events };
}

/** A final no: nothing changes but what `events` tell. */
export function reject<const Reason extends string>(
  reason: Reason,
  message: string,
  events: readonly DomainEvent[] = [],
): Reject<Reason> {
  return { kind: 'reject', rejection: { reason, message }, events };
}

export interface RuleContext<Input, Results> {
  readonly sagaId: SagaId;
  readonly input: Input;
  readonly results: Results;
  /** When this call began. */
  readonly at: EpochMillis;
}

/** The action of step `Name`: it sees the results of the steps before it. */
export type Action<D extends SagaDefinition, Name extends StepNameOf<D>> = (
  context: RuleContext<InputOf<D>, ResultsBefore<D['steps'], Name>>,
) => Decision<ResultOf<StepOf<D, Name>>, RejectsOf<StepOf<D, Name>>>;

/** The compensation `Name`: it may be called although its action never finished, so every result is optional. */
export type Compensation<D extends SagaDefinition, Name extends CompensationNameOf<D>> = (
  context: RuleContext<InputOf<D>, ResultsUndoneBy<D, Name>>,
) => Undo;
