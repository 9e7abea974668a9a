/** Long, because one server with scripted services behind it answers all of it. */
import { request as httpRequest } from 'node:http';
import {
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { epochMillis, type Json, type JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { FaultList } from '../../../local/faults';
import { AwsError, type Caller, type Service, type ServiceName } from '../../../local/service';
import { refuseDynamoDB } from '../../../local/wire/aws-json';
import { directClientConfig } from '../../../local/wire/direct';
import { createRouter } from '../../../local/wire/router';
import { listen, PortInUse, type WireServer } from '../../../local/wire/server';
import { streamline } from '../../../local/wire/streamline';

type Answer = (input: JsonObject, caller: Caller) => JsonObject;

/** Answers what it was told to, and remembers what it was asked. */
class Scripted implements Service {
  readonly asked: (readonly [operation: string, input: JsonObject])[] = [];
  constructor(
    readonly name: ServiceName,
    private readonly answers: { readonly [operation: string]: Answer },
  ) {}

  async call(operation: string, input: JsonObject, caller: Caller): Promise<JsonObject> {
    this.asked.push([operation, input]);
    const answer = this.answers[operation];
    if (answer === undefined) throw new AwsError('UnknownOperationException', '');
    return answer(input, caller);
  }
}

const refuse =
  (error: AwsError): Answer =>
  () => {
    throw error;
  };

const dynamodb = new Scripted('dynamodb', {
  GetItem: () => ({ Item: { pk: { S: 'a' }, photo: { B: Buffer.from([1, 2, 3]).toString('base64') } } }),
  PutItem: () => ({}),
  TransactWriteItems: refuse(
    new AwsError('TransactionCanceledException', 'Transaction cancelled', 400, {
      CancellationReasons: [
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: { pk: { S: 'a' } } },
        { Code: 'None' },
      ],
    }),
  ),
});
const stepfunctions = new Scripted('stepfunctions', {
  DescribeStateMachine: refuse(new AwsError('StateMachineDoesNotExist', 'State Machine Does Not Exist: x')),
});
const lambda = new Scripted('lambda', {
  Invoke: ({ Payload }) => ({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    ExecutedVersion: '$LATEST',
    LogResult: 'bG9n',
    Payload: Payload ?? '',
  }),
  ListFunctions: () => ({ Functions: [{ FunctionName: 'f', Timeout: 3 }] }),
});

const virtualClock = new VirtualClock();
const faults = new FaultList(virtualClock);
let id = 0;
const nextRequestId = () => `request-${++id}`;
const router = createRouter({ dynamodb, stepfunctions, lambda }, faults);
const control = {
  clock: 'virtual' as const,
  now: () => epochMillis(1_000),
  virtualClock,
  faults,
  loaded: async () => undefined,
  idle: async () => undefined,
  outputs: () => ({ Shop: { Url: 'here' } }),
};
let server: WireServer;
beforeAll(async () => {
  server = await listen(0, { router, control, nextRequestId });
});
afterAll(() => server.close());
beforeEach(() => faults.clear());

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
/** As handlers get it: without the steps of a network, and items past the text. */
const streamlined = <C extends object>(client: C): C => {
  streamline(client);
  return client;
};
const asItIs = <C extends object>(client: C): C => client;
const overHttp = () => ({ endpoint: server.url, region: 'eu-west-1', credentials });
const direct = () => directClientConfig({ router, caller: { kind: 'client' }, nextRequestId }, 'eu-west-1');
const transports = [
  ['over HTTP', overHttp, asItIs],
  ['directly', direct, asItIs],
  ['directly and streamlined', direct, streamlined],
] as const;

describe.each(transports)('the official clients %s', (_title, config, prepare) => {
  test('read items with their bytes', async () => {
    const { Item } = await prepare(new DynamoDBClient(config())).send(
      new GetItemCommand({ TableName: 'Orders', Key: { pk: { S: 'a' } } }),
    );

    expect(Item).toEqual({ pk: { S: 'a' }, photo: { B: new Uint8Array([1, 2, 3]) } });
    expect(dynamodb.asked.at(-1)).toEqual(['GetItem', { TableName: 'Orders', Key: { pk: { S: 'a' } } }]);
  });

  test('throw the exception that the service names, with its members', async () => {
    const put = { Put: { TableName: 'Orders', Item: { pk: { S: 'a' } } } };

    const call = prepare(new DynamoDBClient(config())).send(new TransactWriteItemsCommand({ TransactItems: [put] }));

    await expect(call).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: 'Transaction cancelled',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { pk: { S: 'a' } } }, { Code: 'None' }],
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^request-\d+$/) },
    });
  });

  test('throw exceptions that are instances of their classes, after the last attempt', async () => {
    const get = new GetItemCommand({ TableName: 'Orders', Key: { pk: { S: 'a' } } });
    const error = { name: 'ProvisionedThroughputExceededException', message: 'slow down' };
    faults.add({ target: { service: 'dynamodb', operation: 'GetItem' }, kind: 'notApplied', error, times: 3 });

    const call = prepare(new DynamoDBClient({ ...config(), maxAttempts: 3 })).send(get);

    await expect(call).rejects.toBeInstanceOf(ProvisionedThroughputExceededException);
    expect(faults.list()).toEqual([expect.objectContaining({ seen: 3 })]);
  });

  test('hide a fault that fewer attempts than theirs see', async () => {
    const error = { name: 'InternalServerError', message: 'once' };
    faults.add({ target: { service: 'dynamodb', operation: 'PutItem' }, kind: 'replyLost', error });
    const Item = {
      pk: { S: 'a' },
      photo: { B: new Uint8Array([9]) },
      album: { BS: [new Uint8Array([8])] },
      note: { NULL: true as const },
    };

    await prepare(new DynamoDBClient(config())).send(new PutItemCommand({ TableName: 'Orders', Item }));

    const item = { pk: { S: 'a' }, photo: { B: 'CQ==' }, album: { BS: ['CA=='] }, note: { NULL: true } };
    expect(dynamodb.asked.slice(-2)).toEqual([1, 2].map(() => ['PutItem', { TableName: 'Orders', Item: item }]));
  });

  test('give a transaction one token for all its attempts', async () => {
    const error = { name: 'InternalServerError', message: 'once' };
    faults.add({ target: { service: 'dynamodb', operation: 'TransactWriteItems' }, kind: 'notApplied', error });
    faults.add({ target: { service: 'dynamodb', operation: 'TransactWriteItems' }, kind: 'replyLost', error });
    const asked = dynamodb.asked.length;

    await prepare(new DynamoDBClient(config()))
      .send(new TransactWriteItemsCommand({ TransactItems: [] }))
      .catch(() => undefined);

    const tokens = dynamodb.asked.slice(asked).map(([, input]) => input.ClientRequestToken);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens)).toEqual(new Set([expect.stringMatching(/./)]));
  });

  test('throw the exceptions of Step Functions', async () => {
    const call = prepare(new SFNClient(config())).send(new DescribeStateMachineCommand({ stateMachineArn: 'x' }));

    await expect(call).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: 'State Machine Does Not Exist: x',
    });
  });

  test('invoke functions by name and ARN, and hear of their errors', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-1:000000000000:function:f:live';

    const answer = await prepare(new LambdaClient(config())).send(
      new InvokeCommand({ FunctionName, LogType: 'Tail', Payload: '{"é":1}' }),
    );

    expect(answer).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      LogResult: 'bG9n',
      ExecutedVersion: '$LATEST',
    });
    expect(answer.Payload?.transformToString()).toBe('{"é":1}');
    expect(lambda.asked.at(-1)).toEqual(['Invoke', expect.objectContaining({ FunctionName, LogType: 'Tail' })]);
  });

  test('list functions', async () => {
    expect((await prepare(new LambdaClient(config())).send(new ListFunctionsCommand({}))).Functions).toEqual([
      { FunctionName: 'f', Timeout: 3 },
    ]);
  });

  test('see an injected fault once, and then the answer', async () => {
    faults.add({
      target: { service: 'dynamodb', operation: 'GetItem', resource: 'Orders' },
      kind: 'notApplied',
      error: { name: 'ResourceNotFoundException', message: 'Requested resource not found' },
    });
    const get = () =>
      prepare(new DynamoDBClient(config())).send(new GetItemCommand({ TableName: 'Orders', Key: { pk: { S: 'a' } } }));

    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(get()).resolves.toMatchObject({ Item: { pk: { S: 'a' } } });
  });
});

interface Raw {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A request as it stands, with any Host header. */
function send({ method = 'POST', path = '/', headers = {}, body = '' }: Raw) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Json }>((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port: server.port, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: JSON.parse(Buffer.concat(chunks).toString()),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const GET_ITEM = { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' };

test("writes DynamoDB's headers and error types", async () => {
  const found = await send({ headers: GET_ITEM, body: '{}' });
  const refused = await send({
    headers: { ...GET_ITEM, 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' },
    body: '{}',
  });

  expect(found.status).toBe(200);
  expect(found.headers).toMatchObject({
    'x-amz-crc32': expect.stringMatching(/^\d+$/),
    'content-type': 'application/x-amz-json-1.0',
  });
  expect(refused.headers['x-amzn-errortype']).toBe('TransactionCanceledException');
  expect(refused.body).toMatchObject({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled',
  });
});

test("writes what DynamoDB's reader says under a capital Message", () => {
  const { body } = refuseDynamoDB(new AwsError('SerializationException', 'Unexpected field type'), 'id');

  expect(JSON.parse(Buffer.from(body).toString())).toEqual({
    __type: 'com.amazon.coral.service#SerializationException',
    Message: 'Unexpected field type',
  });
});

test.each<[string, Raw, number, string]>([
  [
    'an unknown target',
    { headers: { 'x-amz-target': 'Nobody.Do' } },
    400,
    'com.amazon.coral.service#UnknownOperationException',
  ],
  ['no target at all', {}, 400, 'com.amazon.coral.service#UnknownOperationException'],
  [
    'a body that is no JSON',
    { headers: GET_ITEM, body: '{"a":' },
    400,
    'com.amazon.coral.service#SerializationException',
  ],
  [
    'a body that is no object',
    { headers: GET_ITEM, body: '[]' },
    400,
    'com.amazon.coral.service#SerializationException',
  ],
  [
    'a service without a model',
    { headers: { 'x-amz-target': 'AmazonSQS.SendMessage' } },
    400,
    'com.amazon.coral.service#UnknownOperationException',
  ],
  [
    'a host of another name',
    { headers: { ...GET_ITEM, host: 'evil.example:4566' }, body: '{}' },
    403,
    'com.amazon.coral.service#AccessDeniedException',
  ],
  [
    'a name that only begins like ours',
    { headers: { ...GET_ITEM, host: 'localhost.evil.example' }, body: '{}' },
    403,
    'com.amazon.coral.service#AccessDeniedException',
  ],
  [
    "a foreign site's page",
    { headers: { ...GET_ITEM, origin: 'https://evil.example' }, body: '{}' },
    403,
    'com.amazon.coral.service#AccessDeniedException',
  ],
  [
    'a site named after us',
    { headers: { ...GET_ITEM, origin: 'http://localhost.evil.example' }, body: '{}' },
    403,
    'com.amazon.coral.service#AccessDeniedException',
  ],
])('refuses %s', async (_title, raw, status, type) => {
  const asked = dynamodb.asked.length;

  const answer = await send(raw);

  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ __type: type });
  expect(dynamodb.asked).toHaveLength(asked);
});

test.each([
  'localhost',
  'localhost:4566',
  '[::1]:4566',
  'sync-localhost:4566',
  '123456789012.localhost',
  'LOCALHOST',
])('serves the host %s', async (host) => {
  expect((await send({ headers: { ...GET_ITEM, host }, body: '{}' })).status).toBe(200);
});

test('takes a body of 16 MiB and refuses one byte more', async () => {
  const body = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;

  expect((await send({ headers: GET_ITEM, body: body(16 * 1024 * 1024) })).status).toBe(200);
  expect((await send({ headers: GET_ITEM, body: body(16 * 1024 * 1024 + 1) })).status).toBe(413);
});

test('sets, lists and clears faults, and only as JSON', async () => {
  const fault = {
    target: { service: 'lambda', operation: 'Invoke' },
    kind: 'replyLost',
    error: { name: 'Boom' },
    times: null,
  };
  const body = JSON.stringify(fault);
  const path = '/_backstep/faults';

  const asText = await send({ path, body, headers: { 'content-type': 'text/plain' } });
  const wrong = await send({
    path,
    body: '{"target":{"service":"s3"}}',
    headers: { 'content-type': 'application/json' },
  });
  const set = await send({ path, body, headers: { 'content-type': 'application/json' } });
  const listed = await send({ path, method: 'GET' });
  const cleared = await send({ path, method: 'DELETE' });

  expect([asText.status, wrong.status, set.status, cleared.status]).toEqual([415, 400, 200, 200]);
  expect(wrong.body).toEqual({ message: expect.stringContaining('target.service must be one of dynamodb') });
  expect(listed.body).toEqual({ faults: [expect.objectContaining({ kind: 'replyLost', seen: 0, struck: 0 })] });
  expect(faults.list()).toEqual([]);
});

test('tells its health and the outputs', async () => {
  const { body } = await send({ method: 'GET', path: '/_backstep/health' });

  expect(body).toEqual({ status: 'ok', clock: 'virtual', now: 1_000 });
  expect((await send({ method: 'GET', path: '/_backstep/outputs' })).body).toEqual({ Shop: { Url: 'here' } });
  expect((await send({ method: 'GET', path: '/_backstep/nothing' })).status).toBe(404);
});

test('moves, stops and tells the time of a virtual clock', async () => {
  const path = '/_backstep/clock';
  const post = (move: JsonObject) =>
    send({ path, body: JSON.stringify(move), headers: { 'content-type': 'application/json' } });
  const before = virtualClock.now();
  let fired = 0;
  const hour = 3_600_000;

  const paused = await post({ mode: 'hold' });
  virtualClock.at(epochMillis(before + hour), () => fired++);
  const almost = await post({ advanceMillis: hour - 1 });
  const firedBefore = fired;
  const advanced = await post({ advanceMillis: 1 });
  const shown = await send({ method: 'GET', path });
  const resumed = await post({ mode: 'skip' });

  expect(paused.body).toEqual({ time: new Date(before).toISOString(), mode: 'hold' });
  expect(almost.status).toBe(200);
  expect([firedBefore, fired]).toEqual([0, 1]);
  expect(advanced.body).toEqual({ time: new Date(before + hour).toISOString(), mode: 'hold' });
  expect(shown.body).toEqual(advanced.body);
  expect(resumed.body).toMatchObject({ mode: 'skip' });
  expect((await post({})).body).toEqual({ message: 'give advanceMillis or mode' });
  expect((await post({ advanceMillis: -1 })).status).toBe(400);
});

test('says that a port is in use', async () => {
  const attempt = listen(server.port, { router, control, nextRequestId });

  await expect(attempt).rejects.toBeInstanceOf(PortInUse);
  await expect(attempt).rejects.toThrow(`port ${server.port} is in use`);
});
