/**
 * Single operations of the model of DynamoDB, in memory: called directly, by the official client in process, by the
 * official client over HTTP, and dynalite 4 over HTTP in the same run.
 *
 *   node bin/run.js bench/dynamodb.ts [--seconds 1] [--repeat 5] [--json]
 *
 * Each operation runs in a closed loop of 16 callers on items of about 300 bytes with new keys (PutItem), on 1,000 items
 * (UpdateItem with a condition), on a business row, its fence and its event (TransactWriteItems of 3, with a token).
 * dynalite has no TransactWriteItems. Client and server share the process and its one thread, so over HTTP both ends
 * count. It does not measure the disk, and not AWS.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { JsonObject } from '../lib/units';
import { CLIENT } from '../local/service';
import { createWorld, type World } from '../local/world';
import { type Spread, spreadOf, written } from './figures';

const CALLERS = 16;
const UPDATED_ITEMS = 1000;
const TABLE = 'Bench';

const OPERATIONS = ['PutItem', 'UpdateItem', 'TransactWriteItems'] as const;
type Operation = (typeof OPERATIONS)[number];
/** One call of one operation; `n` makes it another item. */
type Call = (operation: Operation, n: number) => Promise<unknown>;

interface Figures {
  readonly perSecond: Spread;
  readonly cpuMicros: Spread;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '1' },
      repeat: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const world = await createWorld({ port: 0 });
  const other = dynalite({ createTableMs: 0 });
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const address = other.address();
  const elsewhere = new DynamoDBClient({ ...CREDENTIALS, endpoint: `http://127.0.0.1:${portOf(address)}` });
  try {
    const callers: { readonly [name: string]: Call } = {
      'service called directly': direct(world),
      'client in process': sdk(new DynamoDBClient(world.clientConfig())),
      'client over HTTP': sdk(new DynamoDBClient({ ...CREDENTIALS, endpoint: world.endpoint ?? '' })),
      'dynalite over HTTP': sdk(elsewhere),
    };
    await new DynamoDBClient(world.clientConfig()).send(new CreateTableCommand(SCHEMA));
    await elsewhere.send(new CreateTableCommand(SCHEMA));
    const results: { name: string; operation: Operation; figures: Figures }[] = [];
    for (const operation of OPERATIONS) {
      for (const [name, call] of Object.entries(callers)) {
        if (name.startsWith('dynalite') && operation === 'TransactWriteItems') continue;
        const figures = await measure(call, operation, Number(values.seconds), Number(values.repeat));
        results.push({ name, operation, figures });
      }
    }
    if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    else print(results);
  } finally {
    await world.close();
    await new Promise<void>((closed) => other.close(() => closed()));
  }
}

const CREDENTIALS = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const SCHEMA = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST' as const,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
};

const direct =
  (world: World): Call =>
  (operation, n) =>
    world.services.dynamodb.call(operation, requests[operation](n) as JsonObject, CLIENT);

const sdk =
  (client: DynamoDBClient): Call =>
  (operation, n) => {
    switch (operation) {
      case 'PutItem':
        return client.send(new PutItemCommand(requests.PutItem(n)));
      case 'UpdateItem':
        return client.send(new UpdateItemCommand(requests.UpdateItem(n)));
      case 'TransactWriteItems':
        return client.send(new TransactWriteItemsCommand(requests.TransactWriteItems(n)));
    }
  };

const requests = {
  PutItem: (n: number) => ({ TableName: TABLE, Item: row(`put#${n}`, 'order', n) }),
  UpdateItem: (n: number) => ({
    TableName: TABLE,
    Key: { pk: { S: `update#${n % UPDATED_ITEMS}` }, sk: { S: 'stock' } },
    UpdateExpression: 'SET available = if_not_exists(available, :start) - :one, #touched = :n',
    ConditionExpression: 'attribute_not_exists(available) OR available >= :one',
    ExpressionAttributeNames: { '#touched': 'touched' },
    ExpressionAttributeValues: { ':start': { N: '1000000000' }, ':one': { N: '1' }, ':n': { N: String(n) } },
  }),
  TransactWriteItems: (n: number) => ({
    ClientRequestToken: `token-${n}`,
    TransactItems: [
      { Put: { TableName: TABLE, Item: row(`order#${n}`, 'order', n), ConditionExpression: IS_NEW } },
      { Put: { TableName: TABLE, Item: row(`saga#${n}`, 'fence#CreateOrder', n), ConditionExpression: IS_NEW } },
      { Put: { TableName: TABLE, Item: row(`order#${n}`, 'event#0000000001', n), ConditionExpression: IS_NEW } },
    ],
  }),
};
const IS_NEW = 'attribute_not_exists(pk)';

const row = (pk: string, sk: string, n: number) => ({
  pk: { S: pk },
  sk: { S: sk },
  status: { S: 'PENDING' },
  total: { M: { amount: { N: String(n % 100_000) }, currency: { S: 'EUR' } } },
  lines: { L: [{ M: { sku: { S: `sku-${n % 100}` }, quantity: { N: '2' }, price: { N: '1999' } } }] },
  customer: { S: 'a customer with a name of some length' },
  at: { N: '1790000000000' },
});

let called = 0;

async function measure(call: Call, operation: Operation, seconds: number, repeat: number): Promise<Figures> {
  await run(call, operation, seconds);
  const rounds = [];
  for (let round = 0; round < repeat; round++) rounds.push(await run(call, operation, seconds));
  return {
    perSecond: spreadOf(rounds.map((each) => each.perSecond)),
    cpuMicros: spreadOf(rounds.map((each) => each.cpuMicros)),
  };
}

async function run(call: Call, operation: Operation, seconds: number) {
  let done = 0;
  const began = performance.now();
  const cpu = process.cpuUsage();
  const caller = async () => {
    while (performance.now() - began < seconds * 1000) {
      await call(operation, called++);
      done++;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: done / ((performance.now() - began) / 1000), cpuMicros: (user + system) / done };
}

function print(results: readonly { name: string; operation: Operation; figures: Figures }[]): void {
  process.stdout.write(
    `DynamoDB in memory, ${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}; median (least-most)\n`,
  );
  process.stdout.write('operation | how | a second | CPU us each\n');
  for (const { name, operation, figures } of results) {
    process.stdout.write(`${operation} | ${name} | ${written(figures.perSecond)} | ${written(figures.cpuMicros)}\n`);
  }
}

function portOf(address: unknown): number {
  if (typeof address === 'object' && address !== null && 'port' in address && typeof address.port === 'number') {
    return address.port;
  }
  throw new Error('dynalite has no port');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
