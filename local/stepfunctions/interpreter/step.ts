/** Where a state leaves the thread of control it stands in. */
import type { Json, JsonObject } from '../../../lib/units';
import type { Address, Branch, Failure } from './frame';
import type { CompiledState, States } from './machine';
import type { Turn } from './turn';

export type Step =
  | {
      readonly kind: 'next';
      readonly to: string;
      readonly output: Json;
      readonly variables: JsonObject;
      readonly lastEventId: number;
    }
  | { readonly kind: 'end'; readonly output: Json; readonly lastEventId: number }
  | { readonly kind: 'blocked'; readonly branch: Branch }
  | Failed;

export interface Failed {
  readonly kind: 'failed';
  readonly failure: Failure;
  /** The event that reports it, or the last one before it. */
  readonly lastEventId: number;
  /** The state that failed, as it stood. */
  readonly branch: Branch;
}

/** Where a state runs: the states it may go to, and its place in the tree. */
export interface Place {
  readonly turn: Turn;
  readonly states: States;
  readonly address: Address;
  /** The iteration of the Map state around it. */
  readonly item: MapItem | undefined;
  /** The variables of the threads around this one. */
  readonly outer: JsonObject;
}

export interface MapItem {
  readonly index: number;
  readonly value: Json;
}

/** A state that has been entered. */
export interface Entered<S extends CompiledState = CompiledState> {
  readonly place: Place;
  readonly state: S;
  readonly branch: Branch;
}
