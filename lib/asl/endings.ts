/** How a saga that turned round ends: with everything undone, or with a list of what was not. */
import type { PivotStep, SagaDefinition } from '../saga/definition';
import { SAGA_COMPENSATED, SAGA_COMPENSATION_FAILED } from '../saga/outcome';
import { isCompensatable, undoPlan } from '../saga/plan';
import type { FailState, State } from './language';

export type NamedState = readonly [name: string, state: State];

export const EVERYTHING_UNDONE = 'EverythingUndone';
export const COMPENSATED = 'Compensated';
export const COMPENSATION_FAILED = 'CompensationFailed';
export const UNSETTLED = 'Unsettled';

/** The endings that this saga can come to: a state that nothing leads to is not a valid machine. */
export function endings(saga: SagaDefinition): readonly NamedState[] {
  const pivot = saga.steps.find((step) => step.kind === 'pivot');
  const undoes = saga.steps.some(isCompensatable);
  return [
    ...(undoes ? [[EVERYTHING_UNDONE, everythingUndone] as const] : []),
    ...(undoes || pivot ? [[COMPENSATED, compensated] as const] : []),
    ...(undoes ? [[COMPENSATION_FAILED, compensationFailed] as const] : []),
    ...(pivot ? [[UNSETTLED, unsettled(saga, pivot)] as const] : []),
  ];
}

const everythingUndone: State = {
  Type: 'Choice',
  Choices: [{ Variable: '$.notUndone', IsPresent: true, Next: COMPENSATION_FAILED }],
  Default: COMPENSATED,
};

const compensated: FailState = {
  Type: 'Fail',
  Error: SAGA_COMPENSATED,
  CausePath: 'States.JsonToString($.failure)',
};

/** Its Cause is JSON: `{"failure": {Error, Cause}, "notUndone": {"<Step>": {Error, Cause}}}`. */
const compensationFailed: FailState = {
  Type: 'Fail',
  Error: SAGA_COMPENSATION_FAILED,
  CausePath: jsonText(['{"failure":', ',"notUndone":', '}'], ['$.failure', '$.notUndone']),
};

/**
 * Nobody could find out what became of the pivot, so neither way is safe and nothing was undone. The Cause has the
 * shape of `CompensationFailed`'s and lists the pivot and every step before it.
 */
function unsettled(saga: SagaDefinition, pivot: PivotStep): FailState {
  const left = {
    Error: UNSETTLED,
    Cause: `whether ${pivot.name} took effect is unknown, so this step was left as it is`,
  };
  const earlier = undoPlan(saga, pivot.name, 'unknown').map(({ name }) => `,"${name}":${JSON.stringify(left)}`);
  return {
    Type: 'Fail',
    Error: SAGA_COMPENSATION_FAILED,
    CausePath: jsonText(
      ['{"failure":', `,"notUndone":{"${pivot.name}":`, `${earlier.join('')}}}`],
      ['$.failure', `$.notUndone.${pivot.name}`],
    ),
  };
}

/**
 * An expression that puts JSON text together: between two pieces of `text`, the JSON of what the next path selects.
 * In a template of States.Format the characters \ ' { } stand for themselves only after a backslash
 * (Step Functions Developer Guide, "Intrinsic functions", "Reserved characters").
 */
function jsonText(text: readonly string[], paths: readonly string[]): string {
  const template = text.map((piece) => piece.replace(/[\\'{}]/g, '\\$&')).join('{}');
  return `States.Format('${template}', ${paths.map((path) => `States.JsonToString(${path})`).join(', ')})`;
}
