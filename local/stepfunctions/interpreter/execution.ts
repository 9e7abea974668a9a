/** What stays the same while an execution runs. */
import type { EpochMillis, Json, JsonObject } from '../../../lib/units';
import type { StartedBy } from '../history/event';
import { isoOf } from '../timestamp';
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
  /** The version and the alias that it was started by, as `ExecutionStarted` tells them. @default neither */
  readonly startedBy?: StartedBy;
}

/** The parts of the context object that stay the same: `Execution` but for its RedriveCount, and `StateMachine`. */
export interface LastingContext {
  readonly Execution: JsonObject;
  readonly StateMachine: JsonObject;
}

/** A machine at work on one execution. */
export interface Run {
  readonly machine: Machine;
  readonly execution: ExecutionFacts;
  context(): LastingContext;
  /** In place of the context object as it would be: the one that TestState is given. */
  readonly wholeContext?: JsonObject;
}

/** The context's parts are built when first asked for: an execution that waits may never need them. */
export function newRun(machine: Machine, execution: ExecutionFacts): Run {
  let context: LastingContext | undefined;
  return {
    machine,
    execution,
    context: () => {
      context ??= lastingContext(execution);
      return context;
    },
  };
}

const lastingContext = (execution: ExecutionFacts): LastingContext => ({
  Execution: {
    Id: execution.executionArn,
    Input: execution.input,
    StartTime: isoOf(execution.startTime),
    Name: execution.name,
    RoleArn: execution.roleArn,
    RedriveCount: 0,
  },
  StateMachine: { Id: execution.stateMachineArn, Name: execution.stateMachineName },
});
