/** What must be true of one step, in every state that its calls can come to. */
import type { Step } from '../../lib/saga/definition';
import type { JsonObject } from '../../lib/units';
import { isArrow } from '../invariants/fence-monotone';
import type { Item } from '../observed';
import type { FenceStatus } from '../saga-seen';
import type { SagaCall, StepState } from './interleavings';

/** What a step makes in its service, as a number that the undoing must bring back to none. */
export interface StepEffect {
  /** Of one saga: `3000` charged and not given back. */
  made(items: readonly Item[], sagaId: string): number;
  /** What it makes of a request, once it was done. */
  due(input: JsonObject): number;
}

export interface StepSeen {
  readonly step: Step;
  readonly effect: StepEffect;
  readonly calls: readonly SagaCall[];
  readonly state: StepState;
  readonly before: StepState | undefined;
  /** Whether calls that are made one after the other come to these rows. */
  readonly isSerial: boolean;
}

export interface StepLaw {
  readonly name: string;
  readonly law: string;
  check(seen: StepSeen): readonly string[];
}

const serial: StepLaw = {
  name: 'S1 one after the other',
  law: 'Whatever the interleaving, the rows are those that the same calls come to one after the other.',
  check: ({ isSerial }) => (isSerial ? [] : ['no order of whole calls comes to these rows']),
};

const arrows: StepLaw = {
  name: 'S2 fence monotone',
  law: 'A fence is made once and goes from APPLIED to COMPENSATED at the most: nothing is charged after its refund.',
  check: ({ step, calls, state, before }) =>
    sagasOf(calls).flatMap((saga) => {
      const [was, is] = [before && statusOf(before, saga, step), statusOf(state, saga, step)];
      return was === is || (is !== undefined && isArrow(was, is))
        ? []
        : [`the fence of '${saga}' went from ${was ?? 'absent'} to ${is ?? 'absent'}`];
    }),
};

const effect: StepLaw = {
  name: 'S3 effect once',
  law: 'What the step makes is there once, whole, while its fence is APPLIED, and else not at all.',
  check: ({ step, effect: { made, due }, calls, state }) =>
    sagasOf(calls).flatMap((saga) => {
      const status = statusOf(state, saga, step);
      const [is, must] = [made(state.rows.items, saga), status === 'APPLIED' ? due(inputOf(calls, saga)) : 0];
      return is === must ? [] : [`${step.name} of '${saga}' is ${status ?? 'open'}, and has made ${is}, not ${must}`];
    }),
};

const sameAnswers: StepLaw = {
  name: 'S4 same answer',
  law: 'Calls that are answered are answered alike.',
  check: (seen) =>
    sagasOf(seen.calls).flatMap((saga) =>
      (['act', 'undo', 'settle'] as const).flatMap((intent) => {
        const answers = new Set(endsOf(seen, saga, intent).filter((end) => end !== 'StepFenced'));
        return answers.size > 1 ? [`'${saga}' is answered ${[...answers].join(' and ')}`] : [];
      }),
    ),
};

/** What a call may end with, by what its fence is then. */
const TRUE_ANSWERS: {
  readonly [Intent in SagaCall['intent']]: (end: string, status: FenceStatus | undefined, step: Step) => boolean;
} = {
  act: (end, status, step) => {
    if (end === 'StepFenced') return status === 'TOMBSTONE' || status === 'COMPENSATED';
    const isRefusal = step.kind !== 'retriable' && step.rejects.includes(end);
    return isRefusal
      ? status === 'REJECTED'
      : end.startsWith('{') && (status === 'APPLIED' || status === 'COMPENSATED');
  },
  undo: (end, status) =>
    end === '{"outcome":"undone"}'
      ? status === 'COMPENSATED'
      : end === '{"outcome":"nothingToUndo"}' && (status === 'TOMBSTONE' || status === 'REJECTED'),
  settle: (end, status) =>
    end.startsWith('{"applied":true')
      ? status === 'APPLIED'
      : end.startsWith('{"applied":false') && (status === 'TOMBSTONE' || status === 'REJECTED'),
};

const trueAnswers: StepLaw = {
  name: 'S5 true answer',
  law: 'Who is told that something was done, refused or undone is told what the fence says; no call fails otherwise.',
  check: (seen) =>
    seen.calls.flatMap(({ saga, title, intent }, turn) => {
      const end = endOf(seen.state, turn);
      const status = statusOf(seen.state, saga, seen.step);
      return end === undefined || TRUE_ANSWERS[intent](end, status, seen.step)
        ? []
        : [`'${title}' ends with ${end}, and the fence is ${status ?? 'absent'}`];
    }),
};

export const stepLaws: readonly StepLaw[] = [serial, arrows, effect, sameAnswers, trueAnswers];

const sagasOf = (calls: readonly SagaCall[]): readonly string[] => [...new Set(calls.map(({ saga }) => saga))];

const inputOf = (calls: readonly SagaCall[], saga: string): JsonObject => {
  const state = calls.find((call) => call.saga === saga)?.payload.state as { readonly input: JsonObject };
  return state.input;
};

function statusOf({ rows }: StepState, saga: string, { name }: Step): FenceStatus | undefined {
  const fence = rows.items.find(({ pk, sk }) => pk === `saga#${saga}` && sk === `fence#${name}`);
  return fence?.status as FenceStatus | undefined;
}

const endsOf = ({ calls, state }: StepSeen, saga: string, intent: SagaCall['intent']): readonly string[] =>
  calls.flatMap((call, turn) => {
    const end = call.saga === saga && call.intent === intent ? endOf(state, turn) : undefined;
    return end === undefined ? [] : [end];
  });

/** The answer as text, or the error's name; undefined while the call goes on. */
function endOf({ calls }: StepState, turn: number): string | undefined {
  const standing = calls[turn]?.standing;
  if (standing === undefined || standing.kind === 'asks') return undefined;
  return standing.kind === 'answered' ? standing.payload : standing.error;
}
