/** Random histories against a plain map: what the table, its index and its stream hold must be what the map holds. */
import fc from 'fast-check';
import type { JsonObject } from '../../../lib/units';
import type { Item } from '../../../local/dynamodb/values/attribute-value';
import { ADatabase, aTableWithRange, n, STREAMED, s } from './a-database';

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
const TABLE = aTableWithRange('Orders', 'N', {
  ...STREAMED,
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'colour', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byColour',
      KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

interface Key {
  readonly pk: string;
  readonly sk: number;
}
type Step =
  | { readonly kind: 'put'; readonly key: Key; readonly colour: string | undefined; readonly onlyNew: boolean }
  | { readonly kind: 'add'; readonly key: Key; readonly amount: number; readonly below: number }
  | { readonly kind: 'delete'; readonly key: Key }
  | { readonly kind: 'transact'; readonly puts: readonly Key[]; readonly needs: Key };

const key = fc.record({ pk: fc.constantFrom('a', 'b', 'é'), sk: fc.integer({ min: -2, max: 2 }) });
const colour = fc.option(fc.constantFrom('red', 'blue'), { nil: undefined });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('put'), key, colour, onlyNew: fc.boolean() }),
  fc.record({ kind: fc.constant('add'), key, amount: fc.integer({ min: -3, max: 3 }), below: fc.nat(4) }),
  fc.record({ kind: fc.constant('delete'), key }),
  fc.record({
    kind: fc.constant('transact'),
    puts: fc.uniqueArray(key, { minLength: 1, maxLength: 3, selector: (each) => idOf(each) }),
    needs: key,
  }),
);

const idOf = ({ pk, sk }: Key) => `${pk}/${sk}`;
const keyItem = ({ pk, sk }: Key) => ({ pk: s(pk), sk: n(String(sk)) });
const countOf = (item: Item | undefined) => (item?.count1 && 'N' in item.count1 ? Number(item.count1.N) : undefined);

/** The model: what a step does to a map. */
function applyToMap(items: Map<string, Item>, each: Step): void {
  switch (each.kind) {
    case 'put': {
      if (each.onlyNew && items.has(idOf(each.key))) return;
      items.set(idOf(each.key), { ...keyItem(each.key), ...(each.colour && { colour: s(each.colour) }) });
      return;
    }
    case 'add': {
      const item = items.get(idOf(each.key));
      const count = countOf(item);
      if (count !== undefined && count >= each.below) return;
      items.set(idOf(each.key), { ...keyItem(each.key), ...item, count1: n(String((count ?? 0) + each.amount)) });
      return;
    }
    case 'delete':
      items.delete(idOf(each.key));
      return;
    case 'transact':
      if (!items.has(idOf(each.needs)) || each.puts.some((put) => idOf(put) === idOf(each.needs))) return;
      for (const put of each.puts) items.set(idOf(put), keyItem(put));
  }
}

function request(each: Step): readonly [string, JsonObject] {
  const TableName = 'Orders';
  switch (each.kind) {
    case 'put':
      return [
        'PutItem',
        {
          TableName,
          Item: { ...keyItem(each.key), ...(each.colour && { colour: s(each.colour) }) },
          ...(each.onlyNew && { ConditionExpression: 'attribute_not_exists(pk)' }),
        },
      ];
    case 'add':
      return [
        'UpdateItem',
        {
          TableName,
          Key: keyItem(each.key),
          UpdateExpression: 'ADD count1 :n',
          ConditionExpression: 'attribute_not_exists(count1) OR count1 < :b',
          ExpressionAttributeValues: { ':n': n(String(each.amount)), ':b': n(String(each.below)) },
        },
      ];
    case 'delete':
      return ['DeleteItem', { TableName, Key: keyItem(each.key) }];
    case 'transact':
      return [
        'TransactWriteItems',
        {
          TransactItems: [
            ...each.puts.map((put) => ({ Put: { TableName, Item: keyItem(put) } })),
            { ConditionCheck: { TableName, Key: keyItem(each.needs), ConditionExpression: 'attribute_exists(pk)' } },
          ],
        },
      ];
  }
}

const byId = (items: Iterable<Item>) =>
  new Map(
    [...items].map((item) => [JSON.stringify([item.pk, item.sk]), item] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function foldOfLog(database: ADatabase): readonly Item[] {
  const table = new Map<string, Item>();
  for (const { dynamodb } of database.dynamodb.streamRecords(ARN, undefined, 10_000)) {
    const id = JSON.stringify(dynamodb.Keys);
    expect(table.get(id)).toEqual(dynamodb.OldImage);
    if (dynamodb.NewImage === undefined) table.delete(id);
    else table.set(id, dynamodb.NewImage);
  }
  return [...table.values()];
}

test('any history leaves the table, its index and the fold of its stream as a plain map', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const database = new ADatabase();
      await database.call('CreateTable', TABLE);
      const model = new Map<string, Item>();

      for (const each of steps) {
        const [operation, input] = request(each);
        await database.call(operation, input).catch((error) => {
          if (!/ConditionalCheckFailed|TransactionCanceled|multiple operations/.test(`${error.code} ${error.message}`))
            throw error;
        });
        applyToMap(model, each);
      }

      expect(byId(database.items('Orders'))).toEqual(byId(model.values()));
      expect(byId(foldOfLog(database))).toEqual(byId(model.values()));
      const indexed = await database.call('Scan', { TableName: 'Orders', IndexName: 'byColour' });
      const coloured = [...model.values()].filter((item) => item.colour !== undefined);
      expect(byId(indexed.Items as unknown as Item[])).toEqual(byId(coloured));
    }),
    { numRuns: 60 },
  );
});
