import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../local/clock';
import { seededEntropy } from '../../local/entropy';
import type { LogLine } from '../../local/lambda/logs';
import { readStack } from '../../local/template/assembly';
import { createWorld, type World, type WorldOptions } from '../../local/world';

const FIXTURES = join(__dirname, 'fixtures');
const SHOP = join(FIXTURES, 'shop.template.json');

const open: World[] = [];
const folders: string[] = [];
async function aWorld(options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await createWorld({ templates: [SHOP], projectRoot: FIXTURES, ...options });
  open.push(world);
  return world;
}
const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-world-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Config =
  | ReturnType<World['clientConfig']>
  | { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };

async function place(world: World, config: Config, amount: number) {
  const machines = new SFNClient(config);
  const { executionArn } = await machines.send(
    new StartExecutionCommand({
      stateMachineArn: world.outputs.shop?.MachineArn,
      name: `order-${amount}`,
      input: JSON.stringify({ orderId: `o-${amount}`, amount }),
    }),
  );
  for (;;) {
    const execution = await machines.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const itemOf = async (world: World, config: Config, orderId: string) => {
  const { Item } = await new DynamoDBClient(config).send(
    new GetItemCommand({ TableName: world.outputs.shop?.TableName, Key: { pk: { S: orderId } } }),
  );
  return Item;
};

const ways = {
  'over HTTP': async (world: World): Promise<Config> => ({
    endpoint: await world.listen(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  }),
  directly: async (world: World): Promise<Config> => world.clientConfig(),
};

describe.each(Object.entries(ways))('a template, with the official clients %s', (_title, connect) => {
  test('runs its machine, its function and its table', async () => {
    const lines: LogLine[] = [];
    const world = await aWorld({ onLog: (line) => lines.push(line) });
    const config = await connect(world);

    const execution = await place(world, config, 7);

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"orderId":"o-7","kept":true}' });
    expect(await itemOf(world, config, 'o-7')).toMatchObject({ pk: { S: 'o-7' }, amount: { N: '7' } });
    expect(lines).toEqual([
      expect.objectContaining({ functionName: 'shop-KeepOrder', text: expect.stringContaining('kept o-7') }),
    ]);
  });

  test('reports what its function throws', async () => {
    const world = await aWorld();

    expect(await place(world, await connect(world), 13)).toMatchObject({ status: 'FAILED', error: 'OrderRefused' });
  });

  test('loses the reply of a function that has run', async () => {
    const world = await aWorld();
    const config = await connect(world);
    world.faults.add({
      target: { service: 'lambda', operation: 'Invoke', resource: 'shop-KeepOrder' },
      kind: 'replyLost',
      error: { name: 'Sandbox.Timedout', message: 'lost' },
    });

    expect(await place(world, config, 8)).toMatchObject({ status: 'FAILED', error: 'Sandbox.Timedout' });
    expect(await itemOf(world, config, 'o-8')).toBeDefined();
  });
});

test('lists what it has and what it has not', async () => {
  const world = await aWorld({ region: 'eu-west-1' });

  expect(world.resources.map(({ logicalId, name }) => [logicalId, name])).toEqual([
    ['Orders', 'shop-Orders'],
    ['Role', 'shop-Role'],
    ['KeepOrder', 'shop-KeepOrder'],
    ['Place', 'shop-Place'],
    ['Pictures', 'shop-Pictures'],
  ]);
  expect(world.resources.find(({ logicalId }) => logicalId === 'KeepOrder')).toEqual({
    stack: 'shop',
    logicalId: 'KeepOrder',
    type: 'AWS::Lambda::Function',
    name: 'shop-KeepOrder',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:shop-KeepOrder',
    path: 'Shop/KeepOrder/Resource',
  });
  expect(world.notModelled).toEqual([
    { stack: 'shop', logicalId: 'Pictures', type: 'AWS::S3::Bucket', reason: 'AWS::S3::Bucket is not modelled' },
  ]);
});

test('finds in its data folder what an earlier process left', async () => {
  const dataDir = aFolder();
  const first = await aWorld({ dataDir });
  await place(first, first.clientConfig(), 7);
  await first.close();

  const second = await aWorld({ dataDir });

  expect(await itemOf(second, second.clientConfig(), 'o-7')).toMatchObject({ amount: { N: '7' } });
  expect(await place(second, second.clientConfig(), 9)).toMatchObject({ status: 'SUCCEEDED' });
});

test('gives its data folder back when a template does not load', async () => {
  const dataDir = aFolder();
  const broken = {
    name: 'broken',
    folder: FIXTURES,
    parameters: {},
    template: { Outputs: { A: { Value: { Ref: 'Nobody' } } } },
  };

  await expect(aWorld({ dataDir, templates: [broken] })).rejects.toThrow(
    'broken › Outputs.A › Value: nothing is named Nobody',
  );

  await expect(aWorld({ dataDir })).resolves.toBeDefined();
});

test('shows handlers the time of a virtual clock', async () => {
  const clock = new VirtualClock();
  const world = await aWorld({ clock, entropy: seededEntropy(1) });

  await place(world, world.clientConfig(), 7);

  expect(await itemOf(world, world.clientConfig(), 'o-7')).toMatchObject({
    keptAt: { N: String(Date.UTC(2026, 0, 1)) },
  });
});

test('takes up changed sources on a reload, and keeps the items', async () => {
  const root = aFolder();
  const source = (answer: number) =>
    writeFileSync(join(root, 'orders.ts'), `export const handler = async () => ${answer};`);
  source(1);
  const world = await aWorld({ projectRoot: root, templates: [readStack(SHOP)] });
  const invoke = async () => {
    const answer = await new LambdaClient(world.clientConfig()).send(
      new InvokeCommand({ FunctionName: 'shop-KeepOrder' }),
    );
    return answer.Payload?.transformToString();
  };
  expect(await invoke()).toBe('1');

  source(2);
  await world.reload();

  expect(await invoke()).toBe('2');
});

test('refuses calls after it was closed, by both ways', async () => {
  const world = await aWorld({ port: 0 });
  const direct = new DynamoDBClient({ ...world.clientConfig(), maxAttempts: 1 });
  const http = new DynamoDBClient({
    ...(world.endpoint && { endpoint: world.endpoint }),
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  const get = new GetItemCommand({ TableName: 'shop-Orders', Key: { pk: { S: 'a' } } });
  await http.send(get);

  await world.close();

  await expect(direct.send(get)).rejects.toThrow('the local model is closed');
  await expect(http.send(get)).rejects.toThrow(/ECONNREFUSED|hang up/);
  await expect(world.listen()).rejects.toThrow('the local model is closed');
});

/** A client that knows nothing of us: environment variables only, in a process of its own. */
test('serves a script with only AWS_ENDPOINT_URL set', async () => {
  const world = await aWorld({ port: 0 });
  const script = `
    const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb');
    new DynamoDBClient({}).send(new ListTablesCommand({})).then(({ TableNames }) => console.log(TableNames.join()));`;
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: world.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  };

  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: join(__dirname, '../..'),
    env,
  });

  expect(stdout.trim()).toBe('shop-Orders');
}, 15_000);

test('tables of templates are ACTIVE when they are loaded, and others only after the time that tables are given', async () => {
  const clock = new VirtualClock(undefined, 'hold');
  const world = await aWorld({ clock, entropy: seededEntropy(1), tableTransitionMillis: 1_000 });
  const client = new DynamoDBClient(world.clientConfig());
  const statusOf = async (TableName: string | undefined) =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  await client.send(
    new CreateTableCommand({
      TableName: 'Later',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );

  expect(await statusOf(world.outputs.shop?.TableName as string)).toBe('ACTIVE');
  expect(await statusOf('Later')).toBe('CREATING');
  await clock.advance(1_000);
  expect(await statusOf('Later')).toBe('ACTIVE');
});
