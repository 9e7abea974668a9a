/**
 * Map runs in the store.
 *
 *   mapRun       <machine>/<label> <run>             what DescribeMapRun answers, and where its execution awaits it
 *   mapRunInput  <machine>/<label> <run> <index>     the input of one child execution
 *   mapRunOf     <machine> <execution> <time> <run>  for ListMapRuns
 *
 * A child execution's ARN follows from the run and its index, so which have begun, and how they ended, is read from the
 * executions themselves.
 */
import { type EpochMillis, hashOf } from '../../../lib/units';
import { type Key, keyOf, within } from '../../store/store';
import { type ExecutionId, executionOf } from '../arns';
import type { MapRunLimits, WriteResults } from '../interpreter/distribution';
import type { Address } from '../interpreter/frame';
import type { ExecutionRecord } from '../records';

export interface MapRunRecord extends MapRunLimits {
  readonly mapRunArn: string;
  /** The execution whose Map state began it, and where in it the end is awaited. */
  readonly executionArn: string;
  readonly at: Address;
  readonly ticket: number;
  readonly revisionId: string;
  readonly label: string;
  readonly stateName: string;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly startDate: EpochMillis;
  readonly stopDate: EpochMillis | null;
  readonly redriveCount: number;
  readonly redriveDate: EpochMillis | null;
  /** Child executions, and the items in all of them. */
  readonly children: number;
  readonly items: number;
  readonly writer: WriteResults;
  readonly testCase?: string;
}

/** What a child execution is given. */
export interface ChildInput {
  /** JSON text. */
  readonly input: string;
  readonly items: number;
}

const ROOT = 'stepfunctions';

/** `machine` is `<machine>/<label>`. */
export interface MapRunId {
  readonly machine: string;
  readonly run: string;
}

/** Of an ARN `arn:aws:states:<region>:<account>:mapRun:<machine>/<label>:<run>`. */
export function mapRunOf(mapRunArn: string): MapRunId {
  const [, , , , , , machine = '', run = ''] = mapRunArn.split(':');
  return { machine, run };
}

export const mapRunKey = ({ machine, run }: MapRunId): Key => keyOf(ROOT, 'mapRun', machine, run);

const INDEX_DIGITS = 9;
export const mapRunInputKey = ({ machine, run }: MapRunId, index: number): Key =>
  keyOf(ROOT, 'mapRunInput', machine, run, String(index).padStart(INDEX_DIGITS, '0'));

const TIME_DIGITS = 15;
export const mapRunOfKey = ({ machine, name }: ExecutionId, startDate: EpochMillis, run: string): Key =>
  keyOf(ROOT, 'mapRunOf', machine, name, String(startDate).padStart(TIME_DIGITS, '0'), run);
export const mapRunsOf = ({ machine, name }: ExecutionId) => within(ROOT, 'mapRunOf', machine, name);

/** The ARN of a run's child execution. "When you redrive a Map Run, the Express child workflows are rerun" as others. */
export function childArn({ mapRunArn, executionType }: MapRunRecord, index: number, attempt: number): string {
  const { machine, run } = mapRunOf(mapRunArn);
  const home = mapRunArn.split(':').slice(0, 5).join(':');
  const name = idOf(`${run} ${index}`);
  return executionType === 'STANDARD'
    ? `${home}:execution:${machine}:${name}`
    : `${home}:express:${machine}:${name}:${idOf(`${run} ${index} express ${attempt}`)}`;
}

/** An id of the form of a UUID, always the same for the same text. */
function idOf(text: string): string {
  const hex = hashOf(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function childRecord(
  run: MapRunRecord,
  index: number,
  { input }: ChildInput,
  now: EpochMillis,
): ExecutionRecord {
  const attempt = run.redriveCount;
  const executionArn = childArn(run, index, attempt);
  const { machine, name } = executionOf(executionArn);
  const home = executionArn.split(':').slice(0, 5).join(':');
  return {
    executionArn,
    stateMachineArn: `${home}:stateMachine:${machine}`,
    name: name.split(':')[0] ?? name,
    type: run.executionType,
    revisionId: run.revisionId,
    status: 'RUNNING',
    startDate: now,
    stopDate: null,
    input,
    output: null,
    error: null,
    cause: null,
    redrive: null,
    mapRun: { mapRunArn: run.mapRunArn, stateName: run.stateName, index, ...(attempt === 0 ? {} : { attempt }) },
    ...(run.testCase === undefined ? {} : { testCase: run.testCase }),
  };
}
