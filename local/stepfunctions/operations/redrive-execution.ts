/** Step Functions API Reference, "RedriveExecution". */
import type { EpochMillis } from '../../../lib/units';
import { executionOf } from '../arns';
import { executionNotRedrivable } from '../errors';
import { readInput, text } from '../input';
import type { ExecutionRecord, Redrive } from '../records';
import { type Redrivability, redrivabilityOf } from '../redrivability';
import { seconds } from '../wire';
import { requiredExecutionArn } from './name';
import type { Operation, Room } from './operation';

/** "The API will return idempotent responses for the last 10 client tokens used to successfully redrive the execution. These client tokens are valid for up to 15 minutes after they are first used." */
const MAX_TOKENS = 10;
const TOKEN_MILLIS = 15 * 60 * 1000;

export const redriveExecution: Operation = async (room, input) => {
  const given = readInput(input, { executionArn: requiredExecutionArn, clientToken: text({ min: 1, max: 64 }) });
  // The driver lets go of an execution only after the commit of its end.
  await room.store.commit([]);
  const record = room.executions.get(given.executionArn);
  const now = room.clock.now();
  const used = record.redrive?.tokens.find(({ token, date }) => token === given.clientToken && isValid(date, now));
  if (used !== undefined) return { redriveDate: seconds(used.date) };
  const redrivability = redrivabilityIn(room, record);
  if (redrivability.kind === 'notRedrivable') throw executionNotRedrivable(redrivability.reason);
  if (redrivability.kind === 'redrivableByMapRun') {
    throw executionNotRedrivable('Execution can only be redriven by redriving its Map Run');
  }
  const frame = room.executions.endedFrame(record);
  if (frame === undefined) throw executionNotRedrivable('Execution redrivable period exceeded');
  const { machine } = executionOf(record.executionArn);
  const revision = room.machines.revision(machine, record.revisionId);
  await room.driver.redrive(withToken(record, given.clientToken, now), revision, frame);
  return { redriveDate: seconds(now) };
};

export function redrivabilityIn({ machines, executions, clock }: Room, record: ExecutionRecord): Redrivability {
  const id = executionOf(record.executionArn);
  const [machine = ''] = id.machine.split('/');
  if (machines.find(machine) === undefined) {
    return { kind: 'notRedrivable', reason: 'State machine is in DELETING status' };
  }
  return redrivabilityOf(record, executions.eventCount(id), clock.now());
}

const isValid = (date: EpochMillis, now: EpochMillis) => now - date <= TOKEN_MILLIS;

function withToken(record: ExecutionRecord, token: string | undefined, now: EpochMillis): ExecutionRecord {
  if (token === undefined) return record;
  const before: Redrive = record.redrive ?? { count: 0, date: now, tokens: [] };
  const tokens = [...before.tokens, { token, date: now }].filter(({ date }) => isValid(date, now)).slice(-MAX_TOKENS);
  return { ...record, redrive: { ...before, tokens } };
}
