/**
 * What an ending means for the ledger, and how a saga that ended where no Catch sees it is recovered. Pure: whoever hears
 * of an ending asks here, be it a rule, a sweeper or a person.
 *
 *   | the execution            | the saga                                                             |
 *   | ------------------------ | -------------------------------------------------------------------- |
 *   | SUCCEEDED                | completed; of a recovery what its output says                        |
 *   | SagaCompensated          | compensated                                                          |
 *   | SagaCompensationFailed   | needs a person                                                       |
 *   | anything else            | recover: back, unless it is known to be past the point of no return  |
 */
import type { Json, JsonObject } from '../units';
import type { SagaDefinition, Step } from './definition';
import { ANOTHER_PAYLOAD } from './errors';
import type { Ending, History, RecoveryInput } from './executions';
import type { SagaFact, SagaFailure, SagaRecord, Way } from './ledger';
import { SAGA_COMPENSATED, SAGA_COMPENSATION_FAILED } from './outcome';

/** An error as the states language keeps it. */
export interface Failure {
  readonly Error: string;
  readonly Cause: string;
}

export type Judgement =
  | { readonly kind: 'ended'; readonly facts: readonly SagaFact[] }
  /** `why` is what brought it to its end. */
  | { readonly kind: 'recover'; readonly why: Failure };

/** @param run whose ending it is: 0 of the saga's own execution, `n` of its nth recovery */
export function judge(definition: SagaDefinition, run: number, ending: Ending): Judgement {
  if (ending.kind === 'succeeded') return judgeSuccess(definition, run, ending.output);
  const { error, cause } = ending;
  if (error === SAGA_COMPENSATED) {
    return { kind: 'ended', facts: [...undoingFacts(definition, run, cause), { kind: 'compensated' }] };
  }
  if (error === SAGA_COMPENSATION_FAILED) {
    const end: SagaFact = { kind: 'compensationFailed', run, failure: null };
    return { kind: 'ended', facts: [...undoingFacts(definition, run, cause), end] };
  }
  return { kind: 'recover', why: { Error: error, Cause: cause } };
}

function judgeSuccess(definition: SagaDefinition, run: number, output: Json | undefined): Judgement {
  // The saga's own execution succeeds in no other way than by its last step.
  if (run === 0) return { kind: 'ended', facts: completedFacts(definition) };
  const { ended, undone } = objectIn(output);
  if (ended === 'COMPLETED') return { kind: 'ended', facts: completedFacts(definition) };
  if (ended === 'COMPENSATED') {
    return { kind: 'ended', facts: [...undoneFacts(objectIn(undone)), { kind: 'compensated' }] };
  }
  return { kind: 'recover', why: { Error: 'UnknownEnding', Cause: 'the recovery does not say how the saga ended' } };
}

function completedFacts({ steps }: SagaDefinition): readonly SagaFact[] {
  return [...steps.map(({ name }): SagaFact => ({ kind: 'stepDone', step: name })), { kind: 'completed' }];
}

/**
 * @param cause JSON `{"failure": {Error, Cause}, "undone": {…}, "notUndone": {…}}` (lib/asl/endings.ts). Why the saga turned
 *   round is known before a recovery begins, which tries to undo everything, whatever failed.
 */
function undoingFacts(definition: SagaDefinition, run: number, cause: string): readonly SagaFact[] {
  const told = objectIn(parsedIfJson(cause));
  const [undone, notUndone] = [objectIn(told.undone), objectIn(told.notUndone)];
  const failed = Object.entries(notUndone).map(
    ([step, why]): SagaFact => ({ kind: 'notUndone', step, reason: inOneLine(failureIn(why)) }),
  );
  const turned = run === 0 ? failureFacts(definition, { ...undone, ...notUndone }, told.failure) : [];
  return [...turned, ...undoneFacts(undone), ...failed];
}

const undoneFacts = (undone: JsonObject): readonly SagaFact[] =>
  Object.entries(undone).map(([step, answer]) => ({
    kind: objectIn(answer).outcome === 'nothingToUndo' ? 'nothingToUndo' : 'undone',
    step,
  }));

/** What the ending says of the way there. @param touched by step, what was tried to undo */
function failureFacts(definition: SagaDefinition, touched: JsonObject, told: Json | undefined): readonly SagaFact[] {
  if (told === undefined) return [];
  const failure = failureIn(told);
  const step = turningPoint(definition, Object.keys(touched), failure.Error);
  return step === undefined ? [] : turnedFacts(definition, step, failure);
}

/** Undoing begins at the failed step, or at the one before where the step refused (plan.ts). */
function turningPoint({ steps }: SagaDefinition, touched: readonly string[], error: string): Step | undefined {
  const last = steps.findLastIndex(({ name }) => touched.includes(name));
  const next = steps[last + 1];
  return next !== undefined && (last === -1 || refuses(next, error)) ? next : steps[last];
}

const refuses = (step: Step, error: string): boolean =>
  step.kind !== 'retriable' && (error === ANOTHER_PAYLOAD || step.rejects.includes(error));

/** That `step` failed and turned the saga round, so that everything before it was done. */
export function turnedFacts(definition: SagaDefinition, step: Step, failure: Failure): readonly SagaFact[] {
  const before = definition.steps.slice(0, definition.steps.indexOf(step));
  const reason = inOneLine(failure);
  return [
    ...before.map(({ name }): SagaFact => ({ kind: 'stepDone', step: name })),
    { kind: refuses(step, failure.Error) ? 'stepRefused' : 'stepFailed', step: step.name, reason },
    { kind: 'compensating', failure: ledgerFailure(step.name, failure) },
  ];
}

const ledgerFailure = (step: string, { Error: error, Cause }: Failure): SagaFailure => ({
  step,
  error,
  cause: messageIn(Cause),
});

// ---- the way on ---------------------------------------------------------------------------------------------------

export interface RecoveryPlan {
  readonly input: RecoveryInput;
  /** What the history adds to the record. */
  readonly facts: readonly SagaFact[];
}

/**
 * How to go on with a saga that nobody drives any more.
 *
 * R1. Forward only where it is known that the point of no return was passed; to go back is safe even if it was, since the
 *     recovery asks, and makes the answer final, before it undoes anything.
 * R2. What was undone is not undone again.
 * @param history of the last run that has one
 * @param why what it ended with
 */
export function planRecovery(
  definition: SagaDefinition,
  record: SagaRecord,
  history: History,
  why: Failure,
): RecoveryPlan {
  const state = history.kind === 'read' ? history.state : {};
  const results = objectIn(state.results);
  const way: Way = isPastReturn(definition, history) ? 'forward' : 'back';
  const turned = state.failure === undefined ? undefined : failureIn(state.failure);
  const failure = turned ?? (record.failure === null ? why : recordedFailure(record.failure));
  const done = Object.keys(results).map((step): SagaFact => ({ kind: 'stepDone', step }));
  const next = definition.steps.find(({ name }) => !Object.hasOwn(results, name) && !isDone(record, name));
  const stuck: readonly SagaFact[] =
    next === undefined
      ? []
      : way === 'back'
        ? turnedFacts(definition, next, failure)
        : [{ kind: 'stepFailed', step: next.name, reason: inOneLine(why) }];
  const undone = { ...undoneIn(record), ...objectIn(state.undone) };
  return {
    input: fitted({ sagaId: record.sagaId, input: record.input, results, undone, failure, way }),
    facts: [...done, ...stuck, ...undoneFacts(undone)],
  };
}

/** R1. In the saga's own machine the state of a step has the step's name. */
export function isPastReturn({ steps }: SagaDefinition, history: History): boolean {
  if (history.kind === 'unreadable') return false;
  const { entered, state } = history;
  return (
    steps.some(({ kind, name }) => kind === 'retriable' && name === entered) ||
    objectIn(state.settled).applied === true ||
    state.way === 'forward'
  );
}

const isDone = ({ steps }: SagaRecord, step: string): boolean =>
  Object.hasOwn(steps, step) && steps[step]?.outcome === 'done';

// R2
function undoneIn({ compensations }: SagaRecord): JsonObject {
  const settled = Object.entries(compensations).filter(([, { outcome }]) => outcome !== 'failed');
  return Object.fromEntries(settled.map(([step, { outcome }]) => [step, { outcome }]));
}

const recordedFailure = ({ error, cause }: SagaFailure): Failure => ({ Error: error, Cause: cause });

/** The most that an execution takes as its input ("Step Functions service quotas"). */
export const MAX_INPUT_BYTES = 262_144;
/** Left to what the recovery itself adds to its state. */
const SPARE_BYTES = 16_384;
const MAX_CAUSE_LENGTH = 1_000;

/**
 * A state that was too large for the saga is too large for its recovery: then the results are left out. Compensations
 * manage without, and steps answer again what they answered before (lib/asl/recovery.ts, R4).
 */
function fitted(input: RecoveryInput): RecoveryInput {
  const failure = { Error: input.failure.Error, Cause: messageIn(input.failure.Cause).slice(0, MAX_CAUSE_LENGTH) };
  const whole: RecoveryInput = { ...input, failure };
  const fits = Buffer.byteLength(JSON.stringify(whole)) <= MAX_INPUT_BYTES - SPARE_BYTES;
  return fits ? whole : { ...whole, results: {} };
}

// ---- reading what machines keep -----------------------------------------------------------------------------------

export function failureIn(value: Json | undefined): Failure {
  const { Error: error, Cause } = objectIn(value);
  return {
    Error: typeof error === 'string' ? error : 'UnknownError',
    Cause: typeof Cause === 'string' ? Cause : '',
  };
}

/** `PaymentDeclined: insufficient funds`. */
export function inOneLine({ Error: error, Cause }: Failure): string {
  const message = messageIn(Cause);
  return message === '' ? error : `${error}: ${message}`;
}

/** Of a function's error the cause is JSON, `{ errorType, errorMessage, trace }`. */
function messageIn(cause: string): string {
  const { errorMessage } = objectIn(parsedIfJson(cause));
  return typeof errorMessage === 'string' ? errorMessage : cause;
}

export function objectIn(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function parsedIfJson(text: string): Json {
  if (!text.startsWith('{')) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
