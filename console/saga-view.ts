/**
 * A saga as two rows: its steps, and mirrored below them what undoes each. Pure.
 *
 * What is known comes from three places, and the surest is told: the machine's history (live, of a conducted saga), the
 * ledger (told when a saga turns round or ends), and the participants' fences (the truth, of effects).
 */
import type { FenceView, SagaDetail, StepShape } from './api';
import type { Replay, Visit } from './replay';

export type ForwardStatus = 'notReached' | 'running' | 'done' | 'refused' | 'unknown' | 'fencedOff';
export type UndoStatus = 'notNeeded' | 'pending' | 'running' | 'undone' | 'nothingToUndo' | 'failed';

export interface UndoBox {
  readonly name: string;
  readonly status: UndoStatus;
  /** 1 is undone first; null where it has not to be. */
  readonly order: number | null;
  readonly attempts: number;
  readonly reason: string | null;
}
export interface SagaColumn {
  readonly step: string;
  readonly kind: StepShape['kind'];
  readonly status: ForwardStatus;
  readonly attempts: number;
  readonly reason: string | null;
  /** The service that keeps the fence, where one is known. */
  readonly participant: string | null;
  readonly fence: FenceView | null;
  readonly undo: UndoBox | null;
}
export interface SagaDrawing {
  readonly columns: readonly SagaColumn[];
  /** The step at which it turned round; null while it goes forward. */
  readonly turnedAt: string | null;
  /** Steps whose undoing is needed, in the order of undoing. */
  readonly undoing: readonly string[];
}

type Known = Pick<SagaDetail, 'steps' | 'participants' | 'record'>;

/**
 * @param isPast `history` ends at a moment of the past: of what ledger and fences know by now, only that is told which
 *     the history has behind it
 */
export function drawingOf(
  { steps, participants, record }: Known,
  history: Replay | undefined,
  isPast = false,
): SagaDrawing {
  const visitOf = (name: string) => history?.byState.get(name)?.at(-1);
  const isKnown = (name: string) => !isPast || (visitOf(name)?.exitedAt ?? null) !== null;
  const hasFailed = steps.some(({ name }) => visitOf(name)?.status === 'caught');
  const isUndoing =
    (isPast && hasFailed) || (!isPast && (record.state === 'COMPENSATING' || record.state === 'COMPENSATION_FAILED'));
  const drawn = steps.map((step): SagaColumn => {
    const { name, kind, compensation } = step;
    const holder = participants.find(({ fences }) => fences.some((fence) => fence.step === name));
    const held = holder?.fences.find((found) => found.step === name)?.fence ?? null;
    const fence = isKnown(name) ? fenceBefore(held, compensation === null || isKnown(compensation)) : null;
    const known = isKnown(name) ? record.steps[name] : undefined;
    const visit = visitOf(name);
    const status = forwardStatus(visit, known?.outcome, fence);
    return {
      step: name,
      kind,
      status,
      attempts: visit?.attempts.length ?? 0,
      reason: visit?.error ?? known?.reason ?? null,
      participant: holder?.label ?? null,
      fence,
      undo:
        compensation === null
          ? null
          : undoBox(compensation, {
              isNeeded: isUndoing && (status === 'done' || status === 'unknown'),
              fence,
              known: isKnown(compensation) ? record.compensations[name] : undefined,
              visit: visitOf(compensation),
            }),
    };
  });
  return inOrder(drawn, isPast ? null : (record.failure?.step ?? null));
}

/** Numbers what has to be undone: the last step first. */
function inOrder(columns: readonly SagaColumn[], failedStep: string | null): SagaDrawing {
  const undoing = columns
    .flatMap(({ step, undo }) => (undo === null || undo.status === 'notNeeded' ? [] : [step]))
    .reverse();
  const failed = failedStep ?? columns.find(({ status }) => status === 'refused' || status === 'unknown')?.step ?? null;
  return {
    columns: columns.map(({ undo, ...column }) => {
      const at = undoing.indexOf(column.step);
      return { ...column, undo: undo === null || at < 0 ? undo : { ...undo, order: at + 1 } };
    }),
    turnedAt: undoing.length > 0 ? (failed ?? undoing[0] ?? null) : failed,
    undoing,
  };
}

/** Before its compensation, a fence that is COMPENSATED was APPLIED, and of a tombstone there was nothing. */
function fenceBefore(fence: FenceView | null, isUndone: boolean): FenceView | null {
  if (fence === null || isUndone || fence.status === 'APPLIED' || fence.status === 'REJECTED') return fence;
  return fence.status === 'COMPENSATED' ? { ...fence, status: 'APPLIED' } : null;
}

type Recorded = SagaDetail['record'];

function forwardStatus(
  visit: Visit | undefined,
  known: Recorded['steps'][string]['outcome'] | undefined,
  fence: FenceView | null,
): ForwardStatus {
  if (visit?.status === 'inProgress') return 'running';
  if (visit?.status === 'succeeded' || known === 'done') return 'done';
  if (known === 'refused' || fence?.status === 'REJECTED') return 'refused';
  if (known === 'failed' || visit !== undefined) return 'unknown';
  if (fence === null) return 'notReached';
  return fence.status === 'TOMBSTONE' ? 'fencedOff' : 'done';
}

interface About {
  readonly isNeeded: boolean;
  readonly fence: FenceView | null;
  readonly known: Recorded['compensations'][string] | undefined;
  readonly visit: Visit | undefined;
}

function undoBox(name: string, { isNeeded, fence, known, visit }: About): UndoBox {
  const status = (): UndoStatus => {
    if (visit?.status === 'inProgress') return 'running';
    if (known !== undefined) return known.outcome;
    if (visit?.status === 'caught' || visit?.status === 'failed') return 'failed';
    if (fence?.status === 'TOMBSTONE') return 'nothingToUndo';
    if (fence?.status === 'COMPENSATED' || visit?.status === 'succeeded') return 'undone';
    return isNeeded ? 'pending' : 'notNeeded';
  };
  return {
    name,
    status: status(),
    order: null,
    attempts: visit?.attempts.length ?? 0,
    reason: known?.reason ?? visit?.error ?? null,
  };
}
