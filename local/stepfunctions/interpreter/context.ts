/** The context object, `$$`. Step Functions Developer Guide, "Accessing execution data from the Context object". */
import type { Json, JsonObject } from '../../../lib/units';
import type { Scope } from '../expression';
import { RETRIED } from './retried';
import type { Entered } from './step';

export function scopeOf(entered: Entered, input: Json = entered.branch.input, taskToken?: string): Scope {
  let context: JsonObject | undefined;
  return {
    input,
    context: () => {
      context ??= contextOf(entered, taskToken);
      return context;
    },
    chance: entered.place.turn.chance,
  };
}

function contextOf({ place, state, branch }: Entered, taskToken: string | undefined): JsonObject {
  const { run, redriveCount } = place.turn;
  const { Execution, StateMachine } = run.context;
  return {
    Execution: redriveCount === 0 ? Execution : { ...Execution, RedriveCount: redriveCount },
    StateMachine,
    State: {
      Name: state.name,
      EnteredTime: new Date(branch.enteredAt).toISOString(),
      ...(RETRIED.has(state.type) ? { RetryCount: retryCount(branch.attempts) } : {}),
    },
    ...(taskToken === undefined ? {} : { Task: { Token: taskToken } }),
    ...(place.item === undefined ? {} : { Map: { Item: { Index: place.item.index, Value: place.item.value } } }),
  };
}

const retryCount = (attempts: readonly number[]) => attempts.reduce((sum, count) => sum + count, 0);
