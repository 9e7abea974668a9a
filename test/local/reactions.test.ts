import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListTargetsByRuleCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { VirtualClock } from '../../local/clock';
import { seededEntropy } from '../../local/entropy';
import { MemoryStore } from '../../local/store/memory';
import { type Change, keyOf } from '../../local/store/store';
import { createWorld, type World, type WorldOptions } from '../../local/world';
import { reactions } from './fixtures/reactions';

const open: World[] = [];
const folders: string[] = [];
/** On a clock that skips every wait. */
async function aWorld(options: Partial<WorldOptions> = {}) {
  const clock = new VirtualClock();
  const projectRoot = join(__dirname, '../..');
  const world = await createWorld({
    templates: [reactions],
    projectRoot,
    clock,
    entropy: seededEntropy(1),
    ...options,
  });
  open.push(world);
  return world;
}
const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-reactions-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const output = (world: World, name: string): string => world.outputs.shop?.[name] ?? '';

function clientsOf(config: ReturnType<World['clientConfig']> | object) {
  const dynamodb = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  return {
    dynamodb,
    sqs,
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    sfn: new SFNClient(config),
    order: (world: World, id: string) =>
      dynamodb.send(new PutItemCommand({ TableName: output(world, 'Orders'), Item: { pk: { S: id } } })),
    bill: async (world: World, id: string) =>
      (await dynamodb.send(new GetItemCommand({ TableName: output(world, 'Bills'), Key: { pk: { S: id } } }))).Item,
    received: async (world: World, queue: string) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: output(world, queue), MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body = '' }) => Body);
    },
  };
}
const httpConfig = ({ endpoint }: { readonly endpoint: string | undefined }) => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});

describe.each([
  ['over HTTP', async () => aWorld({ port: 0 }), (world: World) => clientsOf(httpConfig(world))],
  ['directly', async () => aWorld(), (world: World) => clientsOf(world.clientConfig())],
] as const)('a shop of reactions, with the official clients %s', (_title, begin, connect) => {
  test('bills an order that was only written', async () => {
    const world = await begin();
    const { order, bill, received } = connect(world);

    await order(world, 'o-1');
    await world.idle();

    expect(await bill(world, 'o-1')).toMatchObject({ pk: { S: 'o-1' } });
    expect(await received(world, 'Audit')).toEqual(['{"id":"o-1"}']);
    expect(world.services.events.archivedEvents('kept')).toEqual([
      expect.objectContaining({ source: 'shop.orders', detail: { id: 'o-1' } }),
    ]);
  });

  test('tells where a poison record lies, and bills the orders around it', async () => {
    const world = await begin();
    const { order, bill, received } = connect(world);

    for (const id of ['o-1', 'poison', 'o-2']) await order(world, id);
    await world.idle();

    const [record = '', ...others] = await received(world, 'Unsent');
    expect(JSON.parse(record)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: output(world, 'StreamArn') },
    });
    expect(others).toEqual([]);
    expect([await bill(world, 'o-1'), await bill(world, 'o-2')]).toEqual([expect.anything(), expect.anything()]);
  });

  test('tells of an event that its function refuses', async () => {
    const world = await begin();
    const { order, received } = connect(world);

    await order(world, 'broke');
    await world.idle();

    expect((await received(world, 'Unpaid')).map((body) => JSON.parse(body))).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 2 }),
        requestPayload: expect.objectContaining({ detail: { id: 'broke' } }),
      }),
    ]);
  });

  test('tells of an execution that failed', async () => {
    const world = await begin();
    const { received, sfn } = connect(world);
    const stateMachineArn = output(world, 'Note');

    for (const id of ['even', 'odd']) {
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name: id, input: JSON.stringify({ id }) }));
    }
    await world.idle();

    const events = (await received(world, 'Failures')).map((body) => JSON.parse(body));
    expect(events).toEqual([
      expect.objectContaining({
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        resources: ['arn:aws:states:us-east-1:000000000000:execution:shop-Note:odd'],
        detail: {
          executionArn: 'arn:aws:states:us-east-1:000000000000:execution:shop-Note:odd',
          stateMachineArn,
          name: 'odd',
          status: 'FAILED',
          startDate: expect.any(Number),
          stopDate: expect.any(Number),
          input: '{"id":"odd"}',
          inputDetails: { included: true },
          output: null,
          outputDetails: null,
          error: 'Odd',
          cause: 'an odd order',
          stateMachineVersionArn: null,
          stateMachineAliasArn: null,
          redriveCount: 0,
          redriveDate: null,
          redriveStatus: 'REDRIVABLE',
          redriveStatusReason: null,
        },
      }),
    ]);
  });

  test('moves a message that is always reported to the dead-letter queue', async () => {
    const world = await begin();
    const { received, sqs } = connect(world);

    for (const MessageBody of ['good', 'bad']) {
      await sqs.send(new SendMessageCommand({ QueueUrl: output(world, 'Jobs'), MessageBody }));
    }
    await world.idle();

    expect(await received(world, 'Dead')).toEqual(['bad']);
    expect(await received(world, 'Jobs')).toEqual([]);
  });

  test('starts an execution for an event', async () => {
    const world = await begin();
    const { events, sfn } = connect(world);

    const { Entries } = await events.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: 'shop', Source: 's', DetailType: 'order.created', Detail: '{"id":"e-1"}' }],
      }),
    );
    await world.idle();

    const eventId = Entries?.[0]?.EventId ?? '';
    const { executions = [] } = (await world.services.stepfunctions.call(
      'ListExecutions',
      { stateMachineArn: output(world, 'Note') },
      { kind: 'client' },
    )) as { readonly executions?: readonly { readonly executionArn: string; readonly name: string }[] };
    expect(executions.map(({ name }) => name.startsWith(`${eventId}_`))).toEqual([true]);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn: executions[0]?.executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"id":"e-1"}',
    });
  });

  test('manages mappings by the REST paths of Lambda', async () => {
    const world = await begin();
    const { lambda } = connect(world);
    const audit = 'arn:aws:sqs:us-east-1:000000000000:shop-Audit';

    const created = await lambda.send(
      new CreateEventSourceMappingCommand({ EventSourceArn: audit, FunctionName: 'shop-Work', Enabled: false }),
    );
    const UUID = created.UUID ?? '';
    const updated = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 3 }));
    const got = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    const listed = await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn: audit, MaxItems: 5 }));
    const deleted = await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));

    expect(created).toMatchObject({ $metadata: { httpStatusCode: 202 }, State: 'Creating', BatchSize: 10 });
    expect(updated).toMatchObject({ $metadata: { httpStatusCode: 202 }, BatchSize: 3 });
    expect(got).toMatchObject({ State: 'Disabled', LastModified: expect.any(Date) });
    expect(listed.EventSourceMappings).toEqual([expect.objectContaining({ UUID })]);
    expect(deleted).toMatchObject({ $metadata: { httpStatusCode: 202 }, State: 'Deleting' });
    await expect(lambda.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('manages concurrency and asynchronous invocation by the REST paths of Lambda', async () => {
    const world = await begin();
    const { lambda } = connect(world);
    const FunctionName = 'shop-Bill';

    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    await expect(lambda.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect(await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).toMatchObject({
      ReservedConcurrentExecutions: 0,
    });
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect((await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions).toBe(
      undefined,
    );

    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
    await lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 90 }));
    expect(await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 90,
      LastModified: expect.any(Date),
    });
    const { FunctionEventInvokeConfigs } = await lambda.send(
      new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
    );
    expect(FunctionEventInvokeConfigs).toHaveLength(1);
    await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
    await expect(lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('names errors of queues in both protocols', async () => {
    const world = await begin();
    const { sqs } = connect(world);
    const missing = new SendMessageCommand({ QueueUrl: `${output(world, 'Audit')}-missing`, MessageBody: 'm' });

    await expect(sqs.send(missing)).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });
});

test('answers Ref and GetAtt as CloudFormation does', async () => {
  const world = await aWorld({ port: 0 });
  const url = `${world.endpoint}/000000000000/shop-Audit`;

  expect(world.outputs.shop).toMatchObject({
    Audit: url,
    AuditUrl: url,
    AuditName: 'shop-Audit',
    Bus: 'shop',
    OnCreated: 'shop|shop-OnCreated',
    OnFailure: 'shop-OnFailure',
    RuleArn: 'arn:aws:events:us-east-1:000000000000:rule/shop/shop-OnCreated',
    Kept: 'kept',
    FromOrders: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    StreamArn: expect.stringContaining(':table/shop-Orders/stream/'),
  });
  expect(output(world, 'MappingId')).toBe(output(world, 'FromOrders'));
  expect(world.notModelled).toEqual([]);
});

test('brings rules, targets, queues and mappings up to date on a reload', async () => {
  const { Bus, OnCreated, Audit, Bill, Bills, Note, Jobs, Dead, Work, FromJobs } = reactions.template.Resources ?? {};
  const resources = { Bus, OnCreated, Audit, Bill, Bills, Note, Jobs, Dead, Work, FromJobs };
  const stack = { ...reactions, template: { Resources: resources, Outputs: {} } };
  const world = await aWorld({ templates: [stack as typeof reactions] });
  const { events, lambda } = clientsOf(world.clientConfig());
  const targets = async () => {
    const { Targets = [] } = await events.send(
      new ListTargetsByRuleCommand({ Rule: 'shop-OnCreated', EventBusName: 'shop' }),
    );
    return Targets.map(({ Id }) => Id).sort();
  };
  expect(await targets()).toEqual(['Audit', 'Bill', 'Note']);

  const rule = OnCreated?.Properties as { Targets: unknown[] };
  const first = rule.Targets[0];
  Object.assign(resources, {
    OnCreated: { ...OnCreated, Properties: { ...rule, Targets: [first] } },
    Jobs: { ...Jobs, Properties: { VisibilityTimeout: 60 } },
    FromJobs: { ...FromJobs, Properties: { ...(FromJobs?.Properties as object), BatchSize: 4 } },
  });
  await world.reload();

  expect(await targets()).toEqual(['Bill']);
  const { Attributes } = await world.services.sqs.call(
    'GetQueueAttributes',
    { QueueUrl: 'http://localhost/000000000000/shop-Jobs', AttributeNames: ['All'] },
    { kind: 'client' },
  );
  expect(Attributes).toMatchObject({ VisibilityTimeout: '60' });
  const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings).toEqual([expect.objectContaining({ BatchSize: 4 })]);
});

test('says which resource a mapping that is refused belongs to', async () => {
  const stack = {
    ...reactions,
    template: {
      Resources: {
        Work: reactions.template.Resources?.Work,
        Broken: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:none', FunctionName: { Ref: 'Work' } },
        },
      },
    },
  };

  await expect(aWorld({ templates: [stack as typeof reactions] })).rejects.toThrow(
    /^shop › Broken: the model refuses it: InvalidParameterValueException: Error occurred while ReceiveMessage/,
  );
});

test('says what of a rule or a mapping is not modelled', async () => {
  const { Work } = reactions.template.Resources ?? {};
  const stack = {
    ...reactions,
    template: {
      Resources: {
        Work,
        Topic: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['a'] },
            Targets: [{ Id: 'T', Arn: 'arn:aws:sns:us-east-1:000000000000:alarms' }],
          },
        },
        Clicks: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/clicks', FunctionName: { Ref: 'Work' } },
        },
      },
    },
  };

  const { notModelled } = await aWorld({ templates: [stack as typeof reactions] });

  expect(notModelled.map(({ logicalId, reason }) => `${logicalId}: ${reason}`)).toEqual([
    'Topic: no event reaches arn:aws:sns:us-east-1:000000000000:alarms, which is not modelled',
    'Clicks: its source is arn:aws:kinesis:us-east-1:1:stream/clicks; streams of tables and queues are modelled',
  ]);
});

test('goes on in its data folder where an earlier process stood', async () => {
  const dataDir = aFolder();
  const clock = new VirtualClock(undefined, 'hold');
  const first = await aWorld({ dataDir, clock });
  first.faults.add({
    target: { service: 'lambda', operation: 'Invoke' },
    kind: 'notApplied',
    error: { name: 'Lambda.TooManyRequestsException', message: 'Rate Exceeded.' },
    times: Infinity,
  });
  await clientsOf(first.clientConfig()).order(first, 'o-1');
  await first.idle();
  await first.close();

  const second = await aWorld({ dataDir, clock: new VirtualClock(clock.now()) });
  await second.idle();

  expect(await clientsOf(second.clientConfig()).bill(second, 'o-1')).toMatchObject({ pk: { S: 'o-1' } });
});

test('keeps the event of an end together with the end itself', async () => {
  const commits: (readonly Change[])[] = [];
  class Recording extends MemoryStore {
    override commit(changes: readonly Change[]): Promise<void> {
      commits.push(changes);
      return super.commit(changes);
    }
  }
  const world = await aWorld({ store: new Recording() });
  const { sfn } = clientsOf(world.clientConfig());

  await sfn.send(
    new StartExecutionCommand({ stateMachineArn: output(world, 'Note'), name: 'odd', input: '{"id":"odd"}' }),
  );
  await world.idle();

  const isEnd = (change: Change) =>
    change.kind === 'put' && change.key.endsWith('odd') && (change.value as { status?: string }).status === 'FAILED';
  const end = commits.find((changes) => changes.some(isEnd)) ?? [];
  expect(end.filter(({ key }) => key.startsWith(keyOf('events', 'delivery')))).toHaveLength(1);
});

test('sends a batch again when its answer never comes', async () => {
  const world = await aWorld();
  world.faults.add({
    target: { service: 'lambda', operation: 'Invoke', resource: 'shop-Relay' },
    kind: 'replyLost',
    error: 'never',
  });

  await clientsOf(world.clientConfig()).order(world, 'o-1');
  await world.idle();

  expect(world.services.events.archivedEvents('kept').map(({ detail }) => detail.id)).toEqual(['o-1', 'o-1']);
});

test('reads the stream of a table by the operations of DynamoDB Streams', async () => {
  const world = await aWorld({ port: 0 });
  const call = async (operation: string, input: object) => {
    const answer = await fetch(world.endpoint ?? '', {
      method: 'POST',
      headers: { 'x-amz-target': `DynamoDBStreams_20120810.${operation}` },
      body: JSON.stringify(input),
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const StreamArn = output(world, 'StreamArn');
  await clientsOf(httpConfig(world)).order(world, 'o-1');

  const { body: described } = await call('DescribeStream', { StreamArn });
  const [{ ShardId }] = described.StreamDescription.Shards;
  const { body: begun } = await call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  const { body: read } = await call('GetRecords', begun);
  const refused = await call('GetRecords', { ShardIterator: 'none' });

  expect(read.Records).toEqual([
    expect.objectContaining({ dynamodb: expect.objectContaining({ NewImage: { pk: { S: 'o-1' } } }) }),
  ]);
  expect(refused).toMatchObject({ status: 400, body: { __type: expect.stringContaining('#ValidationException') } });
});

test('lets calls wait that come before the templates are loaded', async () => {
  const port = await aFreePort();
  const { dynamodb } = clientsOf({ ...httpConfig({ endpoint: `http://127.0.0.1:${port}` }), maxAttempts: 1 });

  const loading = aWorld({ port });
  const answer = await firstAnswer(() => dynamodb.send(new ListTablesCommand({})));
  await loading;

  expect(answer.TableNames).toEqual(['shop-Bills', 'shop-Orders']);
});

test('tells its outputs only when the templates are loaded', async () => {
  const port = await aFreePort();

  const loading = aWorld({ port });
  const answer = await firstAnswer(() => fetch(`http://127.0.0.1:${port}/_backstep/outputs`));
  await loading;

  expect(await answer.json()).toMatchObject({ shop: { AuditName: 'shop-Audit' } });
});

test('says over HTTP when it is quiet', async () => {
  const world = await aWorld({ port: 0 });
  const { order, bill } = clientsOf(httpConfig(world));

  await order(world, 'o-1');
  const answer = await fetch(`${world.endpoint}/_backstep/idle`);

  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  expect(await bill(world, 'o-1')).toBeDefined();
});

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Of whoever begins to listen. */
async function firstAnswer<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!JSON.stringify([String(error), (error as Error).cause]).includes('ECONNREFUSED')) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

test('does not run schedules by itself on a clock that skips idle time', async () => {
  const stack = {
    ...reactions,
    template: {
      Resources: {
        Dead: reactions.template.Resources?.Dead,
        EveryMinute: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'rate(1 minute)',
            Targets: [{ Id: 'D', Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, Input: '{"tick":1}' }],
          },
        },
      },
      Outputs: { Dead: { Value: { Ref: 'Dead' } } },
    },
  };
  const world = await aWorld({ templates: [stack as typeof reactions] });

  await world.idle();
  await world.services.events.runSchedule('shop-EveryMinute');
  await world.idle();

  expect(await clientsOf(world.clientConfig()).received(world, 'Dead')).toEqual(['{"tick":1}']);
});
