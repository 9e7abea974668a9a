/**
 * The events that Step Functions puts on the default bus as the executions of Standard machines change their status.
 * Source: Step Functions Developer Guide, "Automating Step Functions event delivery with EventBridge".
 */
import type { JsonObject } from '../lib/units';
import type { EventEntry } from './events/ingest';
import type { HistoryEvent } from './stepfunctions/history/event';
import type { ExecutionRecord } from './stepfunctions/records';
import { redrivabilityOf, wireRedrivability } from './stepfunctions/redrivability';
import { startedByOf } from './stepfunctions/wire';

/** "If the combined escaped input and escaped output sent to EventBridge exceeds 248 KiB, then the input will be excluded." */
const MAX_DATA_BYTES = 248 * 1024;

/** What one commit of an execution brings about. */
export function statusChanges(record: ExecutionRecord, events: readonly HistoryEvent[]): readonly EventEntry[] {
  if (record.type === 'EXPRESS') return [];
  const begins = events.some(({ type }) => type === 'ExecutionStarted' || type === 'ExecutionRedriven');
  const entries: EventEntry[] = [];
  const lastEventId = events.at(-1)?.id ?? 0;
  if (begins) {
    const begun = { status: 'RUNNING', stopDate: null, output: null, error: null, cause: null } as const;
    entries.push(entryOf({ ...record, ...begun }, lastEventId));
  }
  if (record.status !== 'RUNNING') entries.push(entryOf(record, lastEventId));
  return entries;
}

function entryOf(record: ExecutionRecord, lastEventId: number): EventEntry {
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [record.executionArn],
    detail: detailOf(record, lastEventId),
  };
}

function detailOf(record: ExecutionRecord, lastEventId: number): JsonObject {
  const { input, output, status, redrive } = record;
  const { hasInput, hasOutput } = inclusionOf(input, output ?? '');
  const { stateMachineVersionArn, stateMachineAliasArn } = startedByOf(record);
  const redrivability = redrivabilityOf(record, lastEventId, record.stopDate ?? record.startDate);
  return {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status,
    startDate: record.startDate,
    stopDate: record.stopDate,
    input: hasInput ? input : null,
    output: hasOutput ? output : null,
    stateMachineVersionArn: stateMachineVersionArn ?? null,
    stateMachineAliasArn: stateMachineAliasArn ?? null,
    redriveCount: redrive?.count ?? 0,
    redriveDate: redrive?.date ?? null,
    ...wireRedrivability(redrivability),
    inputDetails: { included: hasInput },
    outputDetails: output === null ? null : { included: hasOutput },
    error: record.error,
    cause: record.cause,
  };
}

/** No character takes more than six bytes: only large data is measured. */
const MAX_BYTES_A_CHARACTER = 6;

function inclusionOf(input: string, output: string): { readonly hasInput: boolean; readonly hasOutput: boolean } {
  if ((input.length + output.length) * MAX_BYTES_A_CHARACTER + 4 <= MAX_DATA_BYTES) {
    return { hasInput: true, hasOutput: true };
  }
  const outputBytes = output === '' ? 0 : escapedBytes(output);
  return { hasInput: escapedBytes(input) + outputBytes <= MAX_DATA_BYTES, hasOutput: outputBytes <= MAX_DATA_BYTES };
}

const escapedBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));
