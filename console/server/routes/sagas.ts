/** Sagas of both styles: the list, one with all that is known of it, and its events. */
import { ENDED_STATES, isOpen, OPEN_STATES, type SagaRecord } from '../../../lib/saga/ledger';
import { sagaId } from '../../../lib/saga/rule';
import type { Json } from '../../../lib/units';
import type { Item } from '../../../local/dynamodb/values/attribute-value';
import { CLIENT } from '../../../local/service';
import type { WireRequest } from '../../../local/wire/message';
import type { EventLane, OutboxRow, Participant, Permission, SagaDetail, SagaPage } from '../../api';
import { cursorOf, queryCount, queryCursor, queryOneOf, queryOptional, queryText } from '../asked';
import { outboxRowOf } from '../lanes';
import { plainOf } from '../plain-item';
import { Refused } from '../refused';
import type { Room, SagaStack } from '../room';
import { runsOf } from './execution';
import { stepsOf } from './overview';

const LIMIT = { usual: 50, most: 200 };
const STYLES = ['orchestrated', 'choreographed'] as const;

export async function sagas(room: Room, { query }: WireRequest): Promise<SagaPage> {
  const [stack, search] = [queryOptional(query, 'stack'), queryOptional(query, 'search')];
  const style = queryOneOf(query, 'style', STYLES);
  const state = queryOneOf(query, 'state', [...OPEN_STATES, ...ENDED_STATES]);
  const filter = {
    ...(stack === undefined ? {} : { stack }),
    ...(style === undefined ? {} : { style }),
    ...(state === undefined ? {} : { state }),
    ...(search === undefined ? {} : { search }),
  };
  const cursor = queryCursor(query);
  const limit = queryCount(query, 'limit', LIMIT);
  await room.sagas.load();
  const after =
    cursor === undefined ? undefined : ([Number(cursor.at), String(cursor.id), String(cursor.stack)] as const);
  const { sagas: found, last, counts } = room.sagas.page(filter, after, limit);
  return { sagas: found, cursor: cursorOf(last && { at: last[0], id: last[1], stack: last[2] }), counts };
}

/** The saga that a request names. @throws Refused */
export async function sagaAt(
  room: Room,
  stack: string,
  id: string,
): Promise<{ readonly at: SagaStack; readonly record: SagaRecord }> {
  const at = room.places.sagaStack(stack);
  if (at === undefined) throw new Refused(404, `there is no stack '${stack}' with sagas`);
  const record = await at.ledger.find(sagaId(id));
  if (record === undefined) throw new Refused(404, `there is no saga '${id}' in ${stack}`);
  return { at, record };
}

export async function saga(room: Room, { query }: WireRequest): Promise<SagaDetail> {
  const { at, record } = await sagaAt(room, queryText(query, 'stack'), queryText(query, 'id'));
  const participants = await Promise.all(at.serviceTables.map((table) => participantOf(room, table, record.sagaId)));
  const executions = await runsOf(room, at.stack, record.sagaId);
  const isRunning = executions.some(({ status }) => status === 'RUNNING');
  return {
    stack: at.stack,
    record,
    steps: stepsOf(at.definition),
    participants,
    executions,
    actions: actionsOf(record, isRunning),
  };
}

async function participantOf({ local, places }: Room, table: string, id: string): Promise<Participant> {
  const { Items = [] } = await local.world.services.dynamodb.call(
    'Query',
    {
      TableName: table,
      KeyConditionExpression: 'pk = :saga AND begins_with(sk, :fence)',
      ExpressionAttributeValues: { ':saga': { S: `saga#${id}` }, ':fence': { S: 'fence#' } },
      ConsistentRead: true,
    },
    CLIENT,
  );
  const fences = (Items as unknown as readonly Item[]).map(plainOf).map((item) => ({
    step: String(item.sk).slice('fence#'.length),
    fence: {
      status: item.status as Participant['fences'][number]['fence']['status'],
      at: Number(item.at),
      found: JSON.parse(String(item.result ?? item.rejection ?? 'null')) as Json,
    },
  }));
  return { table, label: places.labelOf('table', table), fences };
}

const allowed: Permission = { kind: 'allowed' };
const refused = (reason: string): Permission => ({ kind: 'refused', reason });

/** What can be told at a glance; the last word has who carries it out (lib/saga/operators.ts). */
function actionsOf({ state, style, recoveries }: SagaRecord, isRunning: boolean): SagaDetail['actions'] {
  if (!isOpen(state)) {
    const ended = refused(`it has ended: ${state}`);
    return { resume: ended, redrive: ended, cancel: ended, abandon: ended };
  }
  const running = refused('its execution is running');
  const hasNoExecution = style === 'choreographed' && recoveries === 0;
  return {
    resume: isRunning
      ? running
      : hasNoExecution && state !== 'COMPENSATION_FAILED'
        ? refused('its services answer each other’s events, and none has failed for good')
        : allowed,
    redrive: isRunning
      ? running
      : hasNoExecution
        ? refused('it has no execution')
        : state === 'COMPENSATION_FAILED'
          ? refused('it ended in a Fail state, which only fails again; resume it')
          : allowed,
    cancel:
      state === 'RUNNING'
        ? allowed
        : refused(state === 'COMPENSATING' ? 'it is being undone already' : 'resume or abandon it'),
    abandon: isRunning
      ? running
      : hasNoExecution && state !== 'COMPENSATION_FAILED'
        ? refused('its events may be on their way; cancel it first')
        : allowed,
  };
}

/** Rows of a table that were written before the model was started are looked for, up to so many items. */
const MAX_SCANNED = 200_000;
const PIECE = 1_000;

export async function sagaEvents(room: Room, { query }: WireRequest): Promise<EventLane> {
  const { at, record } = await sagaAt(room, queryText(query, 'stack'), queryText(query, 'id'));
  const heard = room.lanes.rowsOf(at.stack, record.sagaId);
  const rows = new Map(heard.map((row) => [row.id, row]));
  if (record.acceptedAt <= room.lanes.since || rows.size === 0) {
    for (const table of at.serviceTables) {
      for (const row of await rowsIn(room, table, record.sagaId)) rows.set(row.id, row);
    }
  }
  const inOrder = [...rows.values()].sort((one, other) => one.createdAt - other.createdAt);
  return { rows: inOrder, notices: room.lanes.noticesOf(at.stack, record.sagaId) };
}

async function rowsIn({ local, places }: Room, table: string, id: string): Promise<readonly OutboxRow[]> {
  const { dynamodb } = local.world.services;
  const rows: OutboxRow[] = [];
  let from: Json | undefined;
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += PIECE) {
    const request = { TableName: table, Limit: PIECE, ...(from === undefined ? {} : { ExclusiveStartKey: from }) };
    const { Items = [], LastEvaluatedKey } = await dynamodb.call('Scan', request, CLIENT);
    for (const item of Items as unknown as readonly Item[]) {
      const found = outboxRowOf(places, table, item);
      if (found?.sagaId === id) rows.push(found.row);
    }
    if (LastEvaluatedKey === undefined) break;
    from = LastEvaluatedKey;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}
