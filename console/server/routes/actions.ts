/** What the page can have done: starting, stopping, deciding about sagas. */
import {
  abandonSaga,
  cancelSaga,
  type Refused as NotDone,
  type NotFound,
  redriveSaga,
  resumeSaga,
} from '../../../lib/saga/operators';
import type { EpochMillis } from '../../../lib/units';
import { CLIENT } from '../../../local/service';
import type { WireRequest } from '../../../local/wire/message';
import type { Done, SagaAnswer, Started } from '../../api';
import { bodyOf, fieldJson, fieldOneOf, fieldOptional, fieldText } from '../asked';
import { sagaIdOf } from '../execution-rows';
import { Refused } from '../refused';
import type { Room } from '../room';
import { recordAt } from './execution';
import { sagaAt } from './sagas';

const DONE: Done = { done: true };

export async function start(room: Room, request: WireRequest): Promise<Started> {
  const body = bodyOf(request);
  const input = fieldJson(body, 'input');
  if (fieldOneOf(body, 'kind', ['saga', 'execution']) === 'saga') {
    return throughTheDoor(room, fieldText(body, 'stack'), JSON.stringify(input));
  }
  const stateMachineArn = fieldText(body, 'machine');
  const name = fieldOptional(body, 'name');
  const given = { stateMachineArn, input: JSON.stringify(input), ...(name === undefined ? {} : { name }) };
  const { executionArn } = await room.local.world.services.stepfunctions.call('StartExecution', given, CLIENT);
  const arn = String(executionArn);
  await room.local.world.durable();
  const role = room.places.roleOf(stateMachineArn);
  const sagaId = role === 'other' ? null : sagaIdOf(arn.split(':').at(-1) ?? '', role);
  return { arn, sagaId, stack: room.places.stackOf('machine', stateMachineArn), word: 'accepted' };
}

/** As a client of the application would. */
async function throughTheDoor({ local, places }: Room, stack: string, payload: string): Promise<Started> {
  const at = places.sagaStack(stack);
  if (at === undefined) throw new Refused(404, `there is no stack '${stack}' with sagas`);
  const { lambda } = local.world.services;
  const result = await lambda.invoke({ functionName: at.door, payload, caller: CLIENT });
  await local.world.durable();
  if (result.kind === 'failed') throw new Refused(409, `${result.errorType}: ${result.errorMessage}`);
  const answer = JSON.parse(result.payload) as { readonly [field: string]: unknown };
  const { executionArn, status, sagaId, orderId } = answer;
  const arn = typeof executionArn === 'string' && executionArn !== '' ? executionArn : null;
  const id = sagaId ?? arn?.split(':').at(-1) ?? orderId ?? null;
  return { arn, sagaId: id === null ? null : String(id), stack, word: String(status ?? 'accepted') };
}

export async function stopExecution(room: Room, request: WireRequest): Promise<Done> {
  const body = bodyOf(request);
  const { executionArn } = recordAt(room, fieldText(body, 'arn'));
  const [error, cause] = [fieldOptional(body, 'error'), fieldOptional(body, 'cause')];
  const given = { executionArn, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  await room.local.world.services.stepfunctions.call('StopExecution', given, CLIENT);
  return DONE;
}

export async function redriveExecution(room: Room, request: WireRequest): Promise<Done> {
  const { executionArn } = recordAt(room, fieldText(bodyOf(request), 'arn'));
  await room.local.world.services.stepfunctions.call('RedriveExecution', { executionArn }, CLIENT);
  return DONE;
}

export async function skipWaits(room: Room, request: WireRequest): Promise<Done> {
  const { executionArn } = recordAt(room, fieldText(bodyOf(request), 'arn'));
  const skipped = await room.local.world.services.stepfunctions.skipWaits(executionArn);
  if (skipped === 0) throw new Refused(409, 'it waits for nothing but its tasks');
  return DONE;
}

type Decided =
  | { readonly kind: 'recovering'; readonly run: number; readonly way: 'back' | 'forward' }
  | { readonly kind: 'started' }
  | { readonly kind: 'redriven'; readonly run: number }
  | { readonly kind: 'abandoned' }
  | NotDone
  | NotFound;
type SagaAt = Awaited<ReturnType<typeof sagaAt>>;
type Order = { readonly by: string; readonly reason: string };

const decision =
  (decide: (found: SagaAt, now: EpochMillis) => Promise<Decided>) =>
  async (room: Room, request: WireRequest): Promise<SagaAnswer> => {
    const body = bodyOf(request);
    const found = await sagaAt(room, fieldText(body, 'stack'), fieldText(body, 'id'));
    return answerOf(await decide(found, room.local.clock.now()));
  };

const decree =
  (decide: (found: SagaAt, order: Order, now: EpochMillis) => Promise<Decided>) =>
  async (room: Room, request: WireRequest): Promise<SagaAnswer> => {
    const body = bodyOf(request);
    const order = { by: fieldText(body, 'by'), reason: fieldText(body, 'reason') };
    return decision((found, now) => decide(found, order, now))(room, request);
  };

export const resume = decision(({ at, record }, now) => resumeSaga(at, record.sagaId, now));
export const redrive = decision(({ at, record }) => redriveSaga(at, record.sagaId));
export const cancel = decree(({ at, record }, order, now) => cancelSaga(at, record.sagaId, order, now));
export const abandon = decree(({ at, record }, order, now) => abandonSaga(at, record.sagaId, order, now));

function answerOf(decided: Decided): SagaAnswer {
  switch (decided.kind) {
    case 'recovering':
      return done(
        decided.way === 'back'
          ? `recovery ${decided.run} undoes what is not undone`
          : `recovery ${decided.run} drives it forward: it is past its point of no return`,
      );
    case 'started':
      return done('its execution is started; it had never been');
    case 'redriven':
      return done(decided.run === 0 ? 'its execution is redriven' : `recovery ${decided.run} is redriven`);
    case 'abandoned':
      return done('abandoned');
    case 'refused':
      throw new Refused(409, decided.reason);
    case 'notFound':
      throw new Refused(404, 'there is no such saga any more');
  }
}

const done = (text: string): SagaAnswer => ({ done: true, text });
