import type { JsonObject } from '../../../lib/units';
import { attributeDefinitions, corner, each, keySchema, table } from './corner-case';

const create = (...inputs: readonly JsonObject[]) =>
  inputs.map((input) => {
    const [operation, members] = table({ pk: 'S' }, input);
    return [operation, members] as const;
  });
const index = (
  IndexName: string,
  hash: string,
  range?: string,
  Projection: JsonObject = { ProjectionType: 'ALL' },
) => ({
  IndexName,
  KeySchema: keySchema(hash, range),
  Projection,
});
const UNITS = { ReadCapacityUnits: 1, WriteCapacityUnits: 2 };
const NAMED = (...names: readonly string[]) => names.map((TableName) => ({ TableName }));

export const TABLE_CASES = [
  corner(
    'what CreateTable refuses',
    ['CreateTable', {}],
    ...create(
      { TableName: 'ab' },
      { TableName: 'a b c' },
      { TableName: 'x'.repeat(256) },
      { TableName: null },
      { AttributeDefinitions: [] },
      { AttributeDefinitions: attributeDefinitions({ other: 'S' }) },
      { AttributeDefinitions: attributeDefinitions({ pk: 'S', other: 'S' }) },
      { AttributeDefinitions: attributeDefinitions({ pk: 'X' }) },
      { KeySchema: [] },
      { KeySchema: keySchema('pk', 'sk') },
      { KeySchema: keySchema('pk', 'pk'), AttributeDefinitions: attributeDefinitions({ pk: 'S', sk: 'S' }) },
      { KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }] },
      {
        KeySchema: [...keySchema('pk'), ...keySchema('sk')],
        AttributeDefinitions: attributeDefinitions({ pk: 'S', sk: 'S' }),
      },
      { BillingMode: 'FREE' },
      { BillingMode: 'PROVISIONED' },
      { ProvisionedThroughput: UNITS },
      { BillingMode: 'PROVISIONED', ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 1 } },
      { BillingMode: 'PROVISIONED', ProvisionedThroughput: { ReadCapacityUnits: 1 } },
      {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 1_000_000_000_001, WriteCapacityUnits: 1 },
      },
      { LocalSecondaryIndexes: [] },
      { GlobalSecondaryIndexes: [] },
      { LocalSecondaryIndexes: [index('abc', 'pk', 'l')] },
      { GlobalSecondaryIndexes: [index('abc', 'g')] },
      { GlobalSecondaryIndexes: [index('abc', 'pk', undefined, {})] },
      { GlobalSecondaryIndexes: [index('abc', 'pk', undefined, { ProjectionType: 'ALL', NonKeyAttributes: ['a'] })] },
      { GlobalSecondaryIndexes: [index('abc', 'pk', undefined, { ProjectionType: 'INCLUDE' })] },
      { GlobalSecondaryIndexes: [index('abc', 'pk', undefined, { ProjectionType: 'SOME' })] },
      { GlobalSecondaryIndexes: [index('abc', 'pk'), index('abc', 'pk')] },
      { GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, at) => index(`index${at}`, 'pk')) },
      { GlobalSecondaryIndexes: [index('ab', 'pk')] },
      { KeySchema: 'x' },
      { AttributeDefinitions: { a: 1 } },
      { ProvisionedThroughput: 'x' },
    ),
  ),
  corner(
    'a table from its beginning to its end',
    ...create({ BillingMode: 'PROVISIONED', ProvisionedThroughput: UNITS }),
    ...create({ BillingMode: 'PROVISIONED', ProvisionedThroughput: UNITS }),
    ...each('DescribeTable', ...NAMED('Items', 'Missing', 'x'), {}),
    ...each(
      'ListTables',
      {},
      { Limit: 0 },
      { Limit: 101 },
      { ExclusiveStartTableName: 'A' },
      { ExclusiveStartTableName: 'Items' },
    ),
    ...each('ListTables', { ExclusiveStartTableName: 'ZZZ' }, { Limit: 1 }),
    ...each('DescribeTimeToLive', ...NAMED('Items', 'Missing')),
    ...each('DeleteTable', ...NAMED('Missing', 'Items', 'Items'), {}),
  ),
  corner(
    'an indexed table',
    table(
      { pk: 'S', sk: 'B' },
      {
        AttributeDefinitions: attributeDefinitions({ pk: 'S', sk: 'B', l: 'N' }),
        LocalSecondaryIndexes: [index('local', 'pk', 'l', { ProjectionType: 'INCLUDE', NonKeyAttributes: ['b', 'a'] })],
        GlobalSecondaryIndexes: [index('global', 'sk', 'pk', { ProjectionType: 'KEYS_ONLY' })],
      },
    ),
    ...each('DescribeTable', ...NAMED('Items')),
  ),
  corner(
    'UpdateTable',
    ...create({ BillingMode: 'PROVISIONED', ProvisionedThroughput: UNITS }),
    ...each(
      'UpdateTable',
      {},
      { TableName: 'Items' },
      { TableName: 'Missing', ProvisionedThroughput: UNITS },
      { TableName: 'Items', ProvisionedThroughput: UNITS },
      { TableName: 'Items', ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 1 } },
      { TableName: 'Items', ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 3 } },
      { TableName: 'Items', GlobalSecondaryIndexUpdates: [] },
      { TableName: 'Items', GlobalSecondaryIndexUpdates: [{}] },
      {
        TableName: 'Items',
        GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'abc', ProvisionedThroughput: UNITS } }],
      },
      {
        TableName: 'Items',
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'abc' } }, { Delete: { IndexName: 'abc' } }],
      },
      { TableName: 'Items', BillingMode: 'PROVISIONED' },
      { TableName: 'Items', BillingMode: 'PAY_PER_REQUEST' },
    ),
  ),
  corner(
    'tags',
    ...create({}),
    ...each(
      'TagResource',
      {},
      { ResourceArn: 'x' },
      { ResourceArn: ARN('Items') },
      { ResourceArn: ARN('Items'), Tags: [] },
      { ResourceArn: ARN('Missing'), Tags: [{ Key: 'a', Value: 'b' }] },
      {
        ResourceArn: ARN('Items'),
        Tags: [
          { Key: 'a', Value: 'b' },
          { Key: 'c', Value: 'd' },
        ],
      },
      { ResourceArn: ARN('Items'), Tags: [{ Key: 'a', Value: 'e' }] },
    ),
    ...each(
      'ListTagsOfResource',
      {},
      { ResourceArn: 'x' },
      { ResourceArn: ARN('Missing') },
      { ResourceArn: ARN('Items') },
    ),
    ...each(
      'UntagResource',
      {},
      { ResourceArn: ARN('Items') },
      { ResourceArn: ARN('Items'), TagKeys: [] },
      { ResourceArn: ARN('Items'), TagKeys: ['a', 'z'] },
    ),
    ...each('ListTagsOfResource', { ResourceArn: ARN('Items') }),
  ),
];

function ARN(name: string): string {
  return `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
}
