/** Goes from state to state until something must be awaited, or the thread of control ends. */
import type { Json, JsonObject } from '../../../lib/units';
import { WHOLE } from '../history/event';
import { StateError } from '../state-error';
import { failed, reported } from './failure';
import type { Branch, FinishedBranch } from './frame';
import type { CompiledState } from './machine';
import { enterChoice } from './states/choice';
import { enterFail } from './states/fail';
import { enterMap } from './states/map';
import { enterParallel } from './states/parallel';
import { enterPass } from './states/pass';
import { enterSucceed } from './states/succeed';
import { enterTask } from './states/task';
import { enterWait } from './states/wait';
import type { Entered, Failed, Place, Step } from './step';
import { NO_VARIABLES } from './variables';

export type Node = Branch | FinishedBranch | Failed;

/** `inputText` where the input is known as it was written; `variables` are the thread's own, none at its start. */
export function enter(
  place: Place,
  name: string,
  input: Json,
  previousEventId: number,
  inputText?: string,
  variables: JsonObject = NO_VARIABLES,
): Node {
  return walk(place, enterState(place, name, input, variables, previousEventId, inputText));
}

export function walk(place: Place, first: Step): Node {
  let step = first;
  while (step.kind === 'next') {
    step = enterState(place, step.to, step.output, step.variables, step.lastEventId);
  }
  switch (step.kind) {
    case 'end':
      return { kind: 'finished', output: step.output, lastEventId: step.lastEventId };
    case 'blocked':
      return step.branch;
    case 'failed':
      return step;
  }
}

export function stateNamed(place: Place, name: string): CompiledState {
  const state = place.states.byName.get(name);
  if (state === undefined) throw new Error(`the machine has no state '${name}'`);
  return state;
}

function enterState(
  place: Place,
  name: string,
  input: Json,
  variables: JsonObject,
  previousEventId: number,
  inputText?: string,
): Step {
  const { turn } = place;
  const state = stateNamed(place, name);
  const id = turn.emit(`${state.type}StateEntered`, previousEventId, {
    stateEnteredEventDetails: { name, input: inputText ?? turn.textOf(input), inputDetails: WHOLE },
  });
  const branch: Branch = {
    kind: 'active',
    state: name,
    input,
    enteredEventId: id,
    precedingEventId: previousEventId,
    enteredAt: turn.now,
    lastEventId: id,
    attempts: NONE,
    variables,
    phase: ENTERED,
  };
  return begin({ place, state, branch });
}

const NONE: readonly number[] = [];
const ENTERED = { kind: 'entered' } as const;

/** Begins the work of a state that was entered, or begins it again after a failure. */
export function begin(entered: Entered): Step {
  return guarded(entered, entered.branch.lastEventId, () => beginByType(entered.state.type, entered));
}

const beginState: {
  readonly [T in CompiledState['type']]: (entered: Entered<Extract<CompiledState, { readonly type: T }>>) => Step;
} = {
  Task: enterTask,
  Pass: enterPass,
  Choice: enterChoice,
  Wait: enterWait,
  Parallel: enterParallel,
  Map: enterMap,
  Succeed: enterSucceed,
  Fail: enterFail,
};

function beginByType<T extends CompiledState['type']>(type: T, entered: Entered): Step {
  return beginState[type](entered as Entered<Extract<CompiledState, { readonly type: T }>>);
}

/** Runs what may go wrong inside the state; `lastEventId` is the event that such an error follows. */
export function guarded(entered: Entered, lastEventId: number, work: () => Step): Step {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const { failure, report } = reported(entered, error, lastEventId);
    return failed(entered, failure, report);
  }
}
