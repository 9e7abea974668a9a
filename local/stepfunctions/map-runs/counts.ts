/** How far a map run is, in child executions and in items, as DescribeMapRun counts. */
import type { ExecutionStatus } from '../records';

export interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
  readonly resultsWritten: number;
  readonly failuresNotRedrivable: number;
  readonly pendingRedrive: number;
}

const FIELDS: { readonly [S in ExecutionStatus]: keyof Counts } = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
  PENDING_REDRIVE: 'pendingRedrive',
};

/** Children in the order of their index: `items` of each, and its status once it has begun. */
export function countsOf(
  children: Iterable<{ readonly status: ExecutionStatus | undefined; readonly items: number }>,
  isWritten: boolean,
): { readonly executions: Counts; readonly items: Counts } {
  const executions: Tally = { ...NOTHING };
  const items: Tally = { ...NOTHING };
  for (const child of children) {
    const field = child.status === undefined ? 'pending' : FIELDS[child.status];
    for (const [counts, size] of [
      [executions, 1],
      [items, child.items],
    ] as const) {
      counts[field] += size;
      counts.total += size;
      if (isWritten && child.status === 'SUCCEEDED') counts.resultsWritten += size;
    }
  }
  return { executions, items };
}

type Tally = { -readonly [F in keyof Counts]: number };

const NOTHING: Counts = {
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};

/** "If you specify both values, the workflow fails when it exceeds either value"; without any, the first failure counts. */
export function exceedsTolerance(
  limits: { readonly toleratedFailureCount: number | null; readonly toleratedFailurePercentage: number | null },
  failedItems: number,
  totalItems: number,
): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = limits;
  if (count === null && percentage === null) return failedItems > 0;
  if (count !== null && failedItems > count) return true;
  return percentage !== null && totalItems > 0 && (failedItems * 100) / totalItems > percentage;
}
