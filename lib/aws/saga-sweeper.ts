/**
 * The sweeper of sagas: each minute it compares the ledger's open sagas with Step Functions, and does what nobody was told
 * to do: begin what was accepted and never begun, record endings that no event told of, recover what nobody drives.
 *
 * S1. It reads the index of open sagas alone, and of that what has been in its state for two minutes.
 * S2. It looks at so many a run, and at others in the next, so that those that merely take long hide no other.
 * S3. A saga that cannot be looked at keeps none of the others from it.
 */
import type { Context } from 'aws-lambda';
import { type Inspected, inspect, type SagaPorts } from '../saga/guard';
import type { OpenSaga, OpenState } from '../saga/ledger';
import { type EpochMillis, epochMillis } from '../units';
import type { Metrics } from './embedded-metrics';
import { type CallDependencies, loggedCall } from './logged-call';

/** Younger ones are still being told of. */
export const MIN_AGE_SECONDS = 120;
export const PAGE_SAGAS = 400;
/** Of each state: 4,000 sagas. */
export const MAX_PAGES = 10;
/** S2: within what Step Functions answers to one account in a minute ("Step Functions service quotas", DescribeExecution). */
export const MAX_INSPECTED = 500;
const AT_ONCE = 10;

export interface SagaSweeperDependencies extends CallDependencies, SagaPorts {
  readonly metrics: Metrics;
}

export interface SagaSweep {
  readonly open: number;
  readonly inspected: number;
  readonly failed: number;
  readonly recorded: number;
  readonly recoveriesStarted: number;
  readonly sagasStarted: number;
  readonly exhausted: number;
}

export function sagaSweeper(
  dependencies: SagaSweeperDependencies,
): (event: unknown, context: Pick<Context, 'awsRequestId'>) => Promise<SagaSweep> {
  const { definition, ledger, logger, metrics } = dependencies;
  return (_, { awsRequestId }) =>
    loggedCall(dependencies, { saga: definition.name, requestId: awsRequestId }, async ({ at, note }) => {
      const before = epochMillis(at - MIN_AGE_SECONDS * 1000);
      const read = (state: OpenState, until: EpochMillis) => readOpen(dependencies, state, until);
      const [running, compensating, parked] = await Promise.all([
        read('RUNNING', before),
        read('COMPENSATING', before),
        read('COMPENSATION_FAILED', at),
      ]);
      const turn = Math.floor(at / 60_000);
      const looked = [...share(compensating, turn), ...share(running, turn)];
      const seen = await inEach(looked, (open) =>
        inspect({ definition, ledger, executions: dependencies.executions }, open, at).catch((error: unknown) => {
          // S3
          const errorName = error instanceof Error ? error.name : 'Error';
          logger.error('saga not inspected', { sagaId: open.sagaId, errorName });
          return { kind: 'failed' } as const;
        }),
      );
      const count = (kind: Inspected['kind'] | 'failed') => seen.filter((one) => one.kind === kind).length;
      const value: SagaSweep = {
        open: running.length + compensating.length + parked.length,
        inspected: seen.length,
        failed: count('failed'),
        recorded: count('recorded'),
        recoveriesStarted: count('recoveryBegun'),
        sagasStarted: count('started'),
        exhausted: count('exhausted'),
      };
      metrics(
        [
          { name: 'OldestRunningAgeSeconds', unit: 'Seconds', value: oldest(running, at) },
          { name: 'OldestCompensatingAgeSeconds', unit: 'Seconds', value: oldest(compensating, at) },
          { name: 'CompensationFailedSagas', unit: 'Count', value: parked.length + value.exhausted },
          { name: 'RecoveriesStarted', unit: 'Count', value: value.recoveriesStarted },
          { name: 'SagasStarted', unit: 'Count', value: value.sagasStarted },
        ],
        at,
      );
      note({ ...value });
      return { outcome: value.failed === 0 ? 'swept' : 'sweptInPart', value };
    });
}

// S1
async function readOpen({ ledger }: SagaPorts, state: OpenState, before: EpochMillis): Promise<readonly OpenSaga[]> {
  const sagas: OpenSaga[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const next = await ledger.openSagas({ state, before, limit: PAGE_SAGAS, cursor });
    sagas.push(...next.sagas);
    cursor = next.cursor;
    if (cursor === undefined) break;
  }
  return sagas;
}

/** S2: half of what a run looks at, the next ones each turn, and from the first again after the last. */
function share(sagas: readonly OpenSaga[], turn: number): readonly OpenSaga[] {
  const size = MAX_INSPECTED / 2;
  if (sagas.length <= size) return sagas;
  const from = (turn * size) % sagas.length;
  return [...sagas.slice(from), ...sagas.slice(0, from)].slice(0, size);
}

/** In seconds; 0 where none has been in its state for two minutes. */
function oldest(sagas: readonly OpenSaga[], at: EpochMillis): number {
  const since = sagas.reduce((time, saga) => Math.min(time, saga.since), Number(at));
  return Math.floor((at - since) / 1000);
}

async function inEach<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) results.push(await run(item));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
