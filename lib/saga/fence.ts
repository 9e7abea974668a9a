/**
 * The fence: one record per (saga, step) in the participant's own table, written in the transaction of the effect.
 *
 *   | found                 | the action arrives            | the compensation arrives               |
 *   | --------------------- | ----------------------------- | -------------------------------------- |
 *   | nothing               | do it, APPLIED (or REJECTED)  | TOMBSTONE, success: nothing to undo    |
 *   | APPLIED               | the stored result             | undo it, COMPENSATED                   |
 *   | REJECTED              | the stored refusal            | success                                |
 *   | TOMBSTONE COMPENSATED | fenced: no effect             | the stored success                     |
 *
 * F1. A fence never goes back to absent.
 * F2. APPLIED and the effect, COMPENSATED and the inverse effect, commit together.
 * F3. The same (saga, step) with another payload is refused.
 */
import type { EpochMillis, Json } from '../units';
import type { Rejection, SagaId } from './rule';

export interface FenceKey {
  readonly sagaId: SagaId;
  readonly step: string;
}

interface Common {
  readonly at: EpochMillis;
}
interface Requested extends Common {
  /** `hashOf` the request that was decided. */
  readonly requestHash: string;
}
export type Applied = Requested & { readonly status: 'APPLIED'; readonly result: Json };
export type Rejected = Requested & { readonly status: 'REJECTED'; readonly rejection: Rejection };
export type Compensated = Common & { readonly status: 'COMPENSATED' };
/** Its compensation came first: the action may never take effect. */
export type Tombstone = Common & { readonly status: 'TOMBSTONE' };
export type Fence = Applied | Rejected | Compensated | Tombstone;
