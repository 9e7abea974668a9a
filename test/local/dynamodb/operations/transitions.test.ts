import type { JsonObject } from '../../../../lib/units';
import { ADatabase, aTable, aTableWithRange, s } from '../a-database';

const SECOND = 1_000;
const ORDER = { TableName: 'Orders', Item: { pk: s('1'), state: s('PAID') } };
const byState = {
  IndexName: 'byState',
  KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const ADD_INDEX = {
  TableName: 'Orders',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexUpdates: [{ Create: byState }],
};
const READ_INDEX = {
  TableName: 'Orders',
  IndexName: 'byState',
  KeyConditionExpression: '#s = :paid',
  ExpressionAttributeNames: { '#s': 'state' },
  ExpressionAttributeValues: { ':paid': s('PAID') },
};

/** Tables take ten seconds by the clock. */
let database: ADatabase;
beforeEach(() => {
  database = new ADatabase(undefined, { tableTransitionMillis: () => 10 * SECOND });
});

const described = async (TableName = 'Orders') =>
  (await database.call('DescribeTable', { TableName })).Table as JsonObject;
const statusOf = async (TableName = 'Orders') => (await described(TableName)).TableStatus;
const done = () => database.clock.advance(10 * SECOND);
async function anActiveTable(definition = aTable('Orders')): Promise<void> {
  await database.call('CreateTable', definition);
  await done();
}

describe('a table that is being created', () => {
  test('is CREATING until its time is over, and ACTIVE from then on', async () => {
    await database.call('CreateTable', aTable('Orders'));

    await database.clock.advance(10 * SECOND - 1);
    expect(await statusOf()).toBe('CREATING');
    await database.clock.advance(1);
    expect(await statusOf()).toBe('ACTIVE');
  });

  test('takes no items, one by one, in batches or in transactions', async () => {
    await database.call('CreateTable', aTable('Orders'));
    const key = { TableName: 'Orders', Key: { pk: s('1') } };
    const missing = 'ResourceNotFoundException: Requested resource not found';

    expect(await database.invalid('PutItem', ORDER)).toBe(missing);
    expect(await database.invalid('GetItem', key)).toBe(missing);
    expect(await database.invalid('Scan', { TableName: 'Orders' })).toBe(missing);
    expect(
      await database.invalid('BatchWriteItem', { RequestItems: { Orders: [{ PutRequest: { Item: ORDER.Item } }] } }),
    ).toBe(missing);
    expect(await database.invalid('TransactWriteItems', { TransactItems: [{ Put: ORDER }] })).toBe(missing);
    await done();
    await database.call('PutItem', ORDER);
    expect(database.items('Orders')).toEqual([ORDER.Item]);
  });

  test('is not changed, deleted or created again', async () => {
    await database.call('CreateTable', aTable('Orders'));
    const change = { TableName: 'Orders', DeletionProtectionEnabled: true };

    expect(await database.invalid('UpdateTable', change)).toBe(
      'ResourceInUseException: Table is being created: Orders',
    );
    expect(await database.invalid('DeleteTable', { TableName: 'Orders' })).toBe(
      'ResourceInUseException: Table is being created: Orders',
    );
    expect(await database.invalid('CreateTable', aTable('Orders'))).toBe(
      'ResourceInUseException: Table already exists: Orders',
    );
  });
});

describe('a table that is being updated', () => {
  test('takes items, and tells of a new index that cannot be read yet', async () => {
    await anActiveTable();
    await database.call('UpdateTable', ADD_INDEX);

    await database.call('PutItem', ORDER);
    expect(await described()).toMatchObject({
      TableStatus: 'UPDATING',
      GlobalSecondaryIndexes: [{ IndexName: 'byState', IndexStatus: 'CREATING', Backfilling: false }],
    });
    const refused = 'Cannot read from backfilling global secondary index: byState';
    expect(await database.invalid('Query', READ_INDEX)).toBe(refused);
    expect(await database.invalid('Scan', { TableName: 'Orders', IndexName: 'byState' })).toBe(refused);

    await done();

    const [index] = (await described()).GlobalSecondaryIndexes as readonly JsonObject[];
    expect([await statusOf(), index?.IndexStatus]).toEqual(['ACTIVE', 'ACTIVE']);
    expect((await database.call('Query', READ_INDEX)).Items).toEqual([ORDER.Item]);
  });

  test('is not updated again or deleted', async () => {
    await anActiveTable();
    const change = { TableName: 'Orders', DeletionProtectionEnabled: false };
    await database.call('UpdateTable', change);
    const busy = 'ResourceInUseException: Table is being updated: Orders';

    expect(await database.invalid('UpdateTable', change)).toBe(busy);
    expect(await database.invalid('DeleteTable', { TableName: 'Orders' })).toBe(busy);
    await done();
    await database.call('UpdateTable', change);
  });
});

describe('a table that is being deleted', () => {
  test('is DELETING and listed until its time is over, and deleting it again is no error', async () => {
    await anActiveTable();
    await anActiveTable(aTable('Accounts'));
    const first = await database.call('DeleteTable', { TableName: 'Orders' });

    const again = await database.call('DeleteTable', { TableName: 'Orders' });
    expect(again).toEqual(first);
    expect(await statusOf()).toBe('DELETING');
    expect(await database.call('ListTables', {})).toEqual({ TableNames: ['Accounts', 'Orders'] });
    expect(await database.invalid('CreateTable', aTable('Orders'))).toBe(
      'ResourceInUseException: Table is being deleted: Orders',
    );

    await done();

    expect(await database.call('ListTables', {})).toEqual({ TableNames: ['Accounts'] });
    const { code } = await database.refusal('DescribeTable', { TableName: 'Orders' });
    expect(code).toBe('ResourceNotFoundException');
    await database.call('CreateTable', aTable('Orders'));
  });
});

test('a restored table is being created too, and neither restored nor created over', async () => {
  await anActiveTable(aTableWithRange('Orders'));
  const { BackupDetails } = await database.call('CreateBackup', { TableName: 'Orders', BackupName: 'nightly' });
  const { BackupArn = null } = BackupDetails as JsonObject;
  const request = { TargetTableName: 'Restored', BackupArn };
  await database.call('RestoreTableFromBackup', request);

  expect(await described('Restored')).toMatchObject({
    TableStatus: 'CREATING',
    RestoreSummary: { RestoreInProgress: true },
  });
  expect((await database.refusal('RestoreTableFromBackup', request)).code).toBe('TableInUseException');
  await done();
  expect((await database.refusal('RestoreTableFromBackup', request)).code).toBe('TableAlreadyExistsException');
});
