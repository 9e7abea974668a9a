/** Random requests on items. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../lib/units';
import type { Request } from '../request';
import { condition, keyCondition, projection, update } from './expressions';
import * as legacy from './legacy';
import { bindings } from './placeholders';
import { PLAIN, RANGED } from './tables';
import { anyValue, HASHES, RANGES, value } from './values';

type Members = fc.Arbitrary<JsonObject>;

const hash = fc.constantFrom<JsonObject>(...HASHES);
const range = fc.constantFrom<JsonObject>(...RANGES);
const table = fc.constantFrom(PLAIN, RANGED);
const mostly = <T>(arbitrary: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary, weight: 40 }, { arbitrary: other, weight: 1 });

/** The optional members of a record that are absent are no members at all. */
const whole = (record: fc.Arbitrary<{ readonly [name: string]: Json | undefined }>): Members =>
  record.map((each) => {
    const present: { [name: string]: Json } = {};
    for (const [name, member] of Object.entries(each)) if (member !== undefined) present[name] = member;
    return present;
  });

const keyOf = (tableName: string): Members =>
  mostly(
    whole(tableName === PLAIN ? fc.record({ pk: hash }) : fc.record({ pk: hash, sk: range })),
    whole(fc.record({ pk: anyValue, sk: anyValue }, { requiredKeys: [] })),
  );
const attributes: Members = whole(
  fc.record(
    {
      a: anyValue,
      b: anyValue,
      c: value,
      m: value,
      l: mostly(fc.constantFrom<JsonObject>({ S: 'x' }, { S: 'y' }), value),
      g: mostly(fc.constantFrom<JsonObject>({ S: 'g1' }, { S: 'a' }), value),
      n: mostly(range, value),
      size: value,
    },
    { requiredKeys: [] },
  ),
);
const itemOf = (tableName: string): Members =>
  fc.tuple(keyOf(tableName), attributes).map(([key, rest]) => ({ ...rest, ...key }));

/** Members that a request has or has not. */
const perhaps = (members: { readonly [name: string]: fc.Arbitrary<Json> }): Members =>
  whole(
    fc.record(
      Object.fromEntries(
        Object.entries(members).map(([name, member]) => [name, fc.option(member, { nil: undefined, freq: 2 })]),
      ),
    ),
  );

const capacity = fc.constantFrom('NONE', 'TOTAL', 'INDEXES');
const oldOrNone = mostly(fc.constantFrom('ALL_OLD', 'NONE'), fc.constantFrom('ALL_NEW', 'UPDATED_OLD', 'x'));
const returned = fc.constantFrom('NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW');

/** Puts what the expressions name beside them. */
const bound = (members: JsonObject): JsonObject => ({
  ...members,
  ...bindings(
    ...['ConditionExpression', 'UpdateExpression', 'FilterExpression', 'KeyConditionExpression', 'ProjectionExpression']
      .map((name) => members[name])
      .filter((text) => typeof text === 'string'),
  ),
});
const request = (operation: string, members: Members): fc.Arbitrary<Request> =>
  members.map((input) => ({ operation, input: bound(input) }));
const merged = (...members: readonly Members[]): Members =>
  fc.tuple(...members).map((all) => Object.assign({}, ...all) as JsonObject);
const onTable = (members: (tableName: string) => Members): Members =>
  table.chain((TableName) => merged(fc.constant({ TableName }), members(TableName)));

const written = { ReturnConsumedCapacity: capacity, ReturnItemCollectionMetrics: fc.constantFrom('SIZE', 'NONE') };

const put = request(
  'PutItem',
  onTable((name) =>
    merged(
      itemOf(name).map((Item) => ({ Item })),
      perhaps({ ConditionExpression: condition, ReturnValues: oldOrNone, ...written }),
    ),
  ),
);
const remove = request(
  'DeleteItem',
  onTable((name) =>
    merged(
      keyOf(name).map((Key) => ({ Key })),
      perhaps({ ConditionExpression: condition, ReturnValues: oldOrNone, ...written }),
    ),
  ),
);
const change = request(
  'UpdateItem',
  onTable((name) =>
    merged(
      fc.record({ Key: keyOf(name), UpdateExpression: update }),
      perhaps({ ConditionExpression: condition, ReturnValues: returned, ...written }),
    ),
  ),
);
const get = request(
  'GetItem',
  onTable((name) =>
    merged(
      keyOf(name).map((Key) => ({ Key })),
      perhaps({ ProjectionExpression: projection, ConsistentRead: fc.boolean(), ReturnConsumedCapacity: capacity }),
    ),
  ),
);

const batchGet = request(
  'BatchGetItem',
  merged(
    fc
      .uniqueArray(table, { minLength: 1, maxLength: 2 })
      .chain((names) =>
        fc.record(
          Object.fromEntries(
            names.map((name) => [
              name,
              merged(
                fc.array(keyOf(name), { minLength: 1, maxLength: 3 }).map((Keys) => ({ Keys })),
                perhaps({ ConsistentRead: fc.boolean(), ProjectionExpression: projection }),
              ).map(bound),
            ]),
          ),
        ),
      )
      .map((RequestItems): JsonObject => ({ RequestItems })),
    perhaps({ ReturnConsumedCapacity: capacity }),
  ),
);
const batchWrite = request(
  'BatchWriteItem',
  merged(
    fc
      .uniqueArray(table, { minLength: 1, maxLength: 2 })
      .chain((names) =>
        fc.record(
          Object.fromEntries(
            names.map((name) => [
              name,
              fc.array(
                fc.oneof(
                  itemOf(name).map((Item): JsonObject => ({ PutRequest: { Item } })),
                  keyOf(name).map((Key): JsonObject => ({ DeleteRequest: { Key } })),
                ),
                { minLength: 1, maxLength: 3 },
              ),
            ]),
          ),
        ),
      )
      .map((RequestItems): JsonObject => ({ RequestItems })),
    perhaps(written),
  ),
);

const S = [':s', ':s2', ':s3', ':empty'];
const N = [':zero', ':one', ':two', ':big', ':s'];
const selected = {
  Select: fc.constantFrom('ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT', 'SPECIFIC_ATTRIBUTES'),
  FilterExpression: condition,
  ProjectionExpression: projection,
  ConsistentRead: fc.boolean(),
  Limit: fc.constantFrom(1, 2, 3, 10),
  ReturnConsumedCapacity: capacity,
};
const queried = (TableName: string, IndexName: string | undefined, keys: fc.Arbitrary<string>) =>
  merged(
    keys.map((KeyConditionExpression) => ({ TableName, KeyConditionExpression, ...(IndexName && { IndexName }) })),
    perhaps({ ...selected, ScanIndexForward: fc.boolean() }),
  );
const query = request(
  'Query',
  fc.oneof(
    queried(PLAIN, undefined, keyCondition('pk', S)),
    { arbitrary: queried(RANGED, undefined, keyCondition('pk', S, 'sk', N)), weight: 3 },
    queried(RANGED, 'local', keyCondition('pk', S, '#l', S)),
    queried(RANGED, 'global', keyCondition('g', S, 'n', N)),
    queried(RANGED, 'keysOnly', keyCondition('#g', S)),
  ),
);
const scan = request(
  'Scan',
  merged(
    mostly(
      fc.constantFrom<JsonObject>(
        { TableName: PLAIN },
        { TableName: RANGED },
        { TableName: RANGED, IndexName: 'local' },
        { TableName: RANGED, IndexName: 'global' },
        { TableName: RANGED, IndexName: 'keysOnly' },
      ),
      fc.constantFrom<JsonObject>({ TableName: 'Missing' }, { TableName: RANGED, IndexName: 'missing' }),
    ),
    perhaps(selected),
  ),
);

const old = fc.oneof(
  request(
    'PutItem',
    onTable((name) =>
      merged(
        itemOf(name).map((Item) => ({ Item })),
        perhaps({ ...legacy.expectation, ReturnValues: oldOrNone }),
      ),
    ),
  ),
  request(
    'UpdateItem',
    onTable((name) =>
      merged(
        fc.record({ Key: keyOf(name), AttributeUpdates: legacy.updates }),
        perhaps({ ...legacy.expectation, ReturnValues: returned }),
      ),
    ),
  ),
  request(
    'Scan',
    merged(
      fc.constant({ TableName: RANGED }),
      perhaps({ ScanFilter: legacy.filter, ...legacy.joined, AttributesToGet: legacy.names }),
    ),
  ),
  request(
    'Query',
    merged(
      fc.constant({ TableName: RANGED }),
      legacy.keyConditions.map((KeyConditions) => ({ KeyConditions })),
      perhaps({ QueryFilter: legacy.filter, ...legacy.joined, AttributesToGet: legacy.names }),
    ),
  ),
);

const WRONG: readonly Json[] = [
  null,
  '',
  'x',
  0,
  -1,
  1.5,
  true,
  [],
  {},
  ['a'],
  { a: 1 },
  'ALL_OLD',
  '1234567890'.repeat(26),
];

/** One member of the input, at any depth, is another than it should be or is not there. */
const damaged = (sound: fc.Arbitrary<Request>): fc.Arbitrary<Request> =>
  fc
    .tuple(sound, fc.nat(1000), fc.constantFrom<Json | undefined>(undefined, ...WRONG))
    .map(([{ operation, input }, at, wrong]) => {
      const places = placesIn(input);
      return { operation, input: replaced(input, places[at % Math.max(1, places.length)] ?? [], wrong) as JsonObject };
    });

type Place = readonly string[];
const placesIn = (value: Json, above: Place = []): readonly Place[] =>
  typeof value !== 'object' || value === null || Array.isArray(value) || above.at(-1) === 'ExpressionAttributeNames'
    ? []
    : Object.entries(value).flatMap(([name, inner]) => [
        [...above, name],
        ...placesIn(inner ?? null, [...above, name]),
      ]);

function replaced(value: Json, [name, ...rest]: Place, by: Json | undefined): Json | undefined {
  if (name === undefined) return by;
  const { [name]: inner, ...others } = value as JsonObject;
  const next = replaced(inner ?? null, rest, by);
  return next === undefined ? others : { ...(value as JsonObject), [name]: next };
}

const sound = fc.oneof(
  { arbitrary: put, weight: 8 },
  { arbitrary: change, weight: 8 },
  { arbitrary: remove, weight: 2 },
  { arbitrary: get, weight: 3 },
  { arbitrary: query, weight: 8 },
  { arbitrary: scan, weight: 4 },
  { arbitrary: batchGet, weight: 2 },
  { arbitrary: batchWrite, weight: 2 },
  { arbitrary: old, weight: 4 },
);

export const requests = fc.array(fc.oneof({ arbitrary: sound, weight: 12 }, { arbitrary: damaged(sound), weight: 1 }), {
  minLength: 1,
  maxLength: 40,
  size: 'max',
});
