import type { Server } from 'node:http';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { JsonObject } from '../../../lib/units';
import { SystemClock } from '../../../local/clock';
import { endpointOf } from '../../../local/elsewhere/json-endpoint';
import { createWorld, type World } from '../../../local/world';
import { aWorld, clientsOf, open, output } from '../reactions-world';

const clocks: SystemClock[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const clock of clocks.splice(0)) clock.stop();
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
});

async function aDynalite(): Promise<string> {
  const server = dynalite({ createTableMs: 20 });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

async function aWorldOn(dynamodbEndpoint: string): Promise<World> {
  const clock = new SystemClock();
  clocks.push(clock);
  const world = await createWorld({ dynamodbEndpoint, clock });
  open.push(world);
  return world;
}

const TableName = 'Lines';
const TABLE: CreateTableCommandInput = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
  ],
};
const STREAMED = { TableName, StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } };

describe('on dynalite', () => {
  test('writes and reads items there, bytes included, and a table is ready when it is answered', async () => {
    const endpoint = await aDynalite();
    const world = await aWorldOn(endpoint);
    const client = new DynamoDBClient(world.clientConfig());
    await client.send(new CreateTableCommand(TABLE));

    const Item = { pk: { S: 'a' }, sk: { N: '1' }, bytes: { B: Uint8Array.of(1, 2) } };
    await client.send(new PutItemCommand({ TableName, Item }));
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { pk: { S: 'a' }, sk: { N: '2' } },
        UpdateExpression: 'ADD v :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );

    const elsewhere = new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const found = await elsewhere.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :a',
        ExpressionAttributeValues: { ':a': { S: 'a' } },
      }),
    );
    expect(found.Items).toEqual([Item, { pk: { S: 'a' }, sk: { N: '2' }, v: { N: '1' } }]);
    const read = await client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { N: '1' } } }));
    expect(read.Item).toEqual(Item);
    elsewhere.destroy();
  });

  test("its refusals are the client's own exceptions, and what it does not do is said", async () => {
    const world = await aWorldOn(await aDynalite());
    const client = new DynamoDBClient(world.clientConfig());
    await client.send(new CreateTableCommand(TABLE));
    const Item = { pk: { S: 'a' }, sk: { N: '1' } };
    const put = { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' };
    await client.send(new PutItemCommand(put));

    const again = client.send(new PutItemCommand(put));
    await expect(again).rejects.toThrow(ConditionalCheckFailedException);
    const transaction = client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put }] }));
    await expect(transaction).rejects.toThrow(/127\.0\.0\.1:\d+ does not know TransactWriteItems/);
  });

  test('a table whose stream is wanted is refused, since there would be none', async () => {
    const world = await aWorldOn(await aDynalite());

    const created = world.services.dynamodb.call(
      'CreateTable',
      { ...(TABLE as unknown as JsonObject), ...STREAMED },
      { kind: 'client' },
    );

    await expect(created).rejects.toThrow(/has no streams, and table Lines asks for one/);
  });
});

describe('on an emulator with streams', () => {
  test('a function of the template is called with what is written there', async () => {
    const other = await aWorld({ templates: [], port: 0, clock: new SystemClock() });
    clocks.push(other.clock as SystemClock);
    const clock = new SystemClock();
    clocks.push(clock);
    const world = await aWorld({ dynamodbEndpoint: other.endpoint ?? '', clock });
    const { order, bill } = clientsOf(world.clientConfig());

    for (const id of ['o-1', 'o-2']) await order(world, id);

    for (const id of ['o-1', 'o-2']) while ((await bill(world, id)) === undefined) await world.idle();
    expect([...other.services.dynamodb.itemsOf(output(world, 'Bills'))]).toHaveLength(2);
  });
});

test('says that nothing answers, and what to do', async () => {
  const world = createWorld({ dynamodbEndpoint: 'http://127.0.0.1:9' });

  await expect(world).rejects.toThrow(/^nothing answers at http:\/\/127\.0\.0\.1:9 .*; start the emulator first$/);
});

test.each([
  ['localhost:8000', /is not an endpoint/],
  ['http://localhost:8000/path', /is not an endpoint/],
  ['ftp://localhost', /is not an endpoint/],
  ['https://dynamodb.eu-west-1.amazonaws.com', /is AWS itself/],
])('%s is refused', (text, sentence) => {
  expect(() => endpointOf(text)).toThrow(sentence);
});
