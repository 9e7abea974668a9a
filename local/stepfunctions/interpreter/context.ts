/** The context object, `$$`. Step Functions Developer Guide, "Accessing execution data from the Context object". */
import type { EpochMillis, Json, JsonObject } from '../../../lib/units';
import type { Scope } from '../expression';
import { isoOf } from '../timestamp';
import type { Branch } from './frame';
import type { CompiledState } from './machine';
import { RETRIED } from './retried';
import type { Entered } from './step';
import { visibleVariables } from './variables';

export function scopeOf(entered: Entered, input: Json = entered.branch.input, taskToken?: string): Scope {
  let context: JsonObject | undefined;
  return {
    input,
    result: undefined,
    errorOutput: undefined,
    variables: visibleVariables(entered),
    context: () => {
      context ??= contextOf(entered, taskToken);
      return context;
    },
    chance: entered.place.turn.chance,
    now: entered.place.turn.now,
  };
}

function contextOf({ place, state, branch }: Entered, taskToken: string | undefined): JsonObject {
  const { run, redrives } = place.turn;
  if (run.wholeContext !== undefined) return run.wholeContext;
  const { Execution, StateMachine } = run.context();
  const context: { [part: string]: Json } = {
    Execution: redrives.time === null ? Execution : { ...Execution, ...redriveOf(redrives.count, redrives.time) },
    StateMachine,
    State: stateOf(state, branch),
  };
  if (taskToken !== undefined) context.Task = { Token: taskToken };
  if (place.item !== undefined) context.Map = { Item: { Index: place.item.index, Value: place.item.value } };
  return context;
}

const redriveOf = (count: number, time: EpochMillis) => ({
  RedriveCount: count,
  RedriveTime: isoOf(time),
});

function stateOf({ name, type }: CompiledState, { enteredAt, attempts }: Branch): JsonObject {
  const EnteredTime = isoOf(enteredAt);
  return RETRIED.has(type)
    ? { Name: name, EnteredTime, RetryCount: retryCount(attempts) }
    : { Name: name, EnteredTime };
}

const retryCount = (attempts: readonly number[]) => attempts.reduce((sum, count) => sum + count, 0);
