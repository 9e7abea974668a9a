/** Records as the API answers them: absent members left out, times in epoch seconds with a millisecond fraction. */
import type { EpochMillis, Json, JsonObject } from '../../lib/units';
import { qualifiedArn } from './arns';
import type { HistoryEvent, StartedBy } from './history/event';
import type { ExecutionRecord, MachineRecord } from './records';
import { type Redrivability, wireRedrivability } from './redrivability';

export const seconds = (time: EpochMillis): number => time / 1000;

type Fields = { readonly [field: string]: Json | null | undefined };

/** Without the fields that hold nothing. */
export const present = (fields: Fields): JsonObject => {
  const object: { [field: string]: Json } = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) object[field] = value;
  }
  return object;
};

const INCLUDED = { included: true } as const;
const LEFT_OUT = { included: false } as const;

/** `METADATA_ONLY` leaves out what a customer's key would encrypt. */
export type IncludedData = 'ALL_DATA' | 'METADATA_ONLY';

export const dataOf = ({ input, output, error, cause }: ExecutionRecord, included: IncludedData = 'ALL_DATA') =>
  included === 'METADATA_ONLY'
    ? { inputDetails: LEFT_OUT, outputDetails: output === null ? null : LEFT_OUT }
    : { input, inputDetails: INCLUDED, output, outputDetails: output === null ? null : INCLUDED, error, cause };

/** Of a child execution of a map run. */
export const mapRunOf = ({ mapRun }: ExecutionRecord): string | null => mapRun?.mapRunArn ?? null;

export const startedByOf = ({ stateMachineArn, version, alias }: ExecutionRecord): StartedBy => ({
  ...(version === undefined ? {} : { stateMachineVersionArn: qualifiedArn(stateMachineArn, version) }),
  ...(alias === undefined ? {} : { stateMachineAliasArn: qualifiedArn(stateMachineArn, alias) }),
});

export const describedExecution = (
  record: ExecutionRecord,
  redrivability: Redrivability,
  included: IncludedData | undefined,
): JsonObject =>
  present({
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: seconds(record.startDate),
    stopDate: record.stopDate === null ? null : seconds(record.stopDate),
    ...dataOf(record, included),
    mapRunArn: mapRunOf(record),
    ...startedByOf(record),
    ...redriveOf(record),
    ...wireRedrivability(redrivability),
  });

const redriveOf = ({ redrive }: ExecutionRecord): JsonObject =>
  redrive === null ? { redriveCount: 0 } : { redriveCount: redrive.count, redriveDate: seconds(redrive.date) };

export const listedExecution = (record: ExecutionRecord): JsonObject =>
  present({
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: seconds(record.startDate),
    stopDate: record.stopDate === null ? null : seconds(record.stopDate),
    mapRunArn: mapRunOf(record),
    ...startedByOf(record),
    ...redriveOf(record),
  });

export const describedMachine = (machine: MachineRecord, included: IncludedData = 'ALL_DATA'): JsonObject =>
  present({
    stateMachineArn: machine.stateMachineArn,
    name: machine.name,
    status: 'ACTIVE',
    definition: included === 'ALL_DATA' ? machine.definition : '',
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: seconds(machine.creationDate),
    loggingConfiguration: { includeExecutionData: false, level: 'OFF' },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...machine.configuration,
    revisionId: machine.updated ? machine.revisionId : null,
  });

/** `EventDetails` fields whose data a caller may ask to leave out. */
const DATA_FIELDS: ReadonlySet<string> = new Set([
  'input',
  'output',
  'parameters',
  'error',
  'cause',
  'inputDetails',
  'outputDetails',
]);

export function wireEvent({ timestamp, ...event }: HistoryEvent, includeExecutionData: boolean): JsonObject {
  const wire: { [field: string]: Json } = { timestamp: timestamp / 1000 };
  for (const [field, value] of Object.entries(event) as [string, Json][]) {
    wire[field] = includeExecutionData || typeof value !== 'object' ? value : withoutData(value as JsonObject);
  }
  return wire;
}

export function withoutData(details: JsonObject): JsonObject {
  const kept: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(details)) if (!DATA_FIELDS.has(name)) kept[name] = value;
  return kept;
}
