import type { JsonObject } from '../../../../lib/units';
import { aPass, typesOf } from '../scene';
import { aServiceTask, aServiceWorld, closeWorlds, detailsOf, type ServiceWorld } from './service-world';

afterEach(closeWorlds);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function run(it: ServiceWorld, resource: string, parameters: JsonObject, input: JsonObject = {}) {
  const executionArn = await it.start(aServiceTask(resource, parameters), input);
  await it.world.services.stepfunctions.settled(executionArn);
  const { output, ...ended } = await it.describe(executionArn);
  const events = await it.history(executionArn);
  return { executionArn, ended, events, output: output === undefined ? undefined : JSON.parse(String(output)) };
}

async function withTable(): Promise<ServiceWorld> {
  const it = await aServiceWorld();
  await it.call('dynamodb', 'CreateTable', {
    TableName: 'Orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  return it;
}

const anItem = { id: { S: 'one' }, total: { N: '5' } };

describe('DynamoDB', () => {
  test('answers an item with the metadata of the HTTP exchange', async () => {
    const it = await withTable();
    await it.call('dynamodb', 'PutItem', { TableName: 'Orders', Item: anItem });

    const { output, events } = await run(it, 'dynamodb:getItem', { TableName: 'Orders', Key: { id: { S: 'one' } } });

    const { Item, SdkHttpMetadata, SdkResponseMetadata } = output;
    const body = JSON.stringify({ Item });
    expect(Item).toEqual(anItem);
    expect(Object.keys(SdkHttpMetadata.AllHttpHeaders)).toEqual([
      'Server',
      'Connection',
      'x-amzn-RequestId',
      'x-amz-crc32',
      'Content-Length',
      'Date',
      'Content-Type',
    ]);
    expect(SdkHttpMetadata.HttpHeaders).toMatchObject({
      'Content-Length': String(Buffer.byteLength(body)),
      'Content-Type': 'application/x-amz-json-1.0',
      Date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'x-amzn-RequestId': SdkResponseMetadata.RequestId,
    });
    expect(SdkResponseMetadata.RequestId).toMatch(UUID);
    expect(detailsOf(events, 'TaskScheduled')).toMatchObject({
      resourceType: 'dynamodb',
      resource: 'getItem',
      region: 'us-east-1',
    });
    expect(typesOf(events).slice(2, 5)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSucceeded']);
  });

  test('takes numbers of the state where DynamoDB takes them as text', async () => {
    const it = await withTable();
    const parameters = { TableName: 'Orders', Item: { id: { S: 'one' }, total: { 'N.$': '$.total' } } };

    await run(it, 'dynamodb:putItem', parameters, { total: 12 });

    const { Item } = await it.call('dynamodb', 'GetItem', { TableName: 'Orders', Key: { id: { S: 'one' } } });
    expect(Item).toEqual({ id: { S: 'one' }, total: { N: '12' } });
  });

  test('a condition that fails is an error of its own, in either way of calling', async () => {
    const it = await withTable();
    await it.call('dynamodb', 'PutItem', { TableName: 'Orders', Item: anItem });
    const parameters = { TableName: 'Orders', Item: anItem, ConditionExpression: 'attribute_not_exists(id)' };

    const optimized = await run(it, 'dynamodb:putItem', parameters);
    await it.call('stepfunctions', 'DeleteStateMachine', { stateMachineArn: String(optimized.ended.stateMachineArn) });
    const other = await it.start(aServiceTask('aws-sdk:dynamodb:putItem', parameters), {}, 'Other');
    const sdk = await it.world.services.stepfunctions.settled(other);

    expect(optimized.ended.error).toBe('DynamoDB.ConditionalCheckFailedException');
    expect(optimized.ended.cause).toMatch(
      /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
    expect(sdk.error).toBe('DynamoDb.ConditionalCheckFailedException');
    expect(sdk.cause).toMatch(
      /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [0-9a-f-]{36}\)$/,
    );
  });

  test('what its model does not list is an error of DynamoDB as a whole', async () => {
    const it = await withTable();

    const optimized = await run(it, 'dynamodb:putItem', { TableName: 'Orders', Item: {} });
    const other = await it.start(aServiceTask('aws-sdk:dynamodb:putItem', { TableName: 'Orders', Item: {} }), {}, 'B');
    const sdk = await it.world.services.stepfunctions.settled(other);

    expect(optimized.ended.error).toBe('DynamoDB.AmazonDynamoDBException');
    expect(sdk.error).toBe('DynamoDb.DynamoDbException');
  });
});

describe('SQS', () => {
  test('sends data as the text of it, and answers the id of the message', async () => {
    const it = await aServiceWorld();
    const QueueUrl = await it.createQueue();

    const { output } = await run(it, 'sqs:sendMessage', { QueueUrl, MessageBody: { 'order.$': '$' } }, { id: 7 });

    expect(await it.messages(QueueUrl)).toEqual([{ order: { id: 7 } }]);
    expect(output).toMatchObject({ MD5OfMessageBody: expect.any(String), MessageId: expect.stringMatching(UUID) });
    expect(output.SdkHttpMetadata.HttpHeaders['Content-Length']).toBe('106');
  });

  test('a message without a body is refused in the words of the SDK', async () => {
    const it = await aServiceWorld();
    const QueueUrl = await it.createQueue();

    const { ended } = await run(it, 'sqs:sendMessage', { QueueUrl, 'MessageBody.$': '$.body' }, { body: null });

    expect(ended.error).toBe('SQS.AmazonSQSException');
    expect(ended.cause).toMatch(
      /^The request must contain the parameter MessageBody\. \(Service: AmazonSQS; Status Code: 400; Error Code: MissingParameter; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
  });
});

describe('EventBridge', () => {
  const anEntry = (more: JsonObject) => ({ Source: 'shop', DetailType: 'ordered', Detail: { id: 7 }, ...more });

  test('publishes with the execution and its machine among the resources', async () => {
    const it = await aServiceWorld();
    const QueueUrl = await it.createQueue();
    const Arn = 'arn:aws:sqs:us-east-1:000000000000:jobs';
    await it.call('events', 'PutRule', { Name: 'all', EventPattern: '{"source":["shop"]}' });
    await it.call('events', 'PutTargets', { Rule: 'all', Targets: [{ Id: 'queue', Arn }] });

    const { executionArn, ended, output } = await run(it, 'events:putEvents', {
      Entries: [anEntry({ Resources: ['mine'], Time: '2020-01-02T03:04:05Z' })],
    });
    await it.world.idle();

    expect(await it.messages(QueueUrl)).toEqual([
      expect.objectContaining({
        detail: { id: 7 },
        time: '2020-01-02T03:04:05Z',
        resources: ['mine', executionArn, ended.stateMachineArn],
      }),
    ]);
    expect(output).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  });

  test('one entry that is refused fails the task, with the whole answer as the cause', async () => {
    const it = await aServiceWorld();

    const { ended } = await run(it, 'events:putEvents', { Entries: [anEntry({}), anEntry({ Detail: '"no object"' })] });

    expect(ended.error).toBe('EventBridge.FailedEntry');
    expect(JSON.parse(String(ended.cause))).toEqual({
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      ],
      FailedEntryCount: 1,
    });
  });
});

describe('the AWS SDK', () => {
  test('members of Step Functions are written in PascalCase, and times as ISO texts', async () => {
    const it = await aServiceWorld();
    const child = await it.start(aPass, { order: 7 }, 'Child');

    const { output } = await run(it, 'aws-sdk:sfn:describeExecution', { ExecutionArn: child });

    expect(output).toMatchObject({
      ExecutionArn: child,
      Input: '{"order":7}',
      InputDetails: { Included: true },
      StartDate: '2026-01-01T00:00:00Z',
      Status: 'SUCCEEDED',
    });
    expect(output.SdkHttpMetadata).toBeUndefined();
  });

  test('errors carry the prefix of the SDK', async () => {
    const it = await aServiceWorld();
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:None:none';

    const { ended } = await run(it, 'aws-sdk:sfn:describeExecution', { ExecutionArn: executionArn });

    expect(ended.error).toBe('Sfn.ExecutionDoesNotExistException');
    expect(ended.cause).toMatch(
      /^Execution Does Not Exist: '.*' \(Service: Sfn, Status Code: 400, Request ID: [0-9a-f-]{36}\)$/,
    );
  });

  test('times of a table are ISO texts, names of attributes stay as they are', async () => {
    const it = await withTable();

    const { output } = await run(it, 'aws-sdk:dynamodb:describeTable', { TableName: 'Orders' });

    expect(output.Table).toMatchObject({
      CreationDateTime: '2026-01-01T00:00:00Z',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    });
  });

  test('can wait for a token', async () => {
    const it = await aServiceWorld();
    const QueueUrl = await it.createQueue();
    const parameters = { QueueUrl, 'MessageBody.$': 'States.Format(\'\\{"token":"{}"\\}\', $$.Task.Token)' };
    const executionArn = await it.start(aServiceTask('aws-sdk:sqs:sendMessage.waitForTaskToken', parameters));
    await it.world.idle();

    const [message] = await it.messages(QueueUrl);
    await it.call('stepfunctions', 'SendTaskSuccess', { taskToken: message?.token ?? '', output: '1' });

    expect((await it.describe(executionArn)).output).toBe('1');
    expect(detailsOf(await it.history(executionArn), 'TaskScheduled')).toMatchObject({
      resourceType: 'aws-sdk:sqs',
      resource: 'sendMessage.waitForTaskToken',
    });
  });
});

test('a reply that never comes holds no time still: the task times out', async () => {
  const it = await withTable();
  it.world.faults.add({ target: { service: 'dynamodb', operation: 'GetItem' }, kind: 'notApplied', error: 'never' });
  const parameters = { TableName: 'Orders', Key: { id: { S: 'one' } } };

  const executionArn = await it.start(aServiceTask('dynamodb:getItem', parameters, { TimeoutSeconds: 30 }));
  const { error, startDate, stopDate } = await it.world.services.stepfunctions.settled(executionArn);

  expect(error).toBe('States.Timeout');
  expect(stopDate - startDate).toBe(30);
});
