import { CreateTableCommand, DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { VirtualClock } from '../../../local/clock';
import { createDynamoDB } from '../../../local/dynamodb/dynamodb';
import { seededEntropy } from '../../../local/entropy';
import { FaultList } from '../../../local/faults';
import { CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import { directClientConfig } from '../../../local/wire/direct';
import { createRouter, type Router } from '../../../local/wire/router';
import { shortcut, streamline } from '../../../local/wire/streamline';

/** Counts which way the calls go. */
function aModel() {
  const clock = new VirtualClock();
  const entropy = seededEntropy(1);
  const faults = new FaultList(clock);
  const place = { store: new MemoryStore(), clock, entropy, region: 'eu-west-1', account: '000000000000' };
  const inner = createRouter({ dynamodb: createDynamoDB(place) }, faults);
  const ways = { text: 0, direct: 0 };
  const router: Router = {
    undisturbed: () => inner.undisturbed(),
    watched: () => inner.watched(),
    route: (call) => {
      ways.text++;
      return inner.route(call);
    },
    call: (...call) => {
      ways.direct++;
      return inner.call(...call);
    },
  };
  const config = directClientConfig({ router, caller: CLIENT, nextRequestId: () => entropy.uuid() }, 'eu-west-1');
  return { faults, ways, config };
}

async function aTable(prepare: boolean) {
  const model = aModel();
  const plain = new DynamoDBClient(model.config);
  if (prepare) streamline(plain);
  await plain.send(
    new CreateTableCommand({
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  const documents = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  if (prepare) shortcut(documents);
  return { ...model, plain, documents };
}

/** A bit of everything that a handler does, and all that it gets to see. */
async function workOn(documents: DynamoDBDocumentClient) {
  const key = { pk: 'o-1', sk: 1 };
  const item = {
    ...key,
    list: [1, { deep: true }],
    bytes: new Uint8Array([1, 2]),
    tags: new Set(['a']),
    gone: undefined,
    B: { S: 1 },
  };
  const put = await documents.send(new PutCommand({ TableName: 'Orders', Item: item }));
  const got = await documents.send(new GetCommand({ TableName: 'Orders', Key: key }));
  const updated = await documents.send(
    new UpdateCommand({
      TableName: 'Orders',
      Key: key,
      UpdateExpression: 'ADD hits :one',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  const queried = await documents.send(
    new QueryCommand({
      TableName: 'Orders',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'o-1' },
    }),
  );
  const absent = await documents.send(new GetCommand({ TableName: 'Orders', Key: { pk: 'none', sk: 0 } }));
  const refused: unknown = await documents
    .send(
      new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName: 'Orders',
              Item: key,
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ],
      }),
    )
    .catch((error: unknown) => error);
  if (!(refused instanceof TransactionCanceledException))
    throw new Error('expected a cancelled transaction', { cause: refused });
  const seen = [put, got, updated, queried, absent].map(({ $metadata, ...rest }) => ({
    ...rest,
    status: $metadata.httpStatusCode,
  }));
  const { name, message, CancellationReasons, $metadata } = refused;
  return [...seen, { name, message, CancellationReasons, status: $metadata.httpStatusCode }];
}

test('shows the same to a document client, past the text and through it', async () => {
  const [short, long] = [await aTable(true), await aTable(false)];

  const [seenShort, seenLong] = [await workOn(short.documents), await workOn(long.documents)];

  expect(seenShort).toEqual(seenLong);
  expect(seenShort[1]).toMatchObject({ Item: { bytes: new Uint8Array([1, 2]), tags: new Set(['a']), B: { S: 1 } } });
  expect(short.ways).toEqual({ text: 1, direct: 6 });
  expect(long.ways).toEqual({ text: 7, direct: 0 });
});

test('shares nothing with the store', async () => {
  const { documents } = await aTable(true);
  const list = ['kept'];
  const Key = { pk: 'o-1', sk: 1 };
  await documents.send(new PutCommand({ TableName: 'Orders', Item: { ...Key, list } }));
  list.push('added to the input');
  const { Item } = await documents.send(new GetCommand({ TableName: 'Orders', Key }));
  Item?.list.push('added to the answer');

  expect((await documents.send(new GetCommand({ TableName: 'Orders', Key }))).Item?.list).toEqual(['kept']);
});

test('walks the whole path while faults are set, and once someone adds a step', async () => {
  const { documents, faults, ways } = await aTable(true);
  const get = () => documents.send(new GetCommand({ TableName: 'Orders', Key: { pk: 'o-1', sk: 1 } }));
  const before = { ...ways };

  faults.add({ target: { service: 'dynamodb', operation: 'PutItem' }, kind: 'notApplied', error: 'never' });
  await get();
  const whileFaulty = ways.text - before.text;
  faults.clear();
  await get();
  const steps: string[] = [];
  const note = (step: string) => void steps.push(step);
  documents.middlewareStack.add(
    (next, context) => (args) => {
      note(context.commandName ?? '');
      return next(args);
    },
    { step: 'initialize' },
  );
  await get();

  expect(whileFaulty).toBe(1);
  expect(steps).toEqual(['GetItemCommand']);
  expect([ways.text - before.text, ways.direct - before.direct]).toEqual([2, 1]);
});

test('leaves a client on another transport alone', () => {
  const client = new DynamoDBClient({ region: 'eu-west-1' });
  const steps = client.middlewareStack.identify();

  streamline(client);

  expect(client.middlewareStack.identify()).toEqual(steps);
});
