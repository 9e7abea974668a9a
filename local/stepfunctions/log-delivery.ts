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

interface Known extends LoggingConfiguration {
  /** The stream that was written to last. */
  stream: { readonly minute: number; readonly name: string };
}

export function deliverLogs(logs: LogsPort, machines: Machines): ExecutionListener {
  const revisions = new BoundedCache<string, Known>(MAX_KNOWN);
  const knownOf = ({ executionArn, revisionId }: ExecutionRecord): Known => {
    const found = revisions.get(revisionId);
    if (found !== undefined) return found;
    const { machine } = executionOf(executionArn);
    const logging = readLogging(machines.revision(machine, revisionId).configuration.loggingConfiguration);
    const known = { ...logging, stream: { minute: Number.NaN, name: '' } };
    revisions.set(revisionId, known);
    return known;
  };
  return (record, events) => {
    const known = knownOf(record);
    const { level, groupName, includeExecutionData } = known;
    if (level === 'OFF' || groupName === undefined) return;
    const wanted = level === 'ALL' ? events : events.filter(({ type }) => isLogged[level](type));
    if (wanted.length === 0) return;
    const lines = wanted.map((event) => ({
      timestamp: event.timestamp,
      message: messageOf(record, event, includeExecutionData),
    }));
    logs.put(groupName, streamName(record, known), lines);
  };
}

/** "Log levels for Step Functions execution events". */
const isLogged: { readonly [L in 'ERROR' | 'FATAL']: (type: EventType) => boolean } = {
  ERROR: (type) => type === 'FailStateEntered' || /(Failed|Aborted|TimedOut)$/.test(type),
  FATAL: (type) => /^Execution(Failed|Aborted|TimedOut)$/.test(type),
};

const MINUTE_MILLIS = 60_000;

/** A minute's executions of a revision share a stream; those of a map run have one of their own. */
function streamName(record: ExecutionRecord, known: Known): string {
  if (record.mapRun !== undefined) return streamNameOf(record);
  const minute = Math.floor(record.startDate / MINUTE_MILLIS);
  if (known.stream.minute !== minute) known.stream = { minute, name: streamNameOf(record) };
  return known.stream.name;
}

/** `states/<machine>/<minute of the start>/<eight digits>`. */
function streamNameOf({ executionArn, startDate, revisionId }: ExecutionRecord): string {
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

/** The one field of an event that is an object. */
function detailsOf(event: HistoryEvent): JsonObject {
  for (const value of Object.values(event)) if (isObject(value)) return value;
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
