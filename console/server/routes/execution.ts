/** One execution: what is known of it, its history, and what its functions wrote. */
import { CLIENT } from '../../../local/service';
import { executionOf } from '../../../local/stepfunctions/arns';
import type { ExecutionRecord } from '../../../local/stepfunctions/records';
import type { WireRequest } from '../../../local/wire/message';
import type { Definition, ExecutionDetail, ExecutionLogs, ExecutionRow, HistoryPage, LogRow } from '../../api';
import { queryCount, queryText } from '../asked';
import { rowOf, sagaIdOf } from '../execution-rows';
import { Refused } from '../refused';
import type { Room } from '../room';
import { machinesOf } from './overview';

const EVENTS = { usual: 500, most: 2_000 };
/** An execution's history has no more. */
const MAX_EVENT_ID = { usual: 1, most: 25_000 };
/** Function logs are written before the event that their reply brings about, and asynchronous ones a little later. */
const LOG_SLACK_MILLIS = 1_000;
const MAX_LOG_LINES = 2_000;
const MAX_SIBLINGS = 20;

export async function execution(room: Room, { query }: WireRequest): Promise<ExecutionDetail> {
  const record = recordAt(room, queryText(query, 'arn'));
  const { executionArn, stateMachineArn, input, output, cause } = record;
  const { stepfunctions } = room.local.world.services;
  const described = await stepfunctions.call('DescribeExecution', { executionArn }, CLIENT);
  const { definition } = await stepfunctions.call('DescribeStateMachineForExecution', { executionArn }, CLIENT);
  const reason = described.redriveStatusReason;
  const row = rowOf(room, record);
  const id = executionOf(executionArn);
  let transitions = 0;
  for (const { type } of stepfunctions.executions.historyFrom(id, 1)) if (type.endsWith('StateEntered')) transitions++;
  return {
    ...row,
    machineArn: stateMachineArn,
    input,
    output,
    cause,
    definition: String(definition),
    events: stepfunctions.executions.eventCount(id),
    transitions,
    redrivable: {
      can: described.redriveStatus === 'REDRIVABLE',
      reason: typeof reason === 'string' ? reason : null,
    },
    siblings: row.sagaId === null || row.stack === null ? [] : await runsOf(room, row.stack, row.sagaId, executionArn),
  };
}

/** The executions of a saga: its own, and its recoveries. */
export async function runsOf(
  room: Room,
  stack: string,
  sagaId: string,
  except?: string,
): Promise<readonly ExecutionRow[]> {
  const { executions } = room.local.world.services.stepfunctions;
  const rows: ExecutionRow[] = [];
  for (const { arn, name } of await machinesOf(room.local.world)) {
    const role = room.places.roleOf(arn);
    if (role === 'other' || room.places.stackOf('machine', arn) !== stack) continue;
    for (const record of executions.named(name, sagaId)) {
      if (rows.length >= MAX_SIBLINGS) return rows;
      if (record.executionArn === except || sagaIdOf(record.name, role) !== sagaId) continue;
      rows.push(rowOf(room, record));
    }
  }
  return rows.sort((one, other) => one.startDate - other.startDate);
}

/** @throws Refused */
export function recordAt({ local }: Room, arn: string): ExecutionRecord {
  const found = local.world.services.stepfunctions.executions.find(executionOf(arn));
  if (found === undefined) throw new Refused(404, `there is no execution '${arn}'`);
  return found;
}

export function history(room: Room, { query }: WireRequest): HistoryPage {
  const id = executionOf(recordAt(room, queryText(query, 'arn')).executionArn);
  const from = queryCount(query, 'from', MAX_EVENT_ID);
  const limit = queryCount(query, 'limit', EVENTS);
  const events = [];
  for (const event of room.local.world.services.stepfunctions.executions.historyFrom(id, from)) {
    if (events.length === limit) return { events, next: event.id };
    events.push(event);
  }
  return { events, next: null };
}

/** Of the functions that the definition names: every call that wrote the saga's or the execution's name. */
export async function logs(room: Room, { query }: WireRequest): Promise<ExecutionLogs> {
  const { executionArn, name, startDate, stopDate, stateMachineArn } = recordAt(room, queryText(query, 'arn'));
  const { stepfunctions, lambda } = room.local.world.services;
  const { definition } = await stepfunctions.call('DescribeStateMachineForExecution', { executionArn }, CLIENT);
  const text = String(definition);
  const sought = sagaIdOf(name, room.places.roleOf(stateMachineArn));
  const until = (stopDate ?? Number.POSITIVE_INFINITY) + LOG_SLACK_MILLIS;
  const lines: LogRow[] = [];
  for (const fn of lambda.functions()) {
    if (!text.includes(fn.arn)) continue;
    const written = lambda.logs.of(fn.name).filter(({ time }) => time >= startDate && time <= until);
    const calls = new Set(written.filter((line) => line.text.includes(sought)).map(({ requestId }) => requestId));
    const sagaFunction = room.places.sagaFunctionOf(fn.name);
    for (const { functionName, requestId, time, text: written1 } of written) {
      if (calls.has(requestId)) lines.push({ functionName, sagaFunction, requestId, time, text: written1 });
    }
  }
  return { lines: lines.sort((one, other) => one.time - other.time).slice(-MAX_LOG_LINES) };
}

export async function definition({ local }: Room, { query }: WireRequest): Promise<Definition> {
  const stateMachineArn = queryText(query, 'arn');
  const found = await local.world.services.stepfunctions.call('DescribeStateMachine', { stateMachineArn }, CLIENT);
  return { arn: stateMachineArn, name: String(found.name), definition: String(found.definition) };
}
