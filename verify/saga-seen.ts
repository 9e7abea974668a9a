/** One saga of a run, with what is seen of it brought together. */
import type { SagaDefinition } from '../lib/saga/definition';
import { runName } from '../lib/saga/executions';
import type { LedgerState, SagaRecord } from '../lib/saga/ledger';
import { isCompensatable } from '../lib/saga/plan';
import { sagaId } from '../lib/saga/rule';
import type { JsonObject } from '../lib/units';
import type { Answer, CallSeen, ExecutionSeen, Observed } from './observed';

export type FenceStatus = 'APPLIED' | 'REJECTED' | 'COMPENSATED' | 'TOMBSTONE';

export interface FenceSeen {
  readonly service: string;
  readonly step: string;
  /** As it is in the end; undefined where it is gone. */
  readonly status: FenceStatus | undefined;
  /** As the stream tells of it, in order; `gone` after a deletion. */
  readonly statuses: readonly (FenceStatus | 'gone')[];
}

export interface SagaSeen {
  readonly id: string;
  /** Undefined where the ledger knows nothing of it. */
  readonly record: SagaRecord | undefined;
  readonly state: LedgerState | undefined;
  /** By step; a step that nobody decided has none. */
  readonly fences: ReadonlyMap<string, FenceSeen>;
  readonly executions: readonly ExecutionSeen[];
  /** Invocations in its name, in the order of their beginnings. */
  readonly invocations: readonly Invocation[];
  readonly answers: readonly Answer[];
}

export interface Invocation {
  /** A step's or a compensation's name. */
  readonly name: string;
  readonly intent: 'act' | 'undo' | 'settle' | 'answer';
  readonly call: CallSeen;
}

const seen = new WeakMap<Observed, readonly SagaSeen[]>();

/** Those that were asked for and those that left a trace. */
export function sagasOf(observed: Observed): readonly SagaSeen[] {
  const known = seen.get(observed);
  if (known !== undefined) return known;
  const sagas = bringTogether(observed);
  seen.set(observed, sagas);
  return sagas;
}

/** Of a request in this run. */
export const idOfRequest = (
  { scenario: { subject }, names }: Observed,
  request: Parameters<typeof subject.request>[0],
) => String(subject.request(request, names)[subject.idField]);

export const fenceStatus = (saga: SagaSeen, step: string): FenceStatus | undefined => saga.fences.get(step)?.status;

function bringTogether(observed: Observed): readonly SagaSeen[] {
  const fences = fencesOf(observed);
  const asked = observed.scenario.requests.map((request) => idOfRequest(observed, request));
  const ids = new Set([...asked, ...observed.sagas.map((record) => record.sagaId), ...fences.keys()]);
  return [...ids].map((id) => {
    const record = observed.sagas.find((one) => one.sagaId === id);
    return {
      id,
      record,
      state: record?.state,
      fences: fences.get(id) ?? new Map<string, FenceSeen>(),
      executions: executionsOf(observed, id, record?.recoveries ?? 0),
      invocations: observed.calls.flatMap((call) => invocationOf(call, id, observed.scenario.subject.definition)),
      answers: observed.answers.filter(({ payload }) => payload[observed.scenario.subject.idField] === id),
    };
  });
}

function executionsOf({ executions }: Observed, id: string, recoveries: number): readonly ExecutionSeen[] {
  const names = new Set(Array.from({ length: recoveries + 2 }, (_, run) => runName(sagaId(id), run)));
  return executions.filter(({ name }) => names.has(name));
}

function fencesOf(observed: Observed): ReadonlyMap<string, ReadonlyMap<string, FenceSeen>> {
  const bySaga = new Map<string, Map<string, FenceSeen>>();
  const put = (pk: unknown, sk: unknown, seenAs: (before: FenceSeen | undefined, step: string) => FenceSeen) => {
    const [, id] = /^saga#(.+)$/.exec(String(pk)) ?? [];
    const [, step] = /^fence#(.+)$/.exec(String(sk)) ?? [];
    if (id === undefined || step === undefined) return;
    const fences = bySaga.get(id) ?? new Map<string, FenceSeen>();
    bySaga.set(id, fences.set(step, seenAs(fences.get(step), step)));
  };
  for (const [service, changes] of Object.entries(observed.streams)) {
    for (const { keys, after } of changes) {
      const status = after === null ? 'gone' : (after.status as FenceStatus);
      put(keys.pk, keys.sk, (before, step) => ({
        service,
        step,
        status: undefined,
        statuses: [...(before?.statuses ?? []), status],
      }));
    }
  }
  for (const [service, items] of Object.entries(observed.tables)) {
    for (const { pk, sk, status } of items) {
      put(pk, sk, (before, step) => ({
        service,
        step,
        status: status as FenceStatus,
        statuses: before?.statuses ?? [],
      }));
    }
  }
  return bySaga;
}

/** By a machine, which says what it wants, or by an event. */
function invocationOf(call: CallSeen, id: string, definition: SagaDefinition): readonly Invocation[] {
  const { service, operation } = call.at;
  if (service !== 'lambda' || operation !== 'Invoke') return [];
  const name = sagaFunctionOf(definition, call.at.function);
  if (name === undefined) return [];
  const { sagaId: told, intent, detail } = call.input;
  if (told === id) return [{ name, intent: intentOf(intent), call }];
  return isObject(detail) && detail.sagaId === id ? [{ name, intent: 'answer', call }] : [];
}

/**
 * The step or compensation that a function of a stack carries out: `PaymentsProcessPayment` and
 * `PaymentsProcessPaymentInRecovery` both `ProcessPayment`; undefined where it is another.
 */
export function sagaFunctionOf({ steps }: SagaDefinition, called: string): string | undefined {
  const names = steps.flatMap((step) => (isCompensatable(step) ? [step.name, step.compensation.name] : [step.name]));
  return names.find((name) => called.replace(/InRecovery$/, '').endsWith(name));
}

const intentOf = (intent: unknown): Invocation['intent'] =>
  intent === 'act' || intent === 'undo' || intent === 'settle' ? intent : 'answer';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
