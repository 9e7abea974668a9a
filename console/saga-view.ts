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

export function drawingOf({ steps, participants, record }: Known, history: Replay | undefined): SagaDrawing {
  const turned = record.state !== 'RUNNING' && record.state !== 'COMPLETED';
  const columns = steps.map((step): SagaColumn => {
    const holder = participants.find(({ fences }) => fences.some((fence) => fence.step === step.name));
    const fence = holder?.fences.find((found) => found.step === step.name)?.fence ?? null;
    const visit = history?.byState.get(step.name)?.at(-1);
    const status = forwardStatus(visit, record.steps[step.name]?.outcome, fence);
    return {
      step: step.name,
      kind: step.kind,
      status,
      attempts: visit?.attempts.length ?? 0,
      reason: visit?.error ?? record.steps[step.name]?.reason ?? null,
      participant: holder?.label ?? null,
      fence,
      undo:
        step.compensation === null ? null : undoBox(step.compensation, step.name, { status, fence, record, history }),
    };
  });
  const isTurning = columns.some(
    ({ undo }) => undo !== null && undo.status !== 'notNeeded' && undo.status !== 'pending',
  );
  const undoing = columns.filter(({ undo }) => undo !== null && undo.status !== 'notNeeded').toReversed();
  const orders = new Map(undoing.map(({ step }, index) => [step, index + 1]));
  return {
    columns: columns.map((column) =>
      column.undo === null ? column : { ...column, undo: { ...column.undo, order: orders.get(column.step) ?? null } },
    ),
    turnedAt: turned || isTurning ? (record.failure?.step ?? failedIn(columns)) : null,
    undoing: undoing.map(({ step }) => step),
  };
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
  readonly status: ForwardStatus;
  readonly fence: FenceView | null;
  readonly record: Recorded;
  readonly history: Replay | undefined;
}

function undoBox(name: string, step: string, { status, fence, record, history }: About): UndoBox {
  const visit = history?.byState.get(name)?.at(-1);
  const known = record.compensations[step];
  const found = (): UndoStatus => {
    if (visit?.status === 'inProgress') return 'running';
    if (known !== undefined) return known.outcome;
    if (visit?.status === 'caught') return 'failed';
    if (fence?.status === 'COMPENSATED') return 'undone';
    if (fence?.status === 'TOMBSTONE') return 'nothingToUndo';
    const isNeeded = status === 'done' || status === 'unknown';
    return isNeeded && (record.state === 'COMPENSATING' || record.state === 'COMPENSATION_FAILED')
      ? 'pending'
      : 'notNeeded';
  };
  return {
    name,
    status: found(),
    order: null,
    attempts: visit?.attempts.length ?? 0,
    reason: known?.reason ?? visit?.error ?? null,
  };
}

const failedIn = (columns: readonly SagaColumn[]) =>
  columns.find(({ status }) => status === 'refused' || status === 'unknown')?.step ?? null;
