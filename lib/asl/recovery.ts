/**
 * The machine that finishes a saga whose own execution ended as no Catch sees it: timed out, stopped, over a limit,
 * deleted; or that ended with something not undone and is resumed. It calls the same functions.
 *
 *   Way ── forward ─────────────────────> NextStep ──> what is left ──> Completed
 *    │ back                                  ^
 *    v                      applied          │
 *   Settle<Step> ──> <Step>Applied ──────────┘
 *    │                      │ not applied
 *    v                      v
 *   Unsettled        undo what is not undone ──> EverythingUndone ──> Compensated
 *                                                       └──> CompensationFailed
 *
 * Its input is `{ sagaId, input, results, undone, failure, way }`, `way` being `forward` or `back`.
 *
 * R1. It may run twice, or beside the saga's own execution: every call is fenced.
 * R2. Nothing is undone before the point of no return is settled. From then on it never takes effect, or it has.
 * R3. What is in `undone` is not undone again. Where there is anything, the way back was settled before.
 * R4. Going forward needs no result to be given: what was done answers again what it answered before.
 * R5. It succeeds when the saga has ended, either way; its output says which. It fails when a person is needed.
 */
import type { CompensatableStep, PivotStep, RetriableStep, SagaDefinition } from '../saga/definition';
import { pointOfNoReturn, undoEverything } from '../saga/plan';
import { assembleMachine } from './assemble';
import { actionTask, type Caller, compensationTask } from './call-task';
import {
  COMPENSATED,
  COMPENSATION_FAILED,
  compensationFailed,
  EVERYTHING_UNDONE,
  type NamedState,
  UNSETTLED,
  unsettled,
} from './endings';
import type { ChoiceRule, ChoiceState, PassState, StateMachineDefinition } from './language';
import { settleStateName, settleStates } from './settle';

const WAY = 'Way';
const NEXT_STEP = 'NextStep';
const COMPLETED = 'Completed';

const RECOVERY: Caller = {
  sagaIdPath: '$.sagaId',
  shown: { state: { 'input.$': '$.input', 'results.$': '$.results' } },
};

/**
 * The recovery machine of `saga`. Each function's ARN is left open as `${FunctionName}`; not every function is called.
 * @throws InvalidDefinition as `generateStateMachine` does
 */
export function generateRecoveryMachine(saga: SagaDefinition): StateMachineDefinition {
  const point = pointOfNoReturn(saga);
  return assembleMachine(saga, {
    comment: `Recovery of saga ${saga.name}, version ${saga.version}`,
    states: [...(point === undefined ? [] : forwardStates(saga, point)), ...backwardStates(saga, point)],
  });
}

function forwardStates(saga: SagaDefinition, point: PivotStep | RetriableStep): readonly NamedState[] {
  const left = saga.steps.filter((step) => step.kind === 'retriable');
  const goOn = left.length === 0 ? COMPLETED : NEXT_STEP;
  const ways = { applied: { Next: goOn }, notApplied: firstUndoing(saga) };
  return [
    [WAY, chooseWay(saga, point, goOn)],
    ...settleStates(saga, point, ways, RECOVERY),
    ...(left.length === 0 ? [] : [[NEXT_STEP, nextStep(saga, left)] as const, ...actionStates(saga)]),
    [COMPLETED, ended('COMPLETED')],
  ];
}

function backwardStates(saga: SagaDefinition, point: PivotStep | RetriableStep | undefined): readonly NamedState[] {
  const steps = undoEverything(saga);
  const chain = steps.flatMap((step, index): readonly NamedState[] => {
    const next = steps[index + 1];
    const further = next === undefined ? EVERYTHING_UNDONE : undoingOf(next);
    return [
      [undoingOf(step), unlessUndone(step, further)],
      [step.compensation.name, compensationTask(saga, step, further, RECOVERY)],
    ];
  });
  return [
    ...chain,
    ...(steps.length === 0 ? [] : [[EVERYTHING_UNDONE, everythingUndone] as const]),
    [COMPENSATED, ended('COMPENSATED')],
    ...(steps.length === 0 ? [] : [[COMPENSATION_FAILED, compensationFailed] as const]),
    ...(point === undefined ? [] : [[UNSETTLED, unsettled(saga, point)] as const]),
  ];
}

function chooseWay(saga: SagaDefinition, point: PivotStep | RetriableStep, goOn: string): ChoiceState {
  const undone = undoEverything(saga).map(({ name }) => isPresent(`$.undone.${name}`));
  return {
    Type: 'Choice',
    Choices: [
      { Variable: '$.way', StringEquals: 'forward', Next: goOn },
      // R3
      ...(undone.length === 0 ? [] : [{ Or: undone, Next: firstUndoing(saga) }]),
    ],
    // R2
    Default: settleStateName(point),
  };
}

/** The first step past the point of no return without a result; the first of all where an earlier result is missing (R4). */
function nextStep({ steps }: SagaDefinition, left: readonly RetriableStep[]): ChoiceState {
  const furthestFirst = [COMPLETED, ...left.map(({ name }) => name).reverse()];
  const rows = furthestFirst.flatMap((next, index) => {
    const before = steps.slice(0, steps.length - index);
    return before.length === 0 ? [] : [{ And: before.map(({ name }) => isPresent(`$.results.${name}`)), Next: next }];
  });
  return { Type: 'Choice', Choices: rows, Default: steps[0]?.name };
}

function actionStates(saga: SagaDefinition): readonly NamedState[] {
  return saga.steps.map((step, index): NamedState => {
    const Next = saga.steps[index + 1]?.name ?? COMPLETED;
    return [step.name, { ...actionTask(saga, step, RECOVERY), Next }];
  });
}

const undoingOf = ({ name }: CompensatableStep): string => `${name}Undone`;

function firstUndoing(saga: SagaDefinition): string {
  const [first] = undoEverything(saga);
  return first === undefined ? COMPENSATED : undoingOf(first);
}

// R3
const unlessUndone = ({ name, compensation }: CompensatableStep, further: string): ChoiceState => ({
  Type: 'Choice',
  Choices: [{ ...isPresent(`$.undone.${name}`), Next: further }],
  Default: compensation.name,
});

const isPresent = (path: string): ChoiceRule => ({ Variable: path, IsPresent: true });

const everythingUndone: ChoiceState = {
  Type: 'Choice',
  Choices: [{ ...isPresent('$.notUndone'), Next: COMPENSATION_FAILED }],
  Default: COMPENSATED,
};

// R5
const ended = (state: 'COMPLETED' | 'COMPENSATED'): PassState => ({
  Type: 'Pass',
  Parameters: {
    ended: state,
    'sagaId.$': '$.sagaId',
    'results.$': '$.results',
    'undone.$': '$.undone',
    ...(state === 'COMPENSATED' ? { 'failure.$': '$.failure' } : {}),
  },
  End: true,
});
