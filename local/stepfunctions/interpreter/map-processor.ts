/** The states of a Map state as a machine of their own: what the child executions of its map runs run. */
import type { Machine, States } from './machine';
import type { CompiledMap } from './states/map';

const processors = new WeakMap<CompiledMap, Machine>();

export function processorOf(machine: Machine, stateName: string): Machine {
  const state = mapNamed(machine, stateName);
  if (state === undefined) throw new Error(`the machine has no Map state '${stateName}'`);
  const known = processors.get(state);
  if (known !== undefined) return known;
  const processor: Machine = { ...state.states, timeoutSeconds: undefined };
  processors.set(state, processor);
  return processor;
}

/** "State names must be unique within the scope of the whole state machine." */
function mapNamed(states: States, name: string): CompiledMap | undefined {
  for (const state of states.byName.values()) {
    if (state.type === 'Map') {
      const found = state.name === name ? state : mapNamed(state.states, name);
      if (found !== undefined) return found;
    }
    if (state.type === 'Parallel') {
      for (const branch of state.branches) {
        const found = mapNamed(branch, name);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}
