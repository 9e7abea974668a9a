/**
 * `saga('PlaceOrder', { input }).compensatable(…).compensatable(…).retriable(…).build()`.
 *
 * The builder's type has only the steps that may come next, so a compensatable step after the point of no return does
 * not compile. What types cannot see (`build` and each step check it) is refused with a sentence that names the step.
 */
import type { Json } from '../units';
import { checkDefinition } from './check';
import type {
  CallPolicy,
  CompensatableStep,
  PivotStep,
  RetriableStep,
  RetryPolicy,
  SagaDefinition,
  Schema,
  Step,
} from './definition';

export interface SagaSpec<Input extends Json> {
  readonly input: Schema<Input>;
  /** @default 1 */
  readonly version?: number;
  /**
   * Seconds a saga may take; the tries of its steps up to the point of no return must fit.
   * @default none
   */
  readonly deadlineSeconds?: number;
}
export interface CallSpec {
  /** @default 10 */
  readonly timeoutSeconds?: number;
  /** Fields left out keep the default of the step's kind: `ACTION_RETRY`, `COMPENSATION_RETRY` or `FORWARD_RETRY`. */
  readonly retry?: Partial<RetryPolicy>;
}
export interface ActionSpec<Result extends Json> extends CallSpec {
  /** @default any JSON value */
  readonly result?: Schema<Result>;
}
export interface RejectingSpec<Result extends Json, Rejects extends string> extends ActionSpec<Result> {
  /** @default none */
  readonly rejects?: readonly Rejects[];
}
export interface CompensatableSpec<Result extends Json, Compensation extends string, Rejects extends string>
  extends RejectingSpec<Result, Rejects> {
  readonly compensation: Compensation | (CallSpec & { readonly name: Compensation });
}

export interface AfterPivot<Input extends Json, Steps extends readonly Step[]> {
  /** A step that cannot be refused or undone: it is retried until it is done. */
  retriable<const Name extends string, Result extends Json = Json>(
    name: Name,
    spec?: ActionSpec<Result>,
  ): AfterPivot<Input, [...Steps, RetriableStep<Name, Result>]>;
  /** @throws InvalidDefinition a sentence that names the step */
  build(): SagaDefinition<Input, Steps>;
}

export interface BeforePivot<Input extends Json, Steps extends readonly Step[]> extends AfterPivot<Input, Steps> {
  /** A step with a compensation that undoes it in business terms. */
  compensatable<
    const Name extends string,
    const Compensation extends string,
    Result extends Json = Json,
    const Rejects extends string = never,
  >(
    name: Name,
    spec: CompensatableSpec<Result, Compensation, Rejects>,
  ): BeforePivot<Input, [...Steps, CompensatableStep<Name, Result, Compensation, Rejects>]>;
  /** The point of no return: refused, everything before is undone; applied, the rest is driven forward. */
  pivot<const Name extends string, Result extends Json = Json, const Rejects extends string = never>(
    name: Name,
    spec?: RejectingSpec<Result, Rejects>,
  ): AfterPivot<Input, [...Steps, PivotStep<Name, Result, Rejects>]>;
}

/** Backoff of a forward step: about 1 + 2 + 4 seconds. */
export const ACTION_RETRY: RetryPolicy = {
  attempts: 4,
  intervalSeconds: 1,
  backoffRate: 2,
  maxDelaySeconds: 20,
  jitter: 'FULL',
};
/** A compensation is worth more patience: giving up leaves work for a person. */
export const COMPENSATION_RETRY: RetryPolicy = { ...ACTION_RETRY, attempts: 8, maxDelaySeconds: 60 };
/** Past the point of no return there is nothing else to do but try: about two hours. */
export const FORWARD_RETRY: RetryPolicy = { ...ACTION_RETRY, attempts: 30, maxDelaySeconds: 300 };

const DEFAULT_TIMEOUT_SECONDS = 10;
const anyJson: Schema<Json> = { parse: (value) => value as Json };

export function saga<Input extends Json>(name: string, spec: SagaSpec<Input>): BeforePivot<Input, []> {
  const { input, version = 1, deadlineSeconds } = spec;
  return continued({ name, version, input, deadlineSeconds, steps: [] });
}

function continued<Input extends Json, Steps extends readonly Step[]>(
  soFar: SagaDefinition<Input, Steps>,
): BeforePivot<Input, Steps> {
  const add = <S extends Step>(step: S) => continued<Input, [...Steps, S]>({ ...soFar, steps: [...soFar.steps, step] });
  return {
    compensatable: (name, spec) =>
      add({
        kind: 'compensatable',
        name,
        rejects: spec.rejects ?? [],
        result: resultOf(spec),
        ...policy(spec, ACTION_RETRY),
        compensation: compensationOf(spec.compensation),
      }),
    pivot: (name, spec = {}) =>
      add({ kind: 'pivot', name, rejects: spec.rejects ?? [], result: resultOf(spec), ...policy(spec, ACTION_RETRY) }),
    retriable: (name, spec = {}) =>
      add({ kind: 'retriable', name, result: resultOf(spec), ...policy(spec, FORWARD_RETRY) }),
    build: () => checkDefinition(soFar),
  };
}

/** Without a schema a result is any JSON value, which is also what its type then says. */
function resultOf<Result extends Json>(spec: ActionSpec<Result>): Schema<Result> {
  return spec.result ?? (anyJson as Schema<Result>);
}

function policy(spec: CallSpec, retry: RetryPolicy): CallPolicy {
  return { timeoutSeconds: spec.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS, retry: { ...retry, ...spec.retry } };
}

function compensationOf<Name extends string>(spec: Name | (CallSpec & { readonly name: Name })) {
  const { name, ...call } = typeof spec === 'string' ? { name: spec } : spec;
  return { name, ...policy(call, COMPENSATION_RETRY) };
}
