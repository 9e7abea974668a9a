/** The tables that random requests go to. */
import type { JsonObject } from '../../../lib/units';
import type { Request } from '../request';

const key = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];
const defined = (types: { readonly [name: string]: 'S' | 'N' | 'B' }) =>
  Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

export const PLAIN = 'Plain';
export const RANGED = 'Ranged';

const TABLES: readonly JsonObject[] = [
  {
    TableName: PLAIN,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: defined({ pk: 'S' }),
    KeySchema: key('pk'),
  },
  {
    TableName: RANGED,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: defined({ pk: 'S', sk: 'N', l: 'S', g: 'S', n: 'N' }),
    KeySchema: key('pk', 'sk'),
    LocalSecondaryIndexes: [
      {
        IndexName: 'local',
        KeySchema: key('pk', 'l'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
      },
    ],
    GlobalSecondaryIndexes: [
      { IndexName: 'global', KeySchema: key('g', 'n'), Projection: { ProjectionType: 'ALL' } },
      { IndexName: 'keysOnly', KeySchema: key('g'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  },
];

export const createTables: readonly Request[] = TABLES.map((input) => ({ operation: 'CreateTable', input }));
