import './environment';

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as relayOutbox } from '../../lambdas/relay-outbox';
import { handler as sweepOutbox } from '../../lambdas/sweep-outbox';
import { encodeOutbox } from '../../lib/aws/outbox-item';
import { inserted, stream } from '../lib/aws/outbox-rows';
import { anEvent } from '../lib/saga/an-event';
import { CONTEXT, captureLog } from './calls';

const dynamodb = mockClient(DynamoDBDocumentClient);
const eventbridge = mockClient(EventBridgeClient);
let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  dynamodb.reset();
  eventbridge.reset();
  log = captureLog();
});
afterEach(() => log.release());

const sources = () =>
  eventbridge
    .commandCalls(PutEventsCommand)
    .flatMap(({ args }) => args[0].input.Entries ?? [])
    .map(({ EventBusName, Source, DetailType }) => [EventBusName, Source, DetailType]);

describe('the relay of a service', () => {
  it('publishes to the bus in the name of its service, marks what was taken, and reports what was not', async () => {
    eventbridge.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ EventId: '1' }, { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' }],
    });
    dynamodb.on(UpdateCommand).resolves({});

    const answer = await relayOutbox(stream(inserted(anEvent('cup'), '100'), inserted(anEvent('jug'), '101')), CONTEXT);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] });
    expect(sources()).toEqual(Array(2).fill(['Backstep', 'backstep.service', 'cup.filled']));
    expect(dynamodb.commandCalls(UpdateCommand).map(({ args }) => args[0].input)).toMatchObject([
      {
        TableName: 'Service',
        Key: { pk: 'cup', sk: 'event#0000000001' },
        UpdateExpression: 'SET sentAt = :sentAt, expiresAt = :expiresAt REMOVE unsent',
        ConditionExpression: 'attribute_exists(pk)',
      },
    ]);
  });
});

describe('the sweeper of a service', () => {
  it('asks every shard for what is unsent for a minute, publishes it, and writes its metrics', async () => {
    const before = Date.now() - 60_000;
    const row = encodeOutbox(anEvent('cup'));
    dynamodb.on(QueryCommand).resolves({ Items: [] });
    dynamodb.on(QueryCommand, { ExpressionAttributeValues: { ':shard': row.unsent } }).resolves({ Items: [row] });
    dynamodb.on(UpdateCommand).resolves({});
    eventbridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });

    const answer = await sweepOutbox({}, CONTEXT);

    expect(answer).toMatchObject({ found: 1, published: 1 });
    expect(sources()).toEqual([['Backstep', 'backstep.service', 'cup.filled']]);
    const queries = dynamodb.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(queries.map((query) => query.ExpressionAttributeValues?.[':shard'])).toEqual(
      Array.from({ length: 8 }, (_, shard) => `unsent#${shard}`),
    );
    expect(queries[0]).toMatchObject({ TableName: 'Service', IndexName: 'unsent' });
    expect(queries[0]?.ExpressionAttributeValues?.[':before']).toBeGreaterThanOrEqual(before);
    expect(log.lines().find((line) => '_aws' in line)).toMatchObject({ Service: 'service', UnsentEvents: 1 });
  });
});
