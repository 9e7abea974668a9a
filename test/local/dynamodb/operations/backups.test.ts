import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTableWithRange, n, STREAMED, s } from '../a-database';

const byState = {
  IndexName: 'byState',
  KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const ORDERS = aTableWithRange('Orders', 'S', {
  AttributeDefinitions: ['pk', 'sk', 'state'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [byState],
  ...STREAMED,
});
const ITEM = { pk: s('1'), sk: s('a'), state: s('PAID'), total: n('5') };

let database: ADatabase;
beforeEach(async () => {
  database = await aDatabaseWith(ORDERS);
  await database.call('PutItem', { TableName: 'Orders', Item: ITEM });
});

async function backUp(BackupName: string, TableName = 'Orders'): Promise<string> {
  const { BackupDetails } = await database.call('CreateBackup', { TableName, BackupName });
  return String((BackupDetails as JsonObject).BackupArn);
}
const restore = (BackupArn: string, more: JsonObject = {}) =>
  database.call('RestoreTableFromBackup', { TargetTableName: 'Restored', BackupArn, ...more });
const listed = async (more: JsonObject = {}) => {
  const { BackupSummaries } = await database.call('ListBackups', more);
  return (BackupSummaries as readonly JsonObject[]).map(({ BackupName }) => BackupName);
};

test('a backup holds the table as it was, through a restore, its later changes and its deletion', async () => {
  const arn = await backUp('nightly');
  await database.call('DeleteTable', { TableName: 'Orders' });

  const { TableDescription } = await restore(arn);
  const found = await database.call('Query', {
    TableName: 'Restored',
    IndexName: 'byState',
    KeyConditionExpression: '#s = :paid',
    ExpressionAttributeNames: { '#s': 'state' },
    ExpressionAttributeValues: { ':paid': s('PAID') },
  });

  expect(TableDescription).toMatchObject({
    TableStatus: 'CREATING',
    RestoreSummary: { SourceBackupArn: arn, RestoreInProgress: true },
  });
  expect(TableDescription).not.toHaveProperty('LatestStreamArn');
  expect(found.Items).toEqual([ITEM]);
  expect(database.items('Restored')).toEqual([ITEM]);
});

test('is described with the table that it is of', async () => {
  const arn = await backUp('nightly');

  const { BackupDescription } = await database.call('DescribeBackup', { BackupArn: arn });

  expect(BackupDescription).toMatchObject({
    BackupDetails: { BackupArn: arn, BackupName: 'nightly', BackupStatus: 'AVAILABLE', BackupType: 'USER' },
    SourceTableDetails: { TableName: 'Orders', ItemCount: 1, BillingMode: 'PAY_PER_REQUEST' },
    SourceTableFeatureDetails: {
      GlobalSecondaryIndexes: [byState],
      StreamDescription: { StreamEnabled: true },
      TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
    },
  });
});

test('is listed by table, time and type, a page at a time', async () => {
  const [first, later] = [Date.UTC(2026, 0, 1) / 1000, Date.UTC(2026, 0, 1) / 1000 + 10];
  await backUp('one');
  await database.clock.advance(10_000);
  await backUp('two');

  expect(await listed({ TableName: 'Orders' })).toEqual(['one', 'two']);
  expect(await listed({ TableName: 'None' })).toEqual([]);
  expect(await listed({ TimeRangeUpperBound: later })).toEqual(['one']);
  expect(await listed({ TimeRangeLowerBound: first + 1 })).toEqual(['two']);
  expect(await listed({ BackupType: 'SYSTEM' })).toEqual([]);
  const page = await database.call('ListBackups', { Limit: 1 });
  expect(await listed({ ExclusiveStartBackupArn: page.LastEvaluatedBackupArn ?? null })).toEqual(['two']);
});

test('is gone when it is deleted', async () => {
  const arn = await backUp('nightly');

  const { BackupDescription } = await database.call('DeleteBackup', { BackupArn: arn });

  expect(BackupDescription).toMatchObject({ BackupDetails: { BackupStatus: 'DELETED' } });
  for (const operation of ['DescribeBackup', 'DeleteBackup', 'RestoreTableFromBackup']) {
    const refused = await database.invalid(operation, { BackupArn: arn, TargetTableName: 'Restored' });
    expect(refused).toBe(`BackupNotFoundException: Backup not found: ${arn}`);
  }
});

test('restores what is asked for, under a name that is free', async () => {
  const arn = await backUp('nightly');
  const units = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };

  expect(await database.invalid('RestoreTableFromBackup', { TargetTableName: 'Orders', BackupArn: arn })).toBe(
    'TableAlreadyExistsException: Table already exists: Orders',
  );
  expect(await database.invalid('CreateBackup', { TableName: 'None', BackupName: 'nightly' })).toBe(
    'TableNotFoundException: Table not found: None',
  );
  await restore(arn, {
    BillingModeOverride: 'PROVISIONED',
    ProvisionedThroughputOverride: units,
    GlobalSecondaryIndexOverride: [],
  });
  const { Table } = await database.call('DescribeTable', { TableName: 'Restored' });
  expect(Table).toMatchObject({ ProvisionedThroughput: units, RestoreSummary: { RestoreInProgress: false } });
  expect(Table).not.toHaveProperty('GlobalSecondaryIndexes');
});
