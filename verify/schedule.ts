/** What goes wrong in a run, and where: data only. A run is a function of scenario, schedule and seed. */
import type { ServiceName } from '../local/service';

/**
 * One call of a run, counted apart from all others: the `nth` time, from 1, that `function` is invoked, or that `function`
 * calls another service.
 */
export interface CallPosition {
  readonly service: ServiceName;
  readonly operation: string;
  /** The function's name in the stack (`ProcessPayment`); `client` outside of functions, `machine` for a state machine. */
  readonly function: string;
  readonly nth: number;
}

/**
 * `notApplied`: the request never arrived. `replyLost`: carried out, then the error. `late`: the error first, carried out
 * `delayMillis` later.
 */
export type CallFaultKind = 'notApplied' | 'replyLost' | 'late';

export interface ErrorReply {
  readonly name: string;
  readonly message: string;
}

export type OperatorAction = 'cancel' | 'resume' | 'redrive' | 'recover';

export type Fault =
  | {
      readonly kind: 'call';
      readonly at: CallPosition;
      readonly how: CallFaultKind;
      readonly error: ErrorReply;
      /** This call and the next ones at the same place. @default 1 */
      readonly times?: number;
      /** For `late`. @default 0 */
      readonly delayMillis?: number;
    }
  /** Carried out as it should be, and once more after `delayMillis`: a duplicate delivery, or a late one. */
  | { readonly kind: 'duplicate'; readonly at: CallPosition; readonly delayMillis: number }
  /** Carried out only after `delayMillis`; the caller waits. What was sent later arrives earlier. */
  | { readonly kind: 'delay'; readonly at: CallPosition; readonly delayMillis: number }
  /** The process is gone at the `nth` commit of the run, before or after it is durable; another one goes on. */
  | { readonly kind: 'crash'; readonly commit: number; readonly side: 'before' | 'after' }
  /** The clock goes forward while the call is made. */
  | { readonly kind: 'clock'; readonly at: CallPosition; readonly jumpMillis: number }
  /** The saga's executions are stopped from outside while the call is made: no Catch sees it. */
  | { readonly kind: 'stop'; readonly at: CallPosition; readonly error: string }
  /** A person acts while the call is made. */
  | { readonly kind: 'operator'; readonly at: CallPosition; readonly action: OperatorAction }
  /** A new version of the saga's machine, or of all functions, is deployed while the call is made. */
  | { readonly kind: 'deploy'; readonly at: CallPosition; readonly what: 'machine' | 'functions' }
  /** The saga's machine is deleted while the call is made. */
  | { readonly kind: 'delete'; readonly at: CallPosition }
  /** The sweepers run so long after the call, while things still go wrong. */
  | { readonly kind: 'sweep'; readonly at: CallPosition; readonly afterMillis: number }
  /** The saga's machine was deployed with a state that brings an execution to an end which no Catch sees. */
  | { readonly kind: 'flaw'; readonly state: string; readonly flaw: Flaw };

/**
 * `runsInCircles` until the history is full; `readsNothing`: a path that leads nowhere; `growsTooLarge`: past the limit of a
 * state's data; `hasNoTime`: the whole execution has a time-out that is over before its function answers.
 */
export type Flaw = 'runsInCircles' | 'readsNothing' | 'growsTooLarge' | 'hasNoTime';

export type Schedule = readonly Fault[];

export const positionText = ({ service, operation, function: fn, nth }: CallPosition): string =>
  `${fn}:${service}.${operation}#${nth}`;

/** Of `positionText`. @throws Error when it is none */
export function positionOf(text: string): CallPosition {
  const [, fn = '', service = '', operation = '', nth = ''] = /^([^:]+):([a-z]+)\.(\w+)#(\d+)$/.exec(text) ?? [];
  if (fn === '') throw new Error(`'${text}' is no place of a call; it reads Function:service.Operation#1`);
  return { service: service as ServiceName, operation, function: fn, nth: Number(nth) };
}
