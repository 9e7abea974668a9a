/** The list of executions, newest first over all machines, and how many there are. */

import { ENDED_STATES, OPEN_STATES } from '../../../lib/saga/ledger';
import { epochMillis, type JsonObject } from '../../../lib/units';
import type { ListPosition } from '../../../local/stepfunctions/executions';
import { type ExecutionRecord, type ExecutionStatus, STATUSES } from '../../../local/stepfunctions/records';
import type { WireRequest } from '../../../local/wire/message';
import type { ExecutionCounts, ExecutionPage, ExecutionRow } from '../../api';
import { cursorOf, queryCount, queryCursor, queryOneOf, queryOptional } from '../asked';
import { machineOf, rowOf } from '../execution-rows';
import type { Room } from '../room';
import { machinesOf } from './overview';

/** A page that looks for a few among many gives up after so many: tens of milliseconds. */
const MAX_LOOKED = 4_000;
const LIMIT = { usual: 50, most: 200 };
const ROLES = ['conductor', 'recovery', 'other'] as const;

export async function executions(room: Room, { query }: WireRequest): Promise<ExecutionPage> {
  const status = queryOneOf(query, 'status', STATUSES);
  const role = queryOneOf(query, 'role', ROLES);
  const outcome = queryOneOf(query, 'outcome', [...OPEN_STATES, ...ENDED_STATES]);
  const search = queryOptional(query, 'search');
  const limit = queryCount(query, 'limit', LIMIT);
  const after = queryCursor(query);
  const chosen = await chosenMachines(room, queryOptional(query, 'machine'), role);
  if (outcome !== undefined) await room.sagas.load();
  const isOutcome = (row: ExecutionRow) => outcome === undefined || row.outcome === outcome;

  const first = search !== undefined && after === undefined ? named(room, chosen, search, status, limit) : [];
  const found = new Map(first.filter(isOutcome).map((row) => [row.arn, row]));
  // Where all that begin so were on the first page, the others are what is left to find.
  const isShown = after === undefined ? first.length < limit : after.begun === true;
  // They are most likely what was meant; the others are looked for on the next page.
  if (isShown && found.size > 0) {
    return { executions: [...found.values()], cursor: cursorOf({ begun: true }), looked: first.length };
  }
  const isSought = ({ executionArn, name }: ExecutionRecord) =>
    search === undefined ||
    (!found.has(executionArn) &&
      name.toLowerCase().includes(search.toLowerCase()) &&
      !(isShown && name.startsWith(search)));
  let looked = 0;
  let last = after ?? {};
  for (const record of newest(room, chosen, status, last)) {
    if (found.size >= limit || looked >= MAX_LOOKED) {
      return { executions: [...found.values()], cursor: cursorOf({ ...last, begun: isShown }), looked };
    }
    looked++;
    last = { at: record.startDate, name: record.name, machine: machineOf(record.stateMachineArn) };
    if (!isSought(record)) continue;
    const row = rowOf(room, record);
    if (isOutcome(row)) found.set(row.arn, row);
  }
  return { executions: [...found.values()], cursor: null, looked };
}

async function chosenMachines({ local, places }: Room, arn: string | undefined, role: string | undefined) {
  const machines = await machinesOf(local.world);
  return machines
    .filter((machine) => machine.type === 'STANDARD' && (arn === undefined || machine.arn === arn))
    .filter((machine) => role === undefined || places.roleOf(machine.arn) === role)
    .map(({ name }) => name)
    .sort();
}

/** Those whose names begin as is asked for are found wherever they are in time. */
function named(
  room: Room,
  machines: readonly string[],
  search: string,
  status: ExecutionStatus | undefined,
  limit: number,
): readonly ExecutionRow[] {
  const rows: ExecutionRow[] = [];
  for (const machine of machines) {
    for (const record of room.local.world.services.stepfunctions.executions.named(machine, search)) {
      if (rows.length >= limit) return rows;
      if (status === undefined || record.status === status) rows.push(rowOf(room, record));
    }
  }
  return rows;
}

interface Head {
  readonly record: ExecutionRecord;
  readonly machine: string;
  readonly walk: Iterator<ExecutionRecord>;
}

/** The machines' lists, merged: by start, then by name, then by machine, each the other way round. */
function* newest(
  { local }: Room,
  machines: readonly string[],
  status: ExecutionStatus | undefined,
  after: JsonObject,
): Generator<ExecutionRecord> {
  const { executions: lists } = local.world.services.stepfunctions;
  let heads = machines.flatMap((machine) =>
    headOf(machine, lists.newestFirst(machine, status, positionOf(after, machine))),
  );
  while (heads.length > 0) {
    const head = heads.reduce((best, each) => (isBefore(each, best) ? each : best));
    yield head.record;
    heads = heads.flatMap((each) => (each === head ? headOf(each.machine, each.walk) : [each]));
  }
}

function headOf(machine: string, walk: Iterator<ExecutionRecord>): readonly Head[] {
  const next = walk.next();
  return next.done === true ? [] : [{ record: next.value, machine, walk }];
}

function isBefore(one: Head, other: Head): boolean {
  const [a, b] = [one.record, other.record];
  if (a.startDate !== b.startDate) return a.startDate > b.startDate;
  return a.name === b.name ? one.machine > other.machine : a.name > b.name;
}

/** A list goes on after the position; of machines that come later at equal time and name, the very execution is next. */
function positionOf({ at, name, machine: last }: JsonObject, machine: string): ListPosition | undefined {
  if (typeof at !== 'number' || typeof name !== 'string' || typeof last !== 'string') return undefined;
  return { startDate: epochMillis(at), name: machine < last ? `${name}\u0002` : name };
}

export async function executionCounts({ local, tally }: Room, { query }: WireRequest): Promise<ExecutionCounts> {
  const machine = queryOptional(query, 'machine');
  const byStatus = { RUNNING: 0, SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0, PENDING_REDRIVE: 0 };
  for (const { arn, name, type } of await machinesOf(local.world)) {
    if (type === 'EXPRESS' || (machine !== undefined && arn !== machine)) continue;
    const counts = tally.of(name);
    for (const status of STATUSES) byStatus[status] += counts[status];
  }
  return { total: STATUSES.reduce((sum, status) => sum + byStatus[status], 0), byStatus };
}
