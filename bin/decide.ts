/** What the commands that decide about a saga have in common. */
import { userInfo } from 'node:os';
import type { Order } from '../lib/saga/operators';
import type { SagaId } from '../lib/saga/rule';
import type { EpochMillis } from '../lib/units';
import { argumentAndOptionsOf } from './command';
import { type Decision, tellDecision } from './decision';
import { type ExitCode, UsageError } from './exit';
import { findSaga, LEDGER_OPTIONS, ledgersOf, type StackLedger } from './ledgers';

const SAGA = "a saga's id, or how it begins";

/** Finds the saga that the arguments name, decides, and tells what it came to. */
export async function decide(
  args: readonly string[],
  run: (at: StackLedger, id: SagaId, now: EpochMillis) => Promise<Decision>,
): Promise<ExitCode> {
  const { argument, values } = argumentAndOptionsOf(args, SAGA, LEDGER_OPTIONS);
  const { ledgers, now } = await ledgersOf(values);
  const { at, record } = await findSaga(ledgers, argument);
  const decision = await run(at, record.sagaId, now);
  return tellDecision(decision, record.sagaId, at.stack, values.json);
}

export const ORDER_USAGE = `  --reason TEXT         why; it is kept with the saga
  --by NAME             who decides. Default: the name of the user who runs this
`;

/** As `decide`, of what is kept with a name and a reason. */
export async function decree(
  args: readonly string[],
  run: (at: StackLedger, id: SagaId, order: Order, now: EpochMillis) => Promise<Decision>,
): Promise<ExitCode> {
  const { argument, values } = argumentAndOptionsOf(args, SAGA, {
    ...LEDGER_OPTIONS,
    reason: { type: 'string' },
    by: { type: 'string', default: userInfo().username },
  });
  const { reason = '', by } = values;
  if (reason.trim() === '' || by.trim() === '') throw new UsageError('give --reason and say why, and who you are --by');
  const { ledgers, now } = await ledgersOf(values);
  const { at, record } = await findSaga(ledgers, argument);
  const decision = await run(at, record.sagaId, { by, reason }, now);
  return tellDecision(decision, record.sagaId, at.stack, values.json);
}
