import type { JsonObject } from '../../../../lib/units';
import { type ADatabase, aDatabaseWith, aTable } from '../a-database';

const INVALID = 'One or more parameter values were invalid: ';
const units = (read: number, write: number) => ({ ReadCapacityUnits: read, WriteCapacityUnits: write });
const warm = (read: number, write: number) => ({ ReadUnitsPerSecond: read, WriteUnitsPerSecond: write });
const maximums = (read: number, write: number) => ({ MaxReadRequestUnits: read, MaxWriteRequestUnits: write });
const provisioned = (read: number, write: number): JsonObject => ({
  BillingMode: 'PROVISIONED',
  ProvisionedThroughput: units(read, write),
});
const update = (database: ADatabase, more: JsonObject) =>
  database.call('UpdateTable', { TableName: 'Orders', ...more });
const refused = (database: ADatabase, more: JsonObject) =>
  database.invalid('UpdateTable', { TableName: 'Orders', ...more });
const described = async (database: ADatabase) =>
  (await database.call('DescribeTable', { TableName: 'Orders' })).Table as JsonObject;

const byState = (more: JsonObject = {}): JsonObject => ({
  IndexName: 'byState',
  KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
  ...more,
});
const withState = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
  ],
};

describe('warm throughput', () => {
  test('is what a new table serves: 12,000 reads and 4,000 writes, or what is provisioned', async () => {
    const onDemand = await aDatabaseWith(aTable('Orders'));
    const paid = await aDatabaseWith(aTable('Orders', provisioned(7, 5)));

    expect((await described(onDemand)).WarmThroughput).toEqual({ ...warm(12_000, 4_000), Status: 'ACTIVE' });
    expect((await described(paid)).WarmThroughput).toEqual({ ...warm(7, 5), Status: 'ACTIVE' });
  });

  test('is raised, and never falls, whatever is provisioned afterwards', async () => {
    const database = await aDatabaseWith(aTable('Orders', provisioned(7, 5)));

    await update(database, { ProvisionedThroughput: units(9, 9) });
    await update(database, { ProvisionedThroughput: units(1, 1) });
    const raised = await update(database, { WarmThroughput: { ReadUnitsPerSecond: 100 } });

    expect(raised.TableDescription).toMatchObject({ WarmThroughput: { ...warm(100, 9), Status: 'UPDATING' } });
    expect((await described(database)).WarmThroughput).toEqual({ ...warm(100, 9), Status: 'ACTIVE' });
    expect(await refused(database, { WarmThroughput: warm(100, 8) })).toBe(
      `${INVALID}Requested WriteUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
    );
  });

  test('is asked of a new table or index, from what it serves anyway', async () => {
    const database = await aDatabaseWith(
      aTable('Orders', {
        ...withState,
        WarmThroughput: warm(13_000, 5_000),
        GlobalSecondaryIndexes: [byState({ WarmThroughput: warm(12_000, 4_001) })],
      }),
    );

    expect(await described(database)).toMatchObject({
      WarmThroughput: warm(13_000, 5_000),
      GlobalSecondaryIndexes: [{ WarmThroughput: { ...warm(12_000, 4_001), Status: 'ACTIVE' } }],
    });
    expect(await database.invalid('CreateTable', aTable('Other', { WarmThroughput: warm(1, 1) }))).toContain(
      `${INVALID}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than initial throughput for OnDemand. See: https://`,
    );
    const Update = { IndexName: 'byState', WarmThroughput: warm(1, 1) };
    expect(await refused(database, { GlobalSecondaryIndexUpdates: [{ Update }] })).toContain(
      'for WarmThroughput for index byState is lower than current WarmThroughput',
    );
  });
});

describe('maximums of on-demand throughput', () => {
  test('are kept, changed one by one, and taken away by -1', async () => {
    const database = await aDatabaseWith(aTable('Orders', { OnDemandThroughput: maximums(10, 20) }));

    await update(database, { OnDemandThroughput: { MaxReadRequestUnits: 30 } });
    expect((await described(database)).OnDemandThroughput).toEqual(maximums(30, 20));

    await update(database, { OnDemandThroughput: maximums(-1, -1) });
    expect(await described(database)).not.toHaveProperty('OnDemandThroughput');
  });

  test('are for tables that are paid by request', async () => {
    const database = await aDatabaseWith(aTable('Orders', provisioned(1, 1)));

    expect(await refused(database, { OnDemandThroughput: maximums(1, 1) })).toBe(
      `${INVALID}MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
    );
  });
});

describe('provisioned throughput', () => {
  test('remembers when it rose and fell, and how often today', async () => {
    const database = await aDatabaseWith(aTable('Orders', provisioned(9, 9)));

    await database.clock.advance(1000);
    await update(database, { ProvisionedThroughput: units(8, 10) });

    expect((await described(database)).ProvisionedThroughput).toEqual({
      ...units(8, 10),
      LastIncreaseDateTime: 1_767_225_601,
      LastDecreaseDateTime: 1_767_225_601,
      NumberOfDecreasesToday: 1,
    });
    await database.clock.advance(24 * 60 * 60 * 1000);
    expect((await described(database)).ProvisionedThroughput).toMatchObject({ NumberOfDecreasesToday: 0 });
  });

  test('of an index changes as that of a table does', async () => {
    const database = await aDatabaseWith(
      aTable('Orders', {
        ...provisioned(9, 9),
        ...withState,
        GlobalSecondaryIndexes: [byState({ ProvisionedThroughput: units(3, 3) })],
      }),
    );
    const change = (read: number) => ({
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'byState', ProvisionedThroughput: units(read, 3) } }],
    });

    expect(await refused(database, change(3))).toContain(
      'The provisioned throughput for the index byState will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the index: 3.',
    );
    await update(database, change(2));
    expect((await described(database)).GlobalSecondaryIndexes).toMatchObject([
      { ProvisionedThroughput: { ...units(2, 3), NumberOfDecreasesToday: 1 } },
    ]);
  });

  test('falls four times a day, and then once an hour', async () => {
    const database = await aDatabaseWith(aTable('Orders', provisioned(9, 9)));
    for (const read of [8, 7, 6, 5]) await update(database, { ProvisionedThroughput: units(read, 9) });

    expect(await refused(database, { ProvisionedThroughput: units(4, 9) })).toBe(
      'LimitExceededException: Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at Thursday, January 1, 2026 at 12:00:00 AM Coordinated Universal Time. Next decrease can be made at Thursday, January 1, 2026 at 1:00:00 AM Coordinated Universal Time',
    );

    await database.clock.advance(3_600_000);
    await update(database, { ProvisionedThroughput: units(4, 9) });
    expect((await described(database)).ProvisionedThroughput).toMatchObject(units(4, 9));
  });
});

describe('what UpdateTable answers', () => {
  test('an index that comes is CREATING, and one that goes DELETING', async () => {
    const database = await aDatabaseWith(aTable('Orders'));

    const created = await update(database, { ...withState, GlobalSecondaryIndexUpdates: [{ Create: byState() }] });
    const deleted = await update(database, { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byState' } }] });

    expect(created.TableDescription).toMatchObject({
      TableStatus: 'UPDATING',
      GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: false }],
    });
    expect(deleted.TableDescription).toMatchObject({
      ...withState,
      GlobalSecondaryIndexes: [{ IndexName: 'byState', IndexStatus: 'DELETING' }],
    });
    expect(await described(database)).not.toHaveProperty('GlobalSecondaryIndexes');
  });

  test('a table tells when its class was changed', async () => {
    const database = await aDatabaseWith(aTable('Orders', { TableClass: 'STANDARD' }));

    expect((await described(database)).TableClassSummary).toEqual({ TableClass: 'STANDARD' });
    await update(database, { TableClass: 'STANDARD_INFREQUENT_ACCESS' });
    expect((await described(database)).TableClassSummary).toEqual({
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      LastUpdateDateTime: Date.UTC(2026, 0, 1) / 1000,
    });
  });

  test('an encrypted table names its key', async () => {
    const database = await aDatabaseWith(aTable('Orders', { SSESpecification: { Enabled: true } }));
    const key = 'arn:aws:kms:eu-west-1:123456789012:';

    expect((await described(database)).SSEDescription).toEqual({
      Status: 'ENABLED',
      SSEType: 'KMS',
      KMSMasterKeyArn: `${key}alias/aws/dynamodb`,
    });
    await update(database, { SSESpecification: { Enabled: true, KMSMasterKeyId: 'k-1' } });
    expect((await described(database)).SSEDescription).toMatchObject({ KMSMasterKeyArn: `${key}key/k-1` });
    await update(database, { SSESpecification: { Enabled: false } });
    expect(await described(database)).not.toHaveProperty('SSEDescription');
  });
});
