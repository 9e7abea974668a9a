import type { JsonObject } from '../../../../lib/units';
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

  test('keeps 50 tags, one of a key, and none of the keys of AWS', async () => {
    const INVALID = 'One or more parameter values were invalid: ';
    const many = (count: number) => Array.from({ length: count }, (_, at) => ({ Key: `k${at}`, Value: '' }));
    const refused = (Tags: JsonObject[]) => database.invalid('TagResource', { ResourceArn: ARN, Tags });

    expect(await refused(many(51))).toBe(`${INVALID}The number of tags exceeds the limit of 50`);
    await database.call('TagResource', { ResourceArn: ARN, Tags: many(50) });
    await database.call('TagResource', { ResourceArn: ARN, Tags: many(1) });
    expect(await refused([{ Key: 'k50', Value: '' }])).toContain('exceeds the limit');
    expect(await refused([...many(1), ...many(1)])).toBe(`${INVALID}Duplicate tag key: k0`);
    expect(await refused([{ Key: 'aws:k', Value: '' }])).toContain('are reserved: aws:k');
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
    await database.clock.advance(301_000);
    expect(await database.call('DescribeContinuousBackups', { TableName: 'Orders' })).toMatchObject({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: {
          EarliestRestorableDateTime: Date.UTC(2026, 0, 1) / 1000,
          LatestRestorableDateTime: Date.UTC(2026, 0, 1) / 1000 + 1,
        },
      },
    });
    expect(await database.invalid('DescribeContinuousBackups', { TableName: 'None' })).toBe(
      'TableNotFoundException: Table not found: None',
    );
  });

  describe('a policy', () => {
    const POLICY = '{"Version":"2012-10-17","Statement":[]}';
    const put = (more: object = {}) => ({ ResourceArn: ARN, Policy: POLICY, ...more });

    test('is kept with its revision, which the same document does not change', async () => {
      const first = await database.call('PutResourcePolicy', put());
      const again = await database.call('PutResourcePolicy', put());
      const other = await database.call('PutResourcePolicy', put({ Policy: '{}' }));

      expect(first).toEqual({ RevisionId: String(Date.UTC(2026, 0, 1)) });
      expect(again).toEqual(first);
      expect(await database.call('GetResourcePolicy', { ResourceArn: ARN })).toEqual({ Policy: '{}', ...other });
      expect(other).not.toEqual(first);
    });

    test('is changed and deleted only at the revision expected', async () => {
      const missing = `PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: ${ARN}`;

      expect(await database.invalid('GetResourcePolicy', { ResourceArn: ARN })).toBe(missing);
      expect(await database.invalid('PutResourcePolicy', put({ ExpectedRevisionId: '1' }))).toBe(missing);
      const { RevisionId } = await database.call('PutResourcePolicy', put({ ExpectedRevisionId: 'NO_POLICY' }));
      expect(await database.invalid('PutResourcePolicy', put({ ExpectedRevisionId: 'NO_POLICY' }))).toBe(missing);
      const deletion = { ResourceArn: ARN, ExpectedRevisionId: RevisionId ?? null };
      expect(await database.call('DeleteResourcePolicy', deletion)).toEqual({ RevisionId });
      expect(await database.call('DeleteResourcePolicy', { ResourceArn: ARN })).toEqual({});
    });

    test('is JSON, and of something that is there', async () => {
      expect(await database.invalid('PutResourcePolicy', put({ Policy: 'no' }))).toContain('Invalid policy document');
      expect((await database.refusal('PutResourcePolicy', put({ ResourceArn: `${ARN}/stream/1` }))).code).toBe(
        'ResourceNotFoundException',
      );
    });

    test('comes with a new table', async () => {
      await database.call('CreateTable', aTable('Others', { ResourcePolicy: POLICY }));

      const ResourceArn = ARN.replace('Orders', 'Others');
      expect(await database.call('GetResourcePolicy', { ResourceArn })).toMatchObject({ Policy: POLICY });
    });
  });

  test('switches contributor insights', async () => {
    const request = { TableName: 'Orders' };
    const before = await database.call('DescribeContributorInsights', request);
    const enabled = await database.call('UpdateContributorInsights', {
      ...request,
      ContributorInsightsAction: 'ENABLE',
    });
    const after = await database.call('DescribeContributorInsights', request);

    expect(before).toEqual({ ...request, ContributorInsightsStatus: 'DISABLED' });
    expect(enabled).toEqual({
      ...request,
      ContributorInsightsStatus: 'ENABLING',
      ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
    });
    expect(after).toMatchObject({
      ContributorInsightsStatus: 'ENABLED',
      ContributorInsightsRuleList: [
        'DynamoDBContributorInsights-PKC-Orders-1767225600000',
        'DynamoDBContributorInsights-PKT-Orders-1767225600000',
      ],
    });
    expect(await database.call('ListContributorInsights', {})).toMatchObject({
      ContributorInsightsSummaries: [{ ...request, ContributorInsightsStatus: 'ENABLED' }],
    });
    expect((await database.refusal('DescribeContributorInsights', { ...request, IndexName: 'none' })).code).toBe(
      'ResourceNotFoundException',
    );
  });

  test('tells truly that there are no replicas, exports, imports and destinations', async () => {
    expect(await database.call('ListGlobalTables', {})).toEqual({ GlobalTables: [] });
    expect(await database.call('ListExports', {})).toEqual({ ExportSummaries: [] });
    expect(await database.call('ListImports', {})).toEqual({ ImportSummaryList: [] });
    expect(await database.call('DescribeKinesisStreamingDestination', { TableName: 'Orders' })).toEqual({
      TableName: 'Orders',
      KinesisDataStreamDestinations: [],
    });
    expect(await database.invalid('DescribeGlobalTable', { GlobalTableName: 'Orders' })).toBe(
      'GlobalTableNotFoundException: Global table not found: Orders',
    );
    expect(await database.invalid('UpdateTable', { TableName: 'Orders', ReplicaUpdates: [] })).toBe(
      'UnknownOperationException: UpdateTable with ReplicaUpdates is not modelled',
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
