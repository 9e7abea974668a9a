/**
 * A participant carries out one step's action or compensation behind its fence (fence.ts). Every path commits at most
 * one transaction that has an effect, and a repetition answers what the first one did.
 */
import { assertNever, type EpochMillis, hashOf, type Json } from '../units';
import { KeyReused, StepFenced, WriteRefused } from './errors';
import type { Fence, FenceKey } from './fence';
import { type OutboxRecord, outboxRecords } from './outbox';
import type { StepOutcome, UndoOutcome } from './outcome';
import type { Decision, Reject, RuleContext, Undo } from './rule';
import type { Write } from './write';

/** What a participant asks of its table. */
export interface ParticipantStore {
  /** Commits fence, writes and outbox records together, or nothing of them. */
  commit(transaction: Transaction): Promise<CommitOutcome>;
}

export interface Transaction {
  readonly key: FenceKey;
  readonly fence: FenceChange;
  readonly writes: readonly Write[];
  readonly outbox: readonly OutboxRecord[];
}

export type FenceChange =
  /** Only where there is none. */
  | { readonly kind: 'create'; readonly fence: Fence }
  /** Only from APPLIED. */
  | { readonly kind: 'compensate'; readonly at: EpochMillis };

export type CommitOutcome =
  | { readonly kind: 'committed' }
  /** The fence's condition did not hold; this is what is there. It outranks any refused write. */
  | { readonly kind: 'fenceFound'; readonly fence: Fence | undefined }
  /** The first write whose condition did not hold. */
  | { readonly kind: 'writeRefused'; readonly index: number };

export interface StepCall<Input, Results> {
  readonly key: FenceKey;
  /** The function that runs: the step's name, or its compensation's. */
  readonly functionName: string;
  readonly context: RuleContext<Input, Results>;
}

/** Two commits settle any race over one fence, since it only moves forward; one more for the refusal of a write. */
const MAX_COMMITS = 4;

/**
 * Runs an action once, however often it is called.
 * @throws StepFenced when its compensation came first
 * @throws KeyReused when the same step was decided for another payload
 * @throws WriteRefused when a write's condition fails for which the rule has no refusal
 */
export async function performAction<Input extends Json, Results>(
  store: ParticipantStore,
  call: StepCall<Input, Results>,
  rule: (context: RuleContext<Input, Results>) => Decision,
): Promise<StepOutcome> {
  const requestHash = hashOf(call.context.input);
  let decision: Decision = rule(call.context);
  for (let commits = 0; commits < MAX_COMMITS; commits++) {
    const outcome = await store.commit({
      key: call.key,
      fence: { kind: 'create', fence: fenceOf(decision, requestHash, call.context.at) },
      writes: decision.kind === 'apply' ? decision.writes : [],
      outbox: outboxOf(call, decision.events),
    });
    switch (outcome.kind) {
      case 'committed':
        return outcomeOf(decision);
      case 'fenceFound':
        if (outcome.fence === undefined) continue;
        return replay(outcome.fence, requestHash, call.key);
      case 'writeRefused':
        decision = refusalOf(decision, outcome.index, call);
        continue;
      default:
        assertNever(outcome);
    }
  }
  throw new Error(`step '${call.key.step}' of saga '${call.key.sagaId}' did not settle in ${MAX_COMMITS} commits`);
}

/**
 * Undoes a step once, however often it is called, whether or not its action ever ran.
 * @throws WriteRefused when an inverse write's condition fails
 */
export async function performCompensation<Input, Results>(
  store: ParticipantStore,
  call: StepCall<Input, Results>,
  rule: (context: RuleContext<Input, Results>) => Undo,
): Promise<UndoOutcome> {
  const undo = rule(call.context);
  for (let commits = 0; commits < MAX_COMMITS; commits++) {
    const outcome = await store.commit({
      key: call.key,
      fence: { kind: 'compensate', at: call.context.at },
      writes: undo.writes,
      outbox: outboxOf(call, undo.events),
    });
    if (outcome.kind === 'committed') return { outcome: 'undone' };
    if (outcome.kind === 'writeRefused') throw refused(call, undo.writes[outcome.index]);
    const settled = outcome.fence === undefined ? await bury(store, call) : undone(outcome.fence);
    if (settled !== undefined) return settled;
  }
  throw new Error(`'${call.functionName}' of saga '${call.key.sagaId}' did not settle in ${MAX_COMMITS} commits`);
}

/**
 * Finds out what became of a pivot whose outcome is unknown, and makes the answer final: where nothing happened yet,
 * nothing ever will.
 */
export async function settlePivot(
  store: ParticipantStore,
  { key, at }: { readonly key: FenceKey; readonly at: EpochMillis },
): Promise<{ readonly applied: boolean; readonly result: Json }> {
  for (let commits = 0; commits < MAX_COMMITS; commits++) {
    const outcome = await store.commit(tombstone(key, at));
    if (outcome.kind === 'committed') return { applied: false, result: null };
    if (outcome.kind === 'writeRefused' || outcome.fence === undefined) continue;
    const applied = outcome.fence.status === 'APPLIED';
    return { applied, result: applied ? outcome.fence.result : null };
  }
  throw new Error(`the settling of '${key.step}' of saga '${key.sagaId}' did not settle in ${MAX_COMMITS} commits`);
}

/** The fence of an action that never ran, and now never may. */
const tombstone = (key: FenceKey, at: EpochMillis): Transaction => ({
  key,
  fence: { kind: 'create', fence: { status: 'TOMBSTONE', at } },
  writes: [],
  outbox: [],
});

function fenceOf(decision: Decision, requestHash: string, at: EpochMillis): Fence {
  return decision.kind === 'apply'
    ? { status: 'APPLIED', requestHash, at, result: decision.result }
    : { status: 'REJECTED', requestHash, at, rejection: decision.rejection };
}

function outboxOf<Input, Results>(call: StepCall<Input, Results>, events: Undo['events']): readonly OutboxRecord[] {
  return outboxRecords(events, {
    sagaId: call.key.sagaId,
    functionName: call.functionName,
    at: call.context.at,
  });
}

function outcomeOf(decision: Decision): StepOutcome {
  return decision.kind === 'apply'
    ? { kind: 'succeeded', result: decision.result }
    : { kind: 'rejected', rejection: decision.rejection };
}

function replay(fence: Fence, requestHash: string, { sagaId, step }: FenceKey): StepOutcome {
  if (fence.status === 'TOMBSTONE' || fence.status === 'COMPENSATED') {
    throw new StepFenced(
      `step '${step}' of saga '${sagaId}' was compensated before this call arrived: it has no effect`,
    );
  }
  // F3
  if (fence.requestHash !== requestHash) {
    throw new KeyReused(
      `step '${step}' of saga '${sagaId}' was already decided for another payload; use a new saga id`,
    );
  }
  return fence.status === 'APPLIED'
    ? { kind: 'succeeded', result: fence.result }
    : { kind: 'rejected', rejection: fence.rejection };
}

function refusalOf<Input, Results>(decision: Decision, index: number, call: StepCall<Input, Results>): Reject<string> {
  const write = decision.kind === 'apply' ? decision.writes[index] : undefined;
  if (write?.otherwise === undefined) throw refused(call, write);
  return write.otherwise;
}

/** Writes the tombstone of an action that never ran; `undefined` when the action came in between. */
async function bury<Input, Results>(
  store: ParticipantStore,
  { key, context }: StepCall<Input, Results>,
): Promise<UndoOutcome | undefined> {
  const outcome = await store.commit(tombstone(key, context.at));
  if (outcome.kind === 'committed') return { outcome: 'nothingToUndo' };
  return outcome.kind === 'fenceFound' && outcome.fence !== undefined ? undone(outcome.fence) : undefined;
}

function undone(fence: Fence): UndoOutcome | undefined {
  switch (fence.status) {
    case 'COMPENSATED':
      return { outcome: 'undone' };
    case 'REJECTED':
    case 'TOMBSTONE':
      return { outcome: 'nothingToUndo' };
    case 'APPLIED':
      return undefined;
    default:
      return assertNever(fence);
  }
}

function refused<Input, Results>({ functionName, key }: StepCall<Input, Results>, write?: Write): WriteRefused {
  const row = write === undefined ? 'a row' : `row ${write.key.pk} ${write.key.sk}`;
  return new WriteRefused(`'${functionName}' of saga '${key.sagaId}': ${row} does not meet the condition of its write`);
}
