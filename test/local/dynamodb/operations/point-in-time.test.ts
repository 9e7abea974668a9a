import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../../lib/units';
import { LmdbStore } from '../../../../local/store/lmdb';
import { ADatabase, aTableWithRange, n, STREAMED, s } from '../a-database';

const START = Date.UTC(2026, 0, 1) / 1000;
const DAY = 24 * 60 * 60;
const byState = {
  IndexName: 'byState',
  KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const ORDERS = aTableWithRange('Orders', 'S', {
  AttributeDefinitions: ['pk', 'sk', 'state'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [byState],
  Tags: [{ Key: 'team', Value: 'orders' }],
  ...STREAMED,
});
const anOrder = (pk: string, state: string) => ({ pk: s(pk), sk: s('a'), state: s(state) });

let database: ADatabase;
beforeEach(async () => {
  database = new ADatabase();
  await database.call('CreateTable', ORDERS);
});

const put = (pk: string, state: string) => database.call('PutItem', { TableName: 'Orders', Item: anOrder(pk, state) });
const remove = (pk: string) => database.call('DeleteItem', { TableName: 'Orders', Key: { pk: s(pk), sk: s('a') } });
const switchRecovery = (PointInTimeRecoveryEnabled: boolean, more: JsonObject = {}) =>
  database.call('UpdateContinuousBackups', {
    TableName: 'Orders',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled, ...more },
  });
const restore = (more: JsonObject) =>
  database.call('RestoreTableToPointInTime', { SourceTableName: 'Orders', TargetTableName: 'Restored', ...more });
const refusal = (more: JsonObject) =>
  database.invalid('RestoreTableToPointInTime', { SourceTableName: 'Orders', TargetTableName: 'Restored', ...more });
/** The orders of a restored table as `id state`, sorted. */
async function restoredAt(RestoreDateTime: number): Promise<readonly string[]> {
  const TargetTableName = `Restored.${RestoreDateTime}`;
  await restore({ TargetTableName, RestoreDateTime });
  return database
    .items(TargetTableName)
    .map(({ pk, state }) => `${(pk as { S: string }).S} ${(state as { S: string }).S}`)
    .sort();
}
async function times(): Promise<readonly [earliest: unknown, latest: unknown]> {
  const { ContinuousBackupsDescription } = await database.call('DescribeContinuousBackups', { TableName: 'Orders' });
  const { PointInTimeRecoveryDescription: description } = ContinuousBackupsDescription as JsonObject;
  const { EarliestRestorableDateTime: earliest, LatestRestorableDateTime: latest } = description as JsonObject;
  return [earliest, latest];
}
const OUTSIDE =
  'InvalidRestoreTimeException: An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.';

describe('the items of a restored table', () => {
  test('are those of the second asked for: a write at its first millisecond is in, one a millisecond later is not', async () => {
    await put('1', 'NEW');
    await switchRecovery(true);
    await database.clock.advance(10_000);
    await put('1', 'PAID');
    await database.clock.advance(1);
    await put('1', 'SENT');
    await put('2', 'NEW');
    await database.clock.advance(400_000);

    expect(await restoredAt(START + 9)).toEqual(['1 NEW']);
    expect(await restoredAt(START + 10)).toEqual(['1 PAID']);
    expect(await restoredAt(START + 10.9)).toEqual(['1 PAID']);
    expect(await restoredAt(START + 11)).toEqual(['1 SENT', '2 NEW']);
  });

  test('were deleted, made again and written in transactions since, and are all as they were', async () => {
    await switchRecovery(true);
    await put('1', 'NEW');
    await put('2', 'NEW');
    await database.clock.advance(5_000);
    await remove('1');
    await database.call('TransactWriteItems', {
      TransactItems: [
        { Delete: { TableName: 'Orders', Key: { pk: s('2'), sk: s('a') } } },
        { Put: { TableName: 'Orders', Item: anOrder('3', 'NEW') } },
      ],
    });
    await database.clock.advance(5_000);
    await put('1', 'AGAIN');
    await database.clock.advance(400_000);

    expect(await restoredAt(START + 1)).toEqual(['1 NEW', '2 NEW']);
    expect(await restoredAt(START + 5)).toEqual(['3 NEW']);
    expect(await restoredAt(START + 10)).toEqual(['1 AGAIN', '3 NEW']);
  });

  test('are as they were also after a restart between the writes, on disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backstep-past-'));
    const first = LmdbStore.open(folder);
    database = new ADatabase(first);
    await database.call('CreateTable', ORDERS);
    await switchRecovery(true);
    await put('1', 'NEW');
    await database.clock.advance(1_000);
    await put('1', 'SEEN');
    const { clock } = database;
    await first.close();
    const second = LmdbStore.open(folder);
    database = new ADatabase(second);
    await database.clock.advance(clock.now() - database.clock.now());
    await put('1', 'PAID');
    await put('1', 'SENT');
    await database.clock.advance(1);
    await put('1', 'LOST');
    await database.clock.advance(400_000);

    expect(await restoredAt(START)).toEqual(['1 NEW']);
    expect(await restoredAt(START + 1)).toEqual(['1 SENT']);
    expect(await restoredAt(START + 2)).toEqual(['1 LOST']);
    await second.close();
    rmSync(folder, { recursive: true });
  });

  test('are found by the indexes that the source has now', async () => {
    await switchRecovery(true);
    await put('1', 'PAID');
    await database.clock.advance(1_000);
    await put('1', 'SENT');
    await database.clock.advance(400_000);
    await restore({ RestoreDateTime: START });

    const found = await database.call('Query', {
      TableName: 'Restored',
      IndexName: 'byState',
      KeyConditionExpression: '#s = :paid',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':paid': s('PAID') },
    });

    expect(found.Items).toEqual([anOrder('1', 'PAID')]);
  });
});

test('the restored table has the settings of the source now, without its stream, tags, expiry, protection and recovery', async () => {
  await switchRecovery(true);
  await database.call('UpdateTimeToLive', {
    TableName: 'Orders',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
  });
  await database.call('UpdateTable', {
    TableName: 'Orders',
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
    GlobalSecondaryIndexUpdates: [
      { Update: { IndexName: 'byState', ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } } },
    ],
    DeletionProtectionEnabled: true,
  });
  await database.clock.advance(400_000);

  const { TableDescription } = await restore({ UseLatestRestorableTime: true });

  const { Table } = await database.call('DescribeTable', { TableName: 'Restored' });
  const { TableArn } = TableDescription as JsonObject;
  expect(TableDescription).toMatchObject({ TableStatus: 'CREATING', RestoreSummary: { RestoreInProgress: true } });
  expect(Table).toMatchObject({
    ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
    GlobalSecondaryIndexes: [{ IndexName: 'byState' }],
    RestoreSummary: {
      SourceTableArn: String(TableArn).replace('Restored', 'Orders'),
      RestoreDateTime: START + 100,
      RestoreInProgress: false,
    },
    DeletionProtectionEnabled: false,
  });
  expect((Table as JsonObject).RestoreSummary).not.toHaveProperty('SourceBackupArn');
  expect(Table).not.toHaveProperty('LatestStreamArn');
  expect(await database.call('ListTagsOfResource', { ResourceArn: String(TableArn) })).toEqual({ Tags: [] });
  expect(await database.call('DescribeTimeToLive', { TableName: 'Restored' })).toEqual({
    TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
  });
  expect(await database.call('DescribeContinuousBackups', { TableName: 'Restored' })).toMatchObject({
    ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' } },
  });
});

describe('the times that can be restored', () => {
  test('begin where recovery was enabled and end five minutes ago', async () => {
    await database.clock.advance(1_500);
    await switchRecovery(true);
    expect(await times()).toEqual([START + 1, START + 1]);
    await database.clock.advance(400_000);

    expect(await times()).toEqual([START + 1, START + 101]);
    expect(await refusal({ RestoreDateTime: START })).toBe(OUTSIDE);
    expect(await refusal({ RestoreDateTime: START + 102 })).toBe(OUTSIDE);
    await restore({ TargetTableName: 'First', RestoreDateTime: START + 1 });
    await restore({ TargetTableName: 'Last', RestoreDateTime: START + 101 });
  });

  test('reach as far back as the period, which a longer one later does not stretch', async () => {
    await switchRecovery(true, { RecoveryPeriodInDays: 1 });
    await database.clock.advance((DAY + 7) * 1000);
    expect((await times())[0]).toBe(START + 7);

    await switchRecovery(true, { RecoveryPeriodInDays: 35 });
    await database.clock.advance(DAY * 1000);

    expect((await times())[0]).toBe(START + 7);
    expect(await refusal({ RestoreDateTime: START + 6 })).toBe(OUTSIDE);
  });

  test('begin anew when recovery is disabled and enabled again', async () => {
    await switchRecovery(true);
    await put('1', 'NEW');
    await switchRecovery(false);
    expect(await refusal({ UseLatestRestorableTime: true })).toBe(
      "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'Orders'",
    );
    await put('1', 'PAID');
    await database.clock.advance(20_000);
    await switchRecovery(true);
    await database.clock.advance(400_000);

    expect((await times())[0]).toBe(START + 20);
    expect(await restoredAt(START + 20)).toEqual(['1 PAID']);
  });
});

test('refuses a target that exists, a source that does not, and a time named twice or not at all', async () => {
  await switchRecovery(true);

  expect(await refusal({ TargetTableName: 'Orders', UseLatestRestorableTime: true })).toBe(
    'TableAlreadyExistsException: Table already exists: Orders',
  );
  expect(await refusal({ SourceTableName: 'None', UseLatestRestorableTime: true })).toBe(
    'TableNotFoundException: Table not found: None',
  );
  expect(await refusal({ UseLatestRestorableTime: true, RestoreDateTime: START })).toBe(
    'Only one of RestoreDateTime and UseLatestRestorableTime can be specified',
  );
  expect(await refusal({})).toBe('RestoreDateTime or UseLatestRestorableTime is required');
  expect(await database.invalid('RestoreTableToPointInTime', { TargetTableName: 'Restored' })).toBe(
    'SourceTableName or SourceTableArn is required',
  );
});

describe('a table that is deleted', () => {
  const listed = async (more: JsonObject = {}) =>
    (await database.call('ListBackups', more)).BackupSummaries as readonly JsonObject[];

  test('leaves a system backup for 35 days, as it was', async () => {
    await switchRecovery(true);
    await put('1', 'NEW');
    await database.call('DeleteTable', { TableName: 'Orders' });

    expect(await listed()).toEqual([]);
    const [backup] = await listed({ BackupType: 'SYSTEM' });
    expect(backup).toMatchObject({
      BackupName: 'Orders$DeletedTableBackup',
      BackupType: 'SYSTEM',
      BackupExpiryDateTime: START + 35 * DAY,
    });
    const { BackupArn = null } = backup as JsonObject;
    await database.call('RestoreTableFromBackup', { TargetTableName: 'Restored', BackupArn });
    expect(database.items('Restored')).toEqual([anOrder('1', 'NEW')]);
    expect(await refusal({ TargetTableName: 'Other', UseLatestRestorableTime: true })).toBe(
      'TableNotFoundException: Table not found: Orders',
    );

    await database.clock.advance(35 * DAY * 1000 - 1);
    expect(await listed({ BackupType: 'ALL' })).toHaveLength(1);
    await database.clock.advance(1);
    expect(await listed({ BackupType: 'ALL' })).toEqual([]);
    expect((await database.refusal('DescribeBackup', { BackupArn })).code).toBe('BackupNotFoundException');
  });

  test('leaves none without recovery', async () => {
    await database.call('DeleteTable', { TableName: 'Orders' });

    expect(await listed({ BackupType: 'ALL' })).toEqual([]);
  });

  test('takes expired system backups out of the store', async () => {
    const kept = () => [...database.store.range({ from: 'dynamodb\u0000backup', to: 'dynamodb\u0000backupz' })].length;
    await switchRecovery(true);
    await put('1', 'NEW');
    await database.call('DeleteTable', { TableName: 'Orders' });
    expect(kept()).toBe(2);
    await database.clock.advance(35 * DAY * 1000);
    await database.call('CreateTable', ORDERS);
    await switchRecovery(true);

    await database.call('DeleteTable', { TableName: 'Orders' });

    expect(kept()).toBe(1);
  });
});

describe('what is kept of the past', () => {
  const kept = () => [...database.store.range({ from: 'dynamodb\u0000past\u0000', to: 'dynamodb\u0000past\u0001' })];

  test('is nothing without recovery, and nothing of a table that was deleted', async () => {
    await put('1', 'NEW');
    expect(kept()).toEqual([]);
    await switchRecovery(true);
    await put('1', 'PAID');
    expect(kept()).toHaveLength(1);

    await database.call('DeleteTable', { TableName: 'Orders' });

    expect(kept()).toEqual([]);
  });

  test('goes once it lies before the period, in passing', async () => {
    await switchRecovery(true, { RecoveryPeriodInDays: 1 });
    for (let at = 0; at < 511; at++) await put(String(at), 'NEW');
    await database.clock.advance((DAY + 1) * 1000);

    await database.call('PutItem', { TableName: 'Orders', Item: { ...anOrder('0', 'PAID'), total: n('1') } });

    expect(kept()).toHaveLength(1);
    await database.clock.advance(400_000);
    expect(await restoredAt(START + DAY)).toContain('0 NEW');
    expect(await restoredAt(START + DAY + 1)).toContain('0 PAID');
  });
});
