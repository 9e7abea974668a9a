import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import type { JsonObject } from '../../../lib/units';
import { type KeyNodes, translationFor } from '../../../local/wire/documents';
import { fromItemJson, toItemJson } from '../../../local/wire/item-json';

class Money {
  constructor(readonly cents: number) {}
}

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0, 2 ** 60, 10n, new Set(['a']), new Uint8Array([1]), new Money(5), () => 1),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('S', 'N', 'a', '__proto__', ''), tie('value'), { maxKeys: 3 }),
  ),
}));

const nodes = { input: { Item: {} }, output: { Item: {} } };
const outcome = (work: () => unknown) => {
  try {
    return { value: work() };
  } catch (error) {
    return { error: String(error) };
  }
};

test.each([true, false])('translates an item as the client does, or leaves it (removeUndefinedValues: %s)', (drop) => {
  const options = { removeUndefinedValues: drop };
  const translation = translationFor(nodes, { marshallOptions: options });
  let translated = 0;

  fc.assert(
    fc.property(value, (each) => {
      const ours = outcome(() => translation?.input({ TableName: 'T', Item: { each } }));
      if (ours.value === undefined && ours.error === undefined) return;
      translated++;
      const Item = outcome(() => marshall({ each }, options));
      // A document client leaves out an attribute that is undefined at the top.
      const theirs = each === undefined ? { value: {} } : Item;
      expect(ours).toEqual({ value: { TableName: 'T', Item: toItemJson(theirs.value) } });
    }),
    { numRuns: 500 },
  );

  expect(translated).toBeGreaterThan(200);
});

test('reads an answer as the client does, or leaves it', () => {
  const translation = translationFor(nodes);
  let translated = 0;

  fc.assert(
    fc.property(value, fc.constantFrom('7', '9007199254740993', '1e125', '-0.5'), (each, number) => {
      const item = outcome(() => marshall({ each }, { removeUndefinedValues: true }));
      if (item.value === undefined) return;
      const Item = { ...(toItemJson(item.value) as JsonObject), number: { N: number } };
      const ours = translation?.output({ Count: 1, Item });
      if (ours === undefined) return;
      translated++;
      const theirs = unmarshall(fromItemJson(Item) as Record<string, AttributeValue>);
      expect(ours).toEqual({ Count: 1, Item: theirs });
    }),
    { numRuns: 500 },
  );

  expect(translated).toBeGreaterThan(50);
});

test('leaves every setting that changes what values become to the client', () => {
  expect(translationFor(nodes, { marshallOptions: { convertEmptyValues: true } })).toBeUndefined();
  expect(translationFor(nodes, { marshallOptions: { convertClassInstanceToMap: true } })).toBeUndefined();
  expect(translationFor(nodes, { marshallOptions: { convertTopLevelContainer: false } })).toBeUndefined();
  expect(translationFor(nodes, { unmarshallOptions: { wrapNumbers: true } })).toBeUndefined();
  expect(translationFor(nodes, { unmarshallOptions: { convertWithoutMapWrapper: false } })).toBeUndefined();
  expect(translationFor(nodes, { marshallOptions: { convertEmptyValues: false } })).toBeDefined();
});

test('finds the values where the commands of the client say that they are', () => {
  const nodesOf = (command: object) => ({
    input: Reflect.get(command, 'inputKeyNodes') as KeyNodes,
    output: Reflect.get(command, 'outputKeyNodes') as KeyNodes,
  });
  const put = new PutCommand({
    TableName: 'T',
    Item: { pk: 'a' },
    ReturnValues: undefined,
    Expected: { pk: { Value: 'a', AttributeValueList: [1, 'b'], Exists: false } },
  });
  const transaction = new TransactWriteCommand({
    TransactItems: [
      {
        Update: {
          TableName: 'T',
          Key: { pk: 'a' },
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': [] },
        },
      },
    ],
  });

  expect(translationFor(nodesOf(put))?.input(put.input)).toEqual({
    TableName: 'T',
    Item: { pk: { S: 'a' } },
    Expected: { pk: { Value: { S: 'a' }, AttributeValueList: [{ N: '1' }, { S: 'b' }], Exists: false } },
  });
  expect(translationFor(nodesOf(transaction))?.input(transaction.input)).toEqual({
    TransactItems: [
      {
        Update: {
          TableName: 'T',
          Key: { pk: { S: 'a' } },
          UpdateExpression: 'SET n = :n',
          ExpressionAttributeValues: { ':n': { L: [] } },
        },
      },
    ],
  });
});
