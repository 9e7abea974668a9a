/**
 * Log delivery: the events of executions, as their machine's LoggingConfiguration asks, in a group of CloudWatch Logs.
 * Step Functions Developer Guide, "Using CloudWatch Logs to log execution history".
 */
import type { EpochMillis, Json, JsonObject } from '../../lib/units';
import { executionOf } from './arns';
import { BoundedCache } from './bounded-cache';
import type { ExecutionListener } from './driver';
import type { EventType, HistoryEvent } from './history/event';
import { isObject } from './json';
import { type LoggingConfiguration, readLogging } from './logging-configuration';
import type { Machines } from './machines';
import type { ExecutionRecord } from './records';
import { withoutData } from './wire';

/** Where the lines go. */
export interface LogsPort {
  put(
    groupName: string,
    streamName: string,
    events: readonly { readonly timestamp: EpochMillis; readonly message: string }[],
  ): void;
}

/** Revisions whose configuration is kept at hand. */
const MAX_KNOWN = 1_000;

export function deliverLogs(logs: LogsPort, machines: Machines): ExecutionListener {
  const known = new BoundedCache<string, LoggingConfiguration>(MAX_KNOWN);
  const configurationOf = ({ executionArn, revisionId }: ExecutionRecord) => {
    const found = known.get(revisionId);
    if (found !== undefined) return found;
    const { machine } = executionOf(executionArn);
    const logging = readLogging(machines.revision(machine, revisionId).configuration.loggingConfiguration);
    known.set(revisionId, logging);
    return logging;
  };
  return (record, events) => {
    const { level, groupName, includeExecutionData } = configurationOf(record);
    if (level === 'OFF' || groupName === undefined) return;
    const wanted = events.filter(({ type }) => isLogged[level](type));
    if (wanted.length === 0) return;
    const lines = wanted.map((event) => ({
      timestamp: event.timestamp,
      message: messageOf(record, event, includeExecutionData),
    }));
    logs.put(groupName, streamName(record), lines);
  };
}

/** "Log levels for Step Functions execution events". */
const isLogged: { readonly [L in 'ALL' | 'ERROR' | 'FATAL']: (type: EventType) => boolean } = {
  ALL: () => true,
  ERROR: (type) => type === 'FailStateEntered' || /(Failed|Aborted|TimedOut)$/.test(type),
  FATAL: (type) => /^Execution(Failed|Aborted|TimedOut)$/.test(type),
};

/** `states/<machine>/<minute of the start>/<eight digits>`; a minute's executions of a revision share a stream. */
function streamName({ executionArn, startDate, revisionId }: ExecutionRecord): string {
  const minute = new Date(startDate).toISOString().slice(0, 16).replace(/[T:]/g, '-');
  return `states/${executionOf(executionArn).machine}/${minute}/${revisionId.slice(0, 8)}`;
}

function messageOf({ executionArn, redrive }: ExecutionRecord, event: HistoryEvent, withData: boolean): string {
  const { id, type, previousEventId, timestamp } = event;
  const details = detailsOf(event);
  return JSON.stringify({
    id: String(id),
    type,
    details: withData ? truncated(details) : withoutData(details),
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestamp),
    execution_arn: executionArn,
    redrive_count: String(redrive?.count ?? 0),
  });
}

function detailsOf(event: HistoryEvent): JsonObject {
  for (const [field, value] of Object.entries(event) as [string, Json][]) {
    if (field.endsWith('EventDetails') && isObject(value)) return value;
  }
  return {};
}

/** "If escaped input or escaped output sent to CloudWatch Logs exceeds 248KB, it will be truncated." */
const MAX_DATA_BYTES = 248 * 1024;

function truncated(details: JsonObject): JsonObject {
  const cut = Object.entries(details).flatMap(([field, value]): [string, Json][] => {
    if (typeof value !== 'string' || value.length * 6 <= MAX_DATA_BYTES) return [];
    if (Buffer.byteLength(JSON.stringify(value)) <= MAX_DATA_BYTES) return [];
    return [
      [field, fitting(value)],
      [`${field}Details`, { truncated: true }],
    ];
  });
  return cut.length === 0 ? details : { ...details, ...Object.fromEntries(cut) };
}

function fitting(text: string): string {
  let length = Math.min(text.length, MAX_DATA_BYTES);
  while (Buffer.byteLength(JSON.stringify(text.slice(0, length))) > MAX_DATA_BYTES) length = Math.floor(length * 0.9);
  return text.slice(0, length);
}
