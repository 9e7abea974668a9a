/**
 * What is kept in the store.
 *
 *   machine    <name>                                 the machine as it is now
 *   revision   <machine> <revision>                   every definition that an execution may still run
 *   version    <machine> <number>                     a revision that was published
 *   alias      <machine> <alias>                      which versions it stands for
 *   activity   <name>
 *   execution  <machine> <execution>                  what DescribeExecution answers
 *   frame      <machine> <execution>                  where a running execution stands; gone when it ends
 *   point      <time> <machine> <execution>           where one that ended without success at that time stood
 *   history    <machine> <execution> <first id>       the events of one commit
 *   started    <list> <status> <time> <execution>     for ListExecutions; see `listsOf`
 */
import type { EpochMillis, JsonObject } from '../../lib/units';
import { type Key, keyOf, within } from '../store/store';
import type { ExecutionId } from './arns';

export type MachineType = 'STANDARD' | 'EXPRESS';

export interface Revision {
  readonly stateMachineArn: string;
  readonly revisionId: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly updateDate: EpochMillis;
  /** `loggingConfiguration`, `tracingConfiguration`, `encryptionConfiguration` as they were given. */
  readonly configuration: JsonObject;
}

export interface MachineRecord extends Revision {
  readonly name: string;
  readonly type: MachineType;
  readonly creationDate: EpochMillis;
  readonly tags: JsonObject;
  /** The first definition has no revision id on the wire. */
  readonly updated: boolean;
  /** The number of the latest version; 0 before any. */
  readonly lastVersion: number;
}

export interface VersionRecord {
  /** From 1, and never given twice. */
  readonly number: number;
  readonly revisionId: string;
  readonly description: string | null;
  readonly creationDate: EpochMillis;
}

export interface AliasRecord {
  readonly name: string;
  readonly description: string | null;
  readonly routing: readonly Route[];
  readonly creationDate: EpochMillis;
  readonly updateDate: EpochMillis;
}
export interface Route {
  readonly version: number;
  /** In percent. */
  readonly weight: number;
}

export interface ActivityRecord {
  readonly activityArn: string;
  readonly name: string;
  readonly creationDate: EpochMillis;
  /** `encryptionConfiguration` as it was given. */
  readonly configuration: JsonObject;
  readonly tags: JsonObject;
}

export const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;
export type ExecutionStatus = (typeof STATUSES)[number];

export interface ExecutionRecord {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly type: MachineType;
  readonly revisionId: string;
  /** Absent: started by the ARN of the machine itself. */
  readonly version?: number;
  /** Absent: not started by an alias. */
  readonly alias?: string;
  readonly status: ExecutionStatus;
  readonly startDate: EpochMillis;
  readonly stopDate: EpochMillis | null;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  /** `null` until the first redrive. */
  readonly redrive: Redrive | null;
  /** Of a child execution: the run it belongs to, the Map state whose states it runs, and which of the run's it is. */
  readonly mapRun?: ChildOfMapRun;
  /** Of the mock configuration, whose results the tasks are given. Absent: every task asks its service. */
  readonly testCase?: string;
}

export interface ChildOfMapRun {
  readonly mapRunArn: string;
  readonly stateName: string;
  readonly index: number;
  /** The redrive of the run that it was begun or redriven by last. Absent: none. */
  readonly attempt?: number;
}

export interface Redrive {
  readonly count: number;
  readonly date: EpochMillis;
  /** The last client tokens, newest last, with the redrive that each was used for. */
  readonly tokens: readonly { readonly token: string; readonly date: EpochMillis }[];
}

/** "redrivable period of 14 days. … This period starts from the day a state machine completes its execution." */
export const REDRIVABLE_MILLIS = 14 * 24 * 3600 * 1000;

const ROOT = 'stepfunctions';

export const machineKey = (name: string): Key => keyOf(ROOT, 'machine', name);
export const ALL_MACHINES = within(ROOT, 'machine');
export const revisionKey = (machine: string, revisionId: string): Key => keyOf(ROOT, 'revision', machine, revisionId);
export const versionKey = (machine: string, number: number): Key =>
  keyOf(ROOT, 'version', machine, String(number).padStart(VERSION_DIGITS, '0'));
export const versionsOf = (machine: string) => within(ROOT, 'version', machine);
const VERSION_DIGITS = 9;
export const aliasKey = (machine: string, alias: string): Key => keyOf(ROOT, 'alias', machine, alias);
export const aliasesOf = (machine: string) => within(ROOT, 'alias', machine);
export const activityKey = (name: string): Key => keyOf(ROOT, 'activity', name);
export const ALL_ACTIVITIES = within(ROOT, 'activity');
export const executionKey = ({ machine, name }: ExecutionId): Key => keyOf(ROOT, 'execution', machine, name);
/** Executions whose names begin so; the empty text begins every name. */
export function namedRange(machine: string, prefix: string): { readonly from: Key; readonly to: Key } {
  const { from, to } = within(ROOT, 'execution', machine);
  return prefix === ''
    ? { from, to }
    : { from: executionKey({ machine, name: prefix }), to: `${executionKey({ machine, name: prefix })}\u00ff` };
}
export const frameKey = ({ machine, name }: ExecutionId): Key => keyOf(ROOT, 'frame', machine, name);
export const ALL_FRAMES = within(ROOT, 'frame');

/** Digits enough for `MAX_EVENTS`. */
const EVENT_ID_DIGITS = 5;
export const historyPrefix = ({ machine, name }: ExecutionId): Key => `${keyOf(ROOT, 'history', machine, name)}\u0000`;
export const historyKey = (prefix: Key, firstId: number): Key =>
  prefix + String(firstId).padStart(EVENT_ID_DIGITS, '0');
export const historyRange = ({ machine, name }: ExecutionId) => within(ROOT, 'history', machine, name);

/** Digits enough for the year 9999. */
const TIME_DIGITS = 15;
const timeText = (time: EpochMillis) => String(time).padStart(TIME_DIGITS, '0');

/** By time, so that what is too old to be redriven comes first. */
export const pointKey = ({ machine, name }: ExecutionId, stopDate: EpochMillis): Key =>
  keyOf(ROOT, 'point', timeText(stopDate), machine, name);
export const pointsUntil = (time: EpochMillis) => ({
  from: within(ROOT, 'point').from,
  to: keyOf(ROOT, 'point', timeText(time)),
});

/** What ListExecutions lists an execution by: its map run, or its machine and the version and alias that it was started by. */
export function listsOf({ machine }: ExecutionId, { version, alias, mapRun }: ExecutionRecord): readonly string[] {
  if (mapRun !== undefined) return [mapRun.mapRunArn];
  if (version === undefined) return [machine];
  const byVersion = [machine, `${machine}:${version}`];
  return alias === undefined ? byVersion : [...byVersion, `${machine}:${alias}`];
}

export const startedKey = (list: string, status: ExecutionStatus, startDate: EpochMillis, name: string): Key =>
  keyOf(ROOT, 'started', list, status, timeText(startDate), name);
export const startedRange = (list: string, status: ExecutionStatus) => within(ROOT, 'started', list, status);
