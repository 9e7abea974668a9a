/** Whether RedriveExecution would take an execution. API Reference, "DescribeExecution": redriveStatus, redriveStatusReason. */
import type { EpochMillis } from '../../lib/units';
import { MAX_EVENTS } from './history/event';
import { type ExecutionRecord, REDRIVABLE_MILLIS } from './records';

export type Redrivability =
  | { readonly kind: 'redrivable' }
  /** A child execution goes on with its map run, and that with the execution that began it. */
  | { readonly kind: 'redrivableByMapRun' }
  | { readonly kind: 'notRedrivable'; readonly reason: string };

/** "The execution event history count is less than 24,999." */
const MAX_EVENTS_BEFORE_REDRIVE = MAX_EVENTS - 2;
/** "the maximum open time of one year" */
const MAX_OPEN_MILLIS = 365 * 24 * 3600 * 1000;

const no = (reason: string): Redrivability => ({ kind: 'notRedrivable', reason });

export function redrivabilityOf(
  { status, startDate, stopDate, mapRun }: ExecutionRecord,
  eventCount: number,
  now: EpochMillis,
): Redrivability {
  if (status === 'RUNNING' || status === 'SUCCEEDED' || status === 'PENDING_REDRIVE' || stopDate === null) {
    return no(`Execution is ${status} and cannot be redriven`);
  }
  if (eventCount > MAX_EVENTS_BEFORE_REDRIVE) return no('Execution history event limit exceeded');
  if (now - startDate >= MAX_OPEN_MILLIS) return no('Execution has exceeded the max execution time');
  if (now - stopDate > REDRIVABLE_MILLIS) return no('Execution redrivable period exceeded');
  return { kind: mapRun === undefined ? 'redrivable' : 'redrivableByMapRun' };
}

/** Members of DescribeExecution. */
export function wireRedrivability(redrivability: Redrivability) {
  switch (redrivability.kind) {
    case 'redrivable':
      return { redriveStatus: 'REDRIVABLE', redriveStatusReason: null };
    case 'redrivableByMapRun':
      return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN', redriveStatusReason: null };
    case 'notRedrivable':
      return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: redrivability.reason };
  }
}
