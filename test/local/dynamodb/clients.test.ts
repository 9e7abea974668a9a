/** What official clients in this process hand over is theirs again afterwards. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { streamline } from '../../../local/wire/streamline';
import { createWorld, type World } from '../../../local/world';
import { aTable } from './a-database';

let world: World;
beforeEach(async () => {
  world = await createWorld({});
  await world.services.dynamodb.call('CreateTable', aTable('Orders'), { kind: 'client' });
});
afterEach(() => world.close());

const TableName = 'Orders';

test.each([
  ['as it comes', (client: DynamoDBClient) => client],
  [
    'streamlined',
    (client: DynamoDBClient) => {
      streamline(client);
      return client;
    },
  ],
])('a request that is changed after it was sent changes no item, with the client %s', async (_how, made) => {
  const client = made(new DynamoDBClient(world.clientConfig()));
  const Item = { pk: { S: '1' }, list: { L: [{ S: 'a' }] } };
  await client.send(new PutItemCommand({ TableName, Item }));

  Item.list.L.push({ S: 'b' });

  const { Item: kept } = await client.send(new GetItemCommand({ TableName, Key: { pk: { S: '1' } } }));
  expect(kept).toEqual({ pk: { S: '1' }, list: { L: [{ S: 'a' }] } });
});

test('an answer that is changed changes no item, with document clients', async () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(world.clientConfig()));
  const Item = { pk: '1', list: ['a'] };
  await client.send(new PutCommand({ TableName, Item }));
  Item.list.push('b');

  const first = await client.send(new GetCommand({ TableName, Key: { pk: '1' } }));
  first.Item?.list.push('c');

  const second = await client.send(new GetCommand({ TableName, Key: { pk: '1' } }));
  expect(second.Item).toEqual({ pk: '1', list: ['a'] });
});
