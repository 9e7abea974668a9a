import type { JsonObject } from '../../../../lib/units';
import { MemoryStore } from '../../../../local/store/memory';
import { ADatabase, aDatabaseWith, aTable, aTableWithRange, n, STREAMED, s } from '../a-database';

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';
const describe_ = async (database: ADatabase, TableName = 'Orders') =>
  (await database.call('DescribeTable', { TableName })).Table as JsonObject;

const INVALID = 'One or more parameter values were invalid: ';
const attribute = (AttributeName: string, AttributeType = 'S') => ({ AttributeName, AttributeType });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });
const ALL = { ProjectionType: 'ALL' };

describe('CreateTable', () => {
  test('answers CREATING and is ACTIVE for the next call', async () => {
    const database = new ADatabase();

    const created = await database.call('CreateTable', aTable('Orders', STREAMED));

    const common = {
      TableName: 'Orders',
      TableArn: ARN,
      TableId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CreationDateTime: Date.UTC(2026, 0, 1) / 1000,
      AttributeDefinitions: [attribute('pk')],
      KeySchema: [hash('pk')],
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      ItemCount: 0,
      TableSizeBytes: 0,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamLabel: '2026-01-01T00:00:00.000',
      LatestStreamArn: `${ARN}/stream/2026-01-01T00:00:00.000`,
      DeletionProtectionEnabled: false,
    };
    expect(created.TableDescription).toEqual({
      ...common,
      TableStatus: 'CREATING',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(await describe_(database)).toEqual({
      ...common,
      TableStatus: 'ACTIVE',
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: common.CreationDateTime,
      },
      WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000, Status: 'ACTIVE' },
    });
  });

  test('refuses a name that is taken', async () => {
    const database = await aDatabaseWith(aTable('Orders'));

    const { code, message } = await database.refusal('CreateTable', aTable('Orders'));

    expect([code, message]).toEqual(['ResourceInUseException', 'Table already exists: Orders']);
  });

  const gsi = (more: JsonObject = {}): JsonObject => ({
    IndexName: 'byState',
    KeySchema: [hash('state')],
    Projection: ALL,
    ...more,
  });
  const withState = { AttributeDefinitions: [attribute('pk'), attribute('state')] };

  test.each<[string, JsonObject, string]>([
    [
      'a missing name',
      { ...aTable('Orders'), TableName: null },
      "The parameter 'TableName' is required but was not present in the request",
    ],
    ['a short name', aTable('ab'), 'TableName must be at least 3 characters long and at most 255 characters long'],
    [
      'a name with a slash',
      aTable('a/b'),
      "1 validation error detected: Value 'a/b' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [
      'no throughput',
      aTable('Orders', { BillingMode: 'PROVISIONED' }),
      `${INVALID}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ],
    [
      'throughput on demand',
      aTable('Orders', { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }),
      `${INVALID}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      'a key without definition',
      aTable('Orders', { KeySchema: [hash('id')] }),
      `${INVALID}Some index key attributes are not defined in AttributeDefinitions. Keys: [id], AttributeDefinitions: [pk]`,
    ],
    [
      'a definition without key',
      aTable('Orders', withState),
      `${INVALID}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    ],
    [
      'the same key twice',
      aTable('Orders', { ...withState, KeySchema: [hash('pk'), range('pk')] }),
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    ],
    [
      'a sort key first',
      aTable('Orders', { KeySchema: [range('pk')] }),
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    ],
    [
      'two partition keys',
      aTable('Orders', { ...withState, KeySchema: [hash('pk'), hash('state')] }),
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
    ],
    [
      'no global indexes',
      aTable('Orders', { GlobalSecondaryIndexes: [] }),
      `${INVALID}List of GlobalSecondaryIndexes is empty`,
    ],
    [
      'an index without projection',
      aTable('Orders', { ...withState, GlobalSecondaryIndexes: [gsi({ Projection: {} })] }),
      `${INVALID}Unknown ProjectionType: null`,
    ],
    [
      'attributes for a projection of all',
      aTable('Orders', {
        ...withState,
        GlobalSecondaryIndexes: [gsi({ Projection: { ...ALL, NonKeyAttributes: ['a'] } })],
      }),
      `${INVALID}ProjectionType is ALL, but NonKeyAttributes is specified`,
    ],
    [
      'an index twice',
      aTable('Orders', { ...withState, GlobalSecondaryIndexes: [gsi(), gsi()] }),
      `${INVALID}Duplicate index name: byState`,
    ],
    [
      'a local index without a sort key of the table',
      aTable('Orders', { ...withState, LocalSecondaryIndexes: [gsi({ KeySchema: [hash('pk'), range('state')] })] }),
      `${INVALID}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    [
      'a stream without a view',
      aTable('Orders', { StreamSpecification: { StreamEnabled: true } }),
      `${INVALID}StreamViewType must be specified when StreamEnabled is true`,
    ],
  ])('refuses %s', async (_what, request, message) => {
    expect(await new ADatabase().invalid('CreateTable', request)).toBe(message);
  });

  test('keeps tables and items in the store', async () => {
    const store = new MemoryStore();
    const first = new ADatabase(store);
    await first.call('CreateTable', aTable('Orders', { Tags: [{ Key: 'team', Value: 'sagas' }] }));
    await first.call('PutItem', { TableName: 'Orders', Item: { pk: s('1') } });

    const second = new ADatabase(store);
    await second.call('CreateTable', aTable('Others'));

    expect(second.items('Orders')).toEqual([{ pk: s('1') }]);
    expect(second.items('Others')).toEqual([]);
    expect(await second.call('ListTagsOfResource', { ResourceArn: ARN })).toEqual({
      Tags: [{ Key: 'team', Value: 'sagas' }],
    });
  });
});

test('DescribeTable counts items every six hours', async () => {
  const database = await aDatabaseWith(aTable('Orders'));
  await database.call('PutItem', { TableName: 'Orders', Item: { pk: s('1'), a: s('xyz') } });

  await database.clock.advance(6 * 60 * 60 * 1000 - 1);
  expect(await describe_(database)).toMatchObject({ ItemCount: 0, TableSizeBytes: 0 });

  await database.clock.advance(1);
  expect(await describe_(database)).toMatchObject({ ItemCount: 1, TableSizeBytes: 7 });
});

test('a table with many items is counted in passing, and described as before meanwhile', async () => {
  const database = await aDatabaseWith(aTable('Orders'));
  const many = 1_500;
  for (let n = 0; n < many; n++) await database.call('PutItem', { TableName: 'Orders', Item: { pk: s(String(n)) } });
  await database.clock.advance(6 * 60 * 60 * 1000);

  const meanwhile = await describe_(database);
  await database.clock.advance(1000);

  expect(meanwhile).toMatchObject({ ItemCount: 0 });
  expect(await describe_(database)).toMatchObject({ ItemCount: many });
});

test('what was counted is known to the next that opens the store', async () => {
  const store = new MemoryStore();
  const first = new ADatabase(store);
  await first.call('CreateTable', aTable('Orders'));
  await first.call('PutItem', { TableName: 'Orders', Item: { pk: s('1') } });

  const second = new ADatabase(store);

  expect(await describe_(second)).toMatchObject({ ItemCount: 0 });
});

test('ListTables pages in the order of names', async () => {
  const database = await aDatabaseWith(aTable('ccc'), aTable('aaa'), aTable('bbb'));

  const first = await database.call('ListTables', { Limit: 2 });
  const second = await database.call('ListTables', { ExclusiveStartTableName: 'bbb' });

  expect(first).toEqual({ TableNames: ['aaa', 'bbb'], LastEvaluatedTableName: 'bbb' });
  expect(second).toEqual({ TableNames: ['ccc'] });
});

describe('DeleteTable', () => {
  test('takes items and index entries with it', async () => {
    const database = await aDatabaseWith(aTable('Orders'));
    await database.call('PutItem', { TableName: 'Orders', Item: { pk: s('1') } });

    const deleted = await database.call('DeleteTable', { TableName: 'Orders' });
    await database.call('CreateTable', aTable('Orders'));

    expect(deleted.TableDescription).toMatchObject({ TableName: 'Orders', TableStatus: 'DELETING' });
    expect(deleted.TableDescription).not.toHaveProperty('KeySchema');
    expect(database.items('Orders')).toEqual([]);
  });

  test('names the table that is not there', async () => {
    const { code, message } = await new ADatabase().refusal('DeleteTable', { TableName: 'Orders' });

    expect([code, message]).toEqual([
      'ResourceNotFoundException',
      'Requested resource not found: Table: Orders not found',
    ]);
  });

  test('refuses while the table is protected', async () => {
    const database = await aDatabaseWith(aTable('Orders', { DeletionProtectionEnabled: true }));
    const request = { TableName: 'Orders' };

    expect(await database.invalid('DeleteTable', request)).toBe(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
    await database.call('UpdateTable', { ...request, DeletionProtectionEnabled: false });
    await database.call('DeleteTable', request);
    expect(await database.call('ListTables', {})).toEqual({ TableNames: [] });
  });
});

describe('UpdateTable', () => {
  const update = (database: ADatabase, more: JsonObject) =>
    database.call('UpdateTable', { TableName: 'Orders', ...more });
  const throughput = (units: number) => ({
    ProvisionedThroughput: { ReadCapacityUnits: units, WriteCapacityUnits: units },
  });

  test('builds a new index from the items that are there, and drops it again', async () => {
    const database = await aDatabaseWith(aTableWithRange('Orders'));
    for (const [pk, state] of [
      ['1', s('PAID')],
      ['2', n('7')],
      ['3', s('PAID')],
    ] as const) {
      await database.call('PutItem', { TableName: 'Orders', Item: { pk: s(pk), sk: s('x'), state } });
    }
    const paid = () =>
      database.call('Query', {
        TableName: 'Orders',
        IndexName: 'byState',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':s': s('PAID') },
      });
    const Create = { IndexName: 'byState', KeySchema: [hash('state')], Projection: ALL };

    const answer = await update(database, {
      AttributeDefinitions: [attribute('state')],
      GlobalSecondaryIndexUpdates: [{ Create }],
    });
    expect(answer.TableDescription).toMatchObject({ TableStatus: 'UPDATING' });
    expect((await paid()).Count).toBe(2);
    await database.call('DeleteItem', { TableName: 'Orders', Key: { pk: s('1'), sk: s('x') } });
    expect((await paid()).Count).toBe(1);

    await update(database, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byState' } }] });
    expect(await describe_(database)).toMatchObject({ AttributeDefinitions: [attribute('pk'), attribute('sk')] });
    await expect(paid()).rejects.toThrow('The table does not have the specified index: byState');
  });

  test('enables and disables a stream, and keeps its ARN', async () => {
    const database = await aDatabaseWith(aTable('Orders'));

    await update(database, STREAMED);
    expect(await database.invalid('UpdateTable', { TableName: 'Orders', ...STREAMED })).toBe(
      'Table already has an enabled stream: TableName: Orders',
    );
    await update(database, { StreamSpecification: { StreamEnabled: false } });

    const table = await describe_(database);
    expect(table).not.toHaveProperty('StreamSpecification');
    expect(table.LatestStreamArn).toBe(`${ARN}/stream/2026-01-01T00:00:00.000`);
  });

  test('changes billing and throughput', async () => {
    const database = await aDatabaseWith(aTable('Orders'));

    await update(database, { BillingMode: 'PROVISIONED', ...throughput(5) });
    expect(await describe_(database)).toMatchObject({
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      BillingModeSummary: { BillingMode: 'PROVISIONED' },
    });
    expect(await database.invalid('UpdateTable', { TableName: 'Orders', ...throughput(5) })).toContain(
      'The provisioned throughput for the table will not change. The requested value equals the current value.',
    );

    await update(database, { BillingMode: 'PAY_PER_REQUEST' });
    expect(await describe_(database)).toMatchObject({ ProvisionedThroughput: { ReadCapacityUnits: 0 } });
  });

  test.each<[JsonObject, string]>([
    [
      {},
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    ],
    [
      { BillingMode: 'PROVISIONED' },
      `${INVALID}ProvisionedThroughput must be specified when BillingMode is PROVISIONED`,
    ],
    [
      { GlobalSecondaryIndexUpdates: [{}] },
      `${INVALID}One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null`,
    ],
    [
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'none' } }] },
      'ResourceNotFoundException: Requested resource not found',
    ],
    [{ StreamSpecification: { StreamEnabled: false } }, 'Table has no stream to disable: TableName: Orders'],
  ])('refuses %j', async (more, message) => {
    const database = await aDatabaseWith(aTable('Orders'));

    expect(await database.invalid('UpdateTable', { TableName: 'Orders', ...more })).toBe(message);
  });
});

describe('limits of indexes', () => {
  const including = (IndexName: string, count: number): JsonObject => ({
    IndexName,
    KeySchema: [hash('pk')],
    Projection: {
      ProjectionType: 'INCLUDE',
      NonKeyAttributes: Array.from({ length: count }, (_, at) => `${IndexName}${at}`),
    },
  });
  const withIndexes = (...counts: readonly number[]) =>
    aTable('Orders', { GlobalSecondaryIndexes: counts.map((count, at) => including(`index${at}`, count)) });

  test('an index includes 20 attributes, all together 100', async () => {
    const database = new ADatabase();

    expect(await database.invalid('CreateTable', withIndexes(21))).toContain(
      "'globalSecondaryIndexes.1.member.projection.nonKeyAttributes' failed to satisfy constraint: Member must have length less than or equal to 20",
    );
    expect(await database.invalid('CreateTable', withIndexes(20, 20, 20, 20, 20, 1))).toBe(
      `${INVALID}Number of attributes projected into all of the secondary indexes exceeds the limit of 100`,
    );
    await database.call('CreateTable', withIndexes(20, 20, 20, 20, 20));
    const GlobalSecondaryIndexUpdates = [{ Create: including('another', 1) }];
    expect(await database.invalid('UpdateTable', { TableName: 'Orders', GlobalSecondaryIndexUpdates })).toContain(
      'exceeds the limit of 100',
    );
  });

  test('a table that leaves on-demand says what each index gets', async () => {
    const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
    const database = await aDatabaseWith(withIndexes(1));
    const provisioned = { TableName: 'Orders', BillingMode: 'PROVISIONED', ProvisionedThroughput: units };

    expect(await database.invalid('UpdateTable', provisioned)).toBe(
      `${INVALID}ProvisionedThroughput is not specified for index: index0`,
    );
    const Update = { IndexName: 'index0', ProvisionedThroughput: units };
    const GlobalSecondaryIndexUpdates = [{ Update }];
    expect(await database.invalid('UpdateTable', { TableName: 'Orders', GlobalSecondaryIndexUpdates })).toContain(
      'when BillingMode is PAY_PER_REQUEST',
    );
    await database.call('UpdateTable', { ...provisioned, GlobalSecondaryIndexUpdates });
    expect((await describe_(database)).GlobalSecondaryIndexes).toMatchObject([{ ProvisionedThroughput: units }]);
  });
});

test.each([
  ['ExecuteStatement', 'ExecuteStatement is not modelled, nor is any PartiQL; use the operations on items'],
  ['ImportTable', 'ImportTable is not modelled'],
  ['DoSomething', ''],
])('%s is an unknown operation', async (operation, message) => {
  const refusal = await new ADatabase().refusal(operation, {});

  expect([refusal.code, refusal.message]).toEqual(['UnknownOperationException', message]);
});
