import { type ADatabase, aDatabaseWith, aTable } from '../a-database';

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';

describe('settings of a table', () => {
  let database: ADatabase;
  beforeEach(async () => {
    database = await aDatabaseWith(aTable('Orders'));
  });

  test('sets, shows and removes tags', async () => {
    const tags = (...pairs: string[]) => pairs.map((pair) => ({ Key: pair.charAt(0), Value: pair.charAt(1) }));
    await database.call('TagResource', { ResourceArn: ARN, Tags: tags('a1', 'b1') });
    await database.call('TagResource', { ResourceArn: ARN, Tags: tags('b2', 'c1') });
    await database.call('UntagResource', { ResourceArn: ARN, TagKeys: ['a'] });

    expect(await database.call('ListTagsOfResource', { ResourceArn: ARN })).toEqual({ Tags: tags('b2', 'c1') });
    expect(await database.invalid('TagResource', { ResourceArn: ARN, Tags: [] })).toBe(
      'Atleast one Tag needs to be provided as Input.',
    );
    expect(await database.invalid('ListTagsOfResource', { ResourceArn: ARN.replace('Orders', 'None') })).toBe(
      `ResourceNotFoundException: Requested resource not found: ResourcArn: ${ARN.replace('Orders', 'None')} not found`,
    );
  });

  test('enables and disables TTL once each', async () => {
    const ttl = (Enabled: boolean, AttributeName = 'expiresAt') => ({
      TableName: 'Orders',
      TimeToLiveSpecification: { Enabled, AttributeName },
    });
    const status = () => database.call('DescribeTimeToLive', { TableName: 'Orders' });

    expect(await status()).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
    expect(await database.invalid('UpdateTimeToLive', ttl(false))).toBe('TimeToLive is already disabled');
    expect(await database.call('UpdateTimeToLive', ttl(true))).toEqual({
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
    });
    expect(await status()).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    });
    expect(await database.invalid('UpdateTimeToLive', ttl(true))).toBe('TimeToLive is already enabled');
    expect(await database.invalid('UpdateTimeToLive', ttl(true, 'other'))).toBe(
      'TimeToLive is active on a different AttributeName: current AttributeName is expiresAt',
    );
    expect(await database.invalid('UpdateTimeToLive', ttl(false, 'other'))).toBe(
      'TimeToLive is active on a different AttributeName: current AttributeName is expiresAt',
    );
  });

  test('changes TTL once an hour', async () => {
    const ttl = (Enabled: boolean) => ({
      TableName: 'Orders',
      TimeToLiveSpecification: { Enabled, AttributeName: 'expiresAt' },
    });
    await database.call('UpdateTimeToLive', ttl(true));

    await database.clock.advance(3_599_999);
    expect(await database.invalid('UpdateTimeToLive', ttl(false))).toBe(
      'Time to live has been modified multiple times within a fixed interval',
    );
    await database.clock.advance(1);
    await database.call('UpdateTimeToLive', ttl(false));
    expect(await database.invalid('UpdateTimeToLive', ttl(true))).toContain('modified multiple times');
  });

  test('switches point-in-time recovery', async () => {
    const request = { TableName: 'Orders', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };

    const before = await database.call('DescribeContinuousBackups', { TableName: 'Orders' });
    const after = await database.call('UpdateContinuousBackups', request);

    expect(before).toMatchObject({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' } },
    });
    expect(after).toMatchObject({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35 },
      },
    });
    expect(await database.invalid('DescribeContinuousBackups', { TableName: 'None' })).toBe(
      'TableNotFoundException: Table not found: None',
    );
  });

  test('knows its limits and endpoint, and what it cannot do', async () => {
    expect(await database.call('DescribeLimits', {})).toMatchObject({ TableMaxReadCapacityUnits: 40_000 });
    expect(await database.call('DescribeEndpoints', {})).toEqual({
      Endpoints: [{ Address: 'dynamodb.eu-west-1.amazonaws.com', CachePeriodInMinutes: 1440 }],
    });
    expect((await database.refusal('DropEverything', {})).code).toBe('UnknownOperationException');
  });
});
