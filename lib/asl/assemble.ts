/** The last step of generating a machine: its states put together, and everything refused that would fail elsewhere. */
import type { SagaDefinition } from '../saga/definition';
import { InvalidDefinition } from '../saga/errors';
import type { NamedState } from './endings';
import { checkHistory } from './history';
import type { StateMachineDefinition } from './language';
import { validateStateMachine } from './validate';

/** The states in the order in which they are written; the machine starts at the first. */
export interface Parts {
  readonly comment: string;
  readonly timeoutSeconds?: number;
  readonly states: readonly NamedState[];
}

/** @throws InvalidDefinition when two states have one name, or the machine or its longest history is too large */
export function assembleMachine(
  saga: SagaDefinition,
  { comment, timeoutSeconds, states }: Parts,
): StateMachineDefinition {
  refuseDuplicates(saga, states);
  const machine: StateMachineDefinition = {
    Comment: comment,
    StartAt: states[0]?.[0] ?? '',
    ...(timeoutSeconds === undefined ? {} : { TimeoutSeconds: timeoutSeconds }),
    States: Object.fromEntries(states),
  };
  const [wrong] = validateStateMachine(machine);
  if (wrong !== undefined) throw new InvalidDefinition(`saga '${saga.name}': ${wrong.message}, at ${wrong.location}`);
  checkHistory(saga, machine);
  return machine;
}

function refuseDuplicates(saga: SagaDefinition, states: readonly NamedState[]): void {
  const seen = new Set<string>();
  for (const [name] of states) {
    if (seen.has(name)) {
      throw new InvalidDefinition(
        `saga '${saga.name}': '${name}' names a function and also a state that the machine adds; rename the function`,
      );
    }
    seen.add(name);
  }
}
