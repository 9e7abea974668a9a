import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbLedger } from '../../../lib/aws/dynamodb-ledger';
import type { Metric } from '../../../lib/aws/embedded-metrics';
import { encodeSaga } from '../../../lib/aws/saga-item';
import { MAX_INSPECTED, MIN_AGE_SECONDS, sagaSweeper } from '../../../lib/aws/saga-sweeper';
import type { Ending } from '../../../lib/saga/executions';
import type { SagaLedger, SagaRecord } from '../../../lib/saga/ledger';
import { sagaId } from '../../../lib/saga/rule';
import { epochMillis } from '../../../lib/units';
import { MemoryExecutions } from '../../fakes/memory-executions';
import { MemoryLedger } from '../../fakes/memory-ledger';
import { stood } from '../saga/a-guard';
import { AT, aRecord, trip } from '../saga/a-saga';
import { aContainer, CONTEXT } from './a-container';
import { aLocalLedgerTable } from './local-table';

/** The sweeper runs at AT. */
const ago = (seconds: number) => epochMillis(AT - seconds * 1000);
const OLD = { acceptedAt: ago(MIN_AGE_SECONDS), since: ago(MIN_AGE_SECONDS) };
const named = (id: string, given: Partial<SagaRecord> = {}) => aRecord({ sagaId: sagaId(id), ...OLD, ...given });
const TIMED_OUT: Ending = { kind: 'failed', at: AT, error: 'States.Timeout', cause: '' };

async function aSweeper(records: readonly SagaRecord[], ledger: SagaLedger = new MemoryLedger()) {
  for (const record of records) await ledger.accept(record);
  const executions = new MemoryExecutions();
  const { dependencies, lines, pass } = aContainer();
  const metrics: Metric[][] = [];
  const sweep = sagaSweeper({
    ...dependencies,
    definition: trip,
    ledger,
    executions,
    metrics: (told) => metrics.push([...told]),
  });
  return { ledger, executions, lines, metrics, pass, sweep: () => sweep({}, CONTEXT) };
}
const values = (metrics: readonly Metric[] = []) => Object.fromEntries(metrics.map(({ name, value }) => [name, value]));

describe('the sweeper of sagas', () => {
  it('does for each open saga what is to be done', async () => {
    const { ledger, executions, sweep } = await aSweeper([
      named('never-begun'),
      named('running'),
      named('told-to-nobody'),
      named('timed-out'),
      named('undoing', { state: 'COMPENSATING' }),
      named('for-a-person', { state: 'COMPENSATION_FAILED' }),
      named('done', { state: 'COMPLETED', endedAt: AT }),
    ]);
    for (const id of ['running', 'told-to-nobody', 'timed-out', 'undoing']) await executions.start(sagaId(id), '{}');
    executions.end('told-to-nobody', { kind: 'succeeded', at: AT, output: undefined });
    executions.end('timed-out', TIMED_OUT, stood('BookHotel', { results: { BookFlight: 1 } }));

    const answer = await sweep();

    expect(answer).toEqual({
      open: 6,
      inspected: 5,
      failed: 0,
      recorded: 1,
      recoveriesStarted: 1,
      sagasStarted: 1,
      exhausted: 0,
    });
    expect(executions.started.has(sagaId('never-begun'))).toBe(true);
    expect([...executions.recoveries.keys()]).toEqual(['timed-out-r1']);
    expect(await ledger.find(sagaId('told-to-nobody'))).toMatchObject({ state: 'COMPLETED' });
  });

  it('leaves to others what is younger than two minutes', async () => {
    const young = { acceptedAt: ago(MIN_AGE_SECONDS - 1), since: epochMillis(ago(MIN_AGE_SECONDS) + 1) };
    const { executions, sweep } = await aSweeper([named('young', young), named('old')]);

    expect(await sweep()).toMatchObject({ open: 1, sagasStarted: 1 });
    expect([...executions.started.keys()]).toEqual(['old']);
  });

  it('has nothing left to do a run later', async () => {
    const { executions, sweep } = await aSweeper([named('never-begun'), named('timed-out')]);
    await executions.start(sagaId('timed-out'), '{}');
    executions.end('timed-out', TIMED_OUT);
    await sweep();
    const { calls } = executions;

    await sweep();

    expect(executions.calls).toBe(calls);
  });

  it.each([
    ['in memory', async () => new MemoryLedger()],
    [
      'in DynamoDB',
      async () =>
        dynamoDbLedger(await aLocalLedgerTable('Sagas'), 'Sagas', { wait: async () => {}, fraction: () => 0 }),
    ],
  ])('twice at once does each thing once, over a ledger %s', async (_, aLedger) => {
    const ids = Array.from({ length: 20 }, (_, n) => `trip-${n}`);
    const { ledger, executions, sweep } = await aSweeper(
      ids.flatMap((id) => [named(id), named(`${id}-late`)]),
      await aLedger(),
    );
    for (const id of ids) {
      await executions.start(sagaId(`${id}-late`), '{}');
      executions.end(`${id}-late`, TIMED_OUT);
    }

    const answers = await Promise.all([sweep(), sweep()]);

    expect(answers.map(({ failed }) => failed)).toEqual([0, 0]);
    expect([...executions.recoveries.keys()].sort()).toEqual(ids.map((id) => `${id}-late-r1`).sort());
    expect(answers.reduce((sum, { recoveriesStarted }) => sum + recoveriesStarted, 0)).toBe(20);
    expect([...executions.started.keys()].filter((id) => !id.endsWith('late')).sort()).toEqual([...ids].sort());
    for (const id of ids) expect(await ledger.find(sagaId(`${id}-late`))).toMatchObject({ recoveries: 1 });
  });

  it('looks at the others where one cannot be looked at, and says so', async () => {
    const { executions, lines, sweep } = await aSweeper([named('broken'), named('never-begun')]);
    const { describe: describeExecution } = executions;
    executions.describe = async (saga, run) => {
      if (saga === 'broken') throw Object.assign(new Error('s3cret'), { name: 'ThrottlingException' });
      return describeExecution.call(executions, saga, run);
    };

    expect(await sweep()).toMatchObject({ inspected: 2, failed: 1, sagasStarted: 1 });

    expect(lines).toMatchObject([
      { level: 'error', fields: { sagaId: 'broken', errorName: 'ThrottlingException' } },
      { level: 'info', fields: { outcome: 'sweptInPart' } },
    ]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('comes to every saga in turn, however many take long', async () => {
    const ids = Array.from({ length: MAX_INSPECTED }, (_, n) => `trip-${n}`);
    const { executions, pass, sweep } = await aSweeper(ids.map((id) => named(id)));
    for (const id of ids) await executions.start(sagaId(id), '{}');
    const seen = new Set<string>();
    executions.describe = async (saga) => {
      seen.add(saga);
      return { kind: 'running' };
    };

    const first = await sweep();
    pass(60_000);
    await sweep();

    expect(first).toMatchObject({ open: MAX_INSPECTED, inspected: MAX_INSPECTED / 2 });
    expect(seen.size).toBe(MAX_INSPECTED);
  });
});

describe('what the sweeper measures', () => {
  it('is the age of the oldest, how many wait for a person, and what it began', async () => {
    const { executions, metrics, sweep } = await aSweeper([
      named('a', { since: ago(600) }),
      named('b', { since: ago(150) }),
      named('c', { state: 'COMPENSATING', since: ago(301) }),
      named('d', { state: 'COMPENSATION_FAILED', since: AT }),
      named('e', { state: 'COMPENSATION_FAILED', since: ago(9999) }),
    ]);
    for (const id of ['a', 'c']) await executions.start(sagaId(id), '{}');
    executions.end('c', TIMED_OUT);

    await sweep();

    expect(metrics.map(values)).toEqual([
      {
        OldestRunningAgeSeconds: 600,
        OldestCompensatingAgeSeconds: 301,
        CompensationFailedSagas: 2,
        RecoveriesStarted: 1,
        SagasStarted: 1,
      },
    ]);
  });

  it('is nothing where nothing is open: all are told, so that alarms clear', async () => {
    const { metrics, sweep } = await aSweeper([]);

    await sweep();

    expect(metrics.map(values)).toEqual([
      {
        OldestRunningAgeSeconds: 0,
        OldestCompensatingAgeSeconds: 0,
        CompensationFailedSagas: 0,
        RecoveriesStarted: 0,
        SagasStarted: 0,
      },
    ]);
  });
});

test('of 10,000 sagas the sweeper reads those alone that are open for two minutes, and scans nothing', async () => {
  const documents = await aLocalLedgerTable('Sagas');
  const open = Array.from({ length: 100 }, (_, n) => named(`open-${n}`));
  const young = Array.from({ length: 900 }, (_, n) => named(`young-${n}`, { since: AT, acceptedAt: AT }));
  const ended = Array.from({ length: 9_000 }, (_, n) => named(`ended-${n}`, { state: 'COMPLETED', endedAt: AT }));
  const all = [...open, ...young, ...ended].map((record) => ({ PutRequest: { Item: encodeSaga(record) } }));
  for (let from = 0; from < all.length; from += 25) {
    await documents.send(new BatchWriteCommand({ RequestItems: { Sagas: all.slice(from, from + 25) } }));
  }
  const { executions, sweep } = await aSweeper(
    [],
    dynamoDbLedger(documents, 'Sagas', { wait: async () => {}, fraction: () => 0 }),
  );
  for (const { sagaId } of open) await executions.start(sagaId, '{}');
  const reads: { readonly operation: string | undefined; readonly items: number }[] = [];
  documents.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        reads.push({ operation: commandName, items: Number(Object(answer.output).ScannedCount ?? 1) });
        return answer;
      },
    { step: 'initialize' },
  );

  expect(await sweep()).toMatchObject({ open: 100, inspected: 100, failed: 0 });

  const items = reads.reduce((sum, read) => sum + read.items, 0);
  expect(new Set(reads.map(({ operation }) => operation))).toEqual(new Set(['QueryCommand']));
  expect({ queries: reads.length, items }).toEqual({ queries: 24, items: 100 });
}, 60_000);
