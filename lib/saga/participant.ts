/**
 * A participant carries out one step's action or compensation behind its fence (fence.ts). Every path commits at most
 * one transaction that has an effect, and a repetition answers what the first one did.
 */
import { assertNever, type EpochMillis, hashOf, type Json } from '../units';
import { KeyReused, StepFenced, WriteRefused } from './errors';
import type { Fence, FenceKey } from './fence';
import { type OutboxRecord, outboxRecords, type SagaStyle } from './outbox';
import type { StepOutcome, UndoOutcome } from './outcome';
import type { Decision, DomainEvent, Reject, RuleContext, Undo } from './rule';
import type { Write } from './write';

/** What a participant asks of its table. */
export interface ParticipantStore {
  /** Commits fence, writes, outbox records and the message's record together, or nothing of them. */
  commit(transaction: Transaction): Promise<CommitOutcome>;
}

export interface Transaction {
  readonly key: FenceKey;
  readonly fence: FenceChange;
  readonly writes: readonly Write[];
  readonly outbox: readonly OutboxRecord[];
  /**
   * The event that is processed with this transaction, and by no other of the same function.
   * @default none: the fence alone tells a repetition
   */
  readonly message?: ProcessedMessage;
}

export interface ProcessedMessage {
  readonly eventId: string;
  /** Who processed it: each function keeps its own record. */
  readonly functionName: string;
  readonly at: EpochMillis;
}

export type FenceChange =
  /** Only where there is none. */
  | { readonly kind: 'create'; readonly fence: Fence }
  /** Only from APPLIED. */
  | { readonly kind: 'compensate'; readonly at: EpochMillis }
  /** None: the fence must be as told, and stays so. */
  | { readonly kind: 'expect'; readonly found: 'APPLIED' | 'nothing' };

export type CommitOutcome =
  | { readonly kind: 'committed' }
  /** The message was processed before. It outranks whatever else did not hold. */
  | { readonly kind: 'messageProcessed' }
  /** The fence's condition did not hold; this is what is there. It outranks any refused write. */
  | { readonly kind: 'fenceFound'; readonly fence: Fence | undefined }
  /** The first write whose condition did not hold. */
  | { readonly kind: 'writeRefused'; readonly index: number };

export interface StepCall<Input, Results> {
  readonly key: FenceKey;
  /** The function that runs: the step's name, or its compensation's. */
  readonly functionName: string;
  readonly context: RuleContext<Input, Results>;
  /** @default 'orchestrated' */
  readonly style?: SagaStyle;
}

/** A call that answers an event: the record of the event commits with the effect. */
export interface EventCall<Input, Results> extends StepCall<Input, Results> {
  readonly eventId: string;
}

/** The event was processed before; it has no further effect. */
export type AlreadyProcessed = 'alreadyProcessed';

type AnyCall<Input, Results> = StepCall<Input, Results> & { readonly eventId?: string };

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
  return unmarked(await act(store, call, rule));
}

/** As `performAction`, for a call that answers an event. */
export function performActionOn<Input extends Json, Results>(
  store: ParticipantStore,
  call: EventCall<Input, Results>,
  rule: (context: RuleContext<Input, Results>) => Decision,
): Promise<StepOutcome | AlreadyProcessed> {
  return act(store, call, rule);
}

async function act<Input extends Json, Results>(
  store: ParticipantStore,
  call: AnyCall<Input, Results>,
  rule: (context: RuleContext<Input, Results>) => Decision,
): Promise<StepOutcome | AlreadyProcessed> {
  const requestHash = hashOf(call.context.input);
  let decision: Decision = rule(call.context);
  for (let commits = 0; commits < MAX_COMMITS; commits++) {
    const outcome = await store.commit({
      key: call.key,
      fence: { kind: 'create', fence: fenceOf(decision, requestHash, call.context.at) },
      writes: decision.kind === 'apply' ? decision.writes : [],
      outbox: outboxOf(call, decision.events),
      ...messageOf(call),
    });
    switch (outcome.kind) {
      case 'committed':
        return outcomeOf(decision);
      case 'messageProcessed':
        return 'alreadyProcessed';
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
  return unmarked(await undo(store, call, rule));
}

/** As `performCompensation`, for a call that answers an event. */
export function performCompensationOn<Input, Results>(
  store: ParticipantStore,
  call: EventCall<Input, Results>,
  rule: (context: RuleContext<Input, Results>) => Undo,
): Promise<UndoOutcome | AlreadyProcessed> {
  return undo(store, call, rule);
}

async function undo<Input, Results>(
  store: ParticipantStore,
  call: AnyCall<Input, Results>,
  rule: (context: RuleContext<Input, Results>) => Undo,
): Promise<UndoOutcome | AlreadyProcessed> {
  const { writes, events, nothing = [] } = rule(call.context);
  for (let commits = 0; commits < MAX_COMMITS; commits++) {
    const outcome = await store.commit({
      key: call.key,
      fence: { kind: 'compensate', at: call.context.at },
      writes,
      outbox: outboxOf(call, events),
      ...messageOf(call),
    });
    if (outcome.kind === 'committed') return { outcome: 'undone' };
    if (outcome.kind === 'messageProcessed') return 'alreadyProcessed';
    if (outcome.kind === 'writeRefused') throw refused(call, writes[outcome.index]);
    const settled = outcome.fence === undefined ? await bury(store, call, nothing) : undone(outcome.fence);
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
    if (outcome.kind !== 'fenceFound' || outcome.fence === undefined) continue;
    const applied = outcome.fence.status === 'APPLIED';
    return { applied, result: applied ? outcome.fence.result : null };
  }
  throw new Error(`the settling of '${key.step}' of saga '${key.sagaId}' did not settle in ${MAX_COMMITS} commits`);
}

/** The fence of an action that never ran, and now never may. */
export const tombstone = (key: FenceKey, at: EpochMillis): Transaction => ({
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

function outboxOf<Input, Results>(
  { key, functionName, context, style = 'orchestrated', eventId }: AnyCall<Input, Results>,
  events: readonly DomainEvent[],
): readonly OutboxRecord[] {
  return outboxRecords(events, { sagaId: key.sagaId, functionName, at: context.at, style, eventId });
}

function messageOf<Input, Results>({ eventId, functionName, context }: AnyCall<Input, Results>) {
  return eventId === undefined ? {} : { message: { eventId, functionName, at: context.at } };
}

/** A call that answers no event has no message that could be processed already. */
function unmarked<Outcome>(outcome: Outcome | AlreadyProcessed): Outcome {
  if (outcome === 'alreadyProcessed') throw new Error('the table knows a message of a call that answers none');
  return outcome;
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
  call: AnyCall<Input, Results>,
  nothing: readonly DomainEvent[],
): Promise<UndoOutcome | AlreadyProcessed | undefined> {
  const outcome = await store.commit({
    ...tombstone(call.key, call.context.at),
    outbox: outboxOf(call, nothing),
    ...messageOf(call),
  });
  if (outcome.kind === 'committed') return { outcome: 'nothingToUndo' };
  if (outcome.kind === 'messageProcessed') return 'alreadyProcessed';
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
