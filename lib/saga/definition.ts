/**
 * A saga as data: its steps in order, what undoes each, and how hard each is tried. Build one with `saga` (builder.ts).
 *
 * Step kinds follow Richardson, Microservices Patterns, chapter 4: compensatable steps come first, then at most one
 * pivot (the point of no return), then retriable steps, which are only ever driven forward.
 */
import type { Json } from '../units';

/** Anything that parses: a zod schema is one. `parse` throws with a message that says what is wrong. */
export interface Schema<T> {
  parse(value: unknown): T;
}

export interface RetryPolicy {
  /** How often the function is tried at the most, the first time included. */
  readonly attempts: number;
  /** Seconds before the second try. */
  readonly intervalSeconds: number;
  /** Each further wait is this many times the one before. */
  readonly backoffRate: number;
  /** Seconds no wait exceeds. */
  readonly maxDelaySeconds: number;
  /** FULL: each wait is drawn between 0 and its length, so that sagas that failed together do not return together. */
  readonly jitter: 'FULL' | 'NONE';
}

/** How one function of a saga is called. */
export interface CallPolicy {
  /** Seconds one try may take before its outcome counts as unknown; at most 900, Lambda's own limit. */
  readonly timeoutSeconds: number;
  readonly retry: RetryPolicy;
}

export interface CompensatableStep<
  Name extends string = string,
  Result extends Json = Json,
  Compensation extends string = string,
  Rejects extends string = string,
> extends CallPolicy {
  readonly kind: 'compensatable';
  readonly name: Name;
  /** The refusals its action may answer with: final, recorded by the participant, without effect. */
  readonly rejects: readonly Rejects[];
  readonly result: Schema<Result>;
  readonly compensation: CallPolicy & { readonly name: Compensation };
}

export interface PivotStep<Name extends string = string, Result extends Json = Json, Rejects extends string = string>
  extends CallPolicy {
  readonly kind: 'pivot';
  readonly name: Name;
  readonly rejects: readonly Rejects[];
  readonly result: Schema<Result>;
}

export interface RetriableStep<Name extends string = string, Result extends Json = Json> extends CallPolicy {
  readonly kind: 'retriable';
  readonly name: Name;
  readonly result: Schema<Result>;
}

export type Step = CompensatableStep | PivotStep | RetriableStep;

export interface SagaDefinition<Input extends Json = Json, Steps extends readonly Step[] = readonly Step[]> {
  readonly name: string;
  /** Raised by its author when steps or payloads change their meaning; recorded with every saga. */
  readonly version: number;
  readonly input: Schema<Input>;
  /**
   * Seconds after its start at which a saga that has not ended is ended from outside: undone before its point of no
   * return, driven forward after it.
   * @default none
   */
  readonly deadlineSeconds?: number;
  readonly steps: Steps;
}

// ---- what the types of a definition say ---------------------------------------------------------------------------

export type InputOf<D extends SagaDefinition> = D extends SagaDefinition<infer Input, readonly Step[]> ? Input : never;
export type StepNameOf<D extends SagaDefinition> = D['steps'][number]['name'];
export type StepOf<D extends SagaDefinition, Name extends string> = Extract<D['steps'][number], { name: Name }>;
export type CompensationNameOf<D extends SagaDefinition> = Extract<
  D['steps'][number],
  { kind: 'compensatable' }
>['compensation']['name'];
/** Every function a definition calls: one an action, one a compensation. */
export type FunctionNameOf<D extends SagaDefinition> = StepNameOf<D> | CompensationNameOf<D>;

export type ResultOf<S extends Step> = S['result'] extends Schema<infer Result extends Json> ? Result : never;
export type RejectsOf<S extends Step> = S extends { readonly rejects: readonly (infer Rejects extends string)[] }
  ? Rejects
  : never;

/** The results a step may read: those of the steps before it, and no other. */
export type ResultsBefore<Steps extends readonly Step[], Name extends string> = Steps extends readonly [
  infer First extends Step,
  ...infer Rest extends readonly Step[],
]
  ? First['name'] extends Name
    ? unknown
    : { readonly [N in First['name']]: ResultOf<First> } & ResultsBefore<Rest, Name>
  : unknown;

type StepUndoneBy<D extends SagaDefinition, Compensation extends string> = Extract<
  D['steps'][number],
  { compensation: { name: Compensation } }
>;

/** What a compensation may read: its action's result and earlier ones, none of which it may count on. */
export type ResultsUndoneBy<D extends SagaDefinition, Compensation extends string> = Partial<
  ResultsBefore<D['steps'], StepUndoneBy<D, Compensation>['name']> & {
    readonly [N in StepUndoneBy<D, Compensation>['name']]: ResultOf<StepUndoneBy<D, Compensation>>;
  }
>;
