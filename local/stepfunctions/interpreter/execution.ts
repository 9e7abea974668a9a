/** What stays the same while an execution runs. */
import type { EpochMillis, Json } from '../../../lib/units';
import type { Machine } from './machine';

export interface ExecutionFacts {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  readonly region: string;
  /** As it was given, blanks included. */
  readonly inputText: string;
  readonly input: Json;
  readonly startTime: EpochMillis;
  /** How long its kind of execution may last at most; `null` where that is a year. */
  readonly maxSeconds: number | null;
}

/** A machine at work on one execution. */
export interface Run {
  readonly machine: Machine;
  readonly execution: ExecutionFacts;
}
