import type { AttributeValue, Item } from '../../../../local/dynamodb/values/attribute-value';
import { canonicalItem } from '../../../../local/dynamodb/values/canonical';

const messageOf = (item: Item) => {
  try {
    canonicalItem(item);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};
const nested = (depth: number): AttributeValue => (depth === 0 ? { S: 'x' } : { L: [nested(depth - 1)] });

test('writes numbers in one way and copies the rest', () => {
  const inner = { list: { L: [{ N: '1.0' }, { SS: ['b', 'a'] }] } };

  const copy = canonicalItem({ a: { N: '+1e2' }, m: { M: inner } });

  expect(copy).toEqual({ a: { N: '100' }, m: { M: { list: { L: [{ N: '1' }, { SS: ['b', 'a'] }] } } } });
  expect(inner.list.L[0]).toEqual({ N: '1.0' });
});

const INVALID = 'One or more parameter values were invalid: ';

test.each([
  [{} as AttributeValue, 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'],
  [
    { S: 'a', N: '1' },
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  ],
  [{ NULL: false }, `${INVALID}Null attribute value types must have the value of true`],
  [{ SS: [] }, `${INVALID}An string set  may not be empty`],
  [{ NS: [] }, `${INVALID}An number set  may not be empty`],
  [{ BS: [] }, `${INVALID}Binary sets should not be empty`],
  [{ SS: ['a', 'a'] }, `${INVALID}Input collection [a, a] contains duplicates.`],
  [{ NS: ['1', '1.0'] }, 'Input collection contains duplicates'],
  [{ BS: ['AQ==', 'AQ=='] }, `${INVALID}Input collection [AQ==, AQ==]of type BS contains duplicates.`],
  [{ N: '' }, 'The parameter cannot be converted to a numeric value'],
  [{ N: 'x' }, 'The parameter cannot be converted to a numeric value: x'],
  [{ N: '1e126' }, 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
  [{ N: '1e-131' }, 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
  [{ N: '1'.repeat(39) }, 'Attempting to store more than 38 significant digits in a Number'],
  [nested(33), 'Nesting Levels have exceeded supported limits'],
])('refuses %j', (value, message) => {
  expect(messageOf({ a: value })).toBe(message);
});

test('takes an empty string, an empty binary and 32 levels', () => {
  expect(messageOf({ a: { S: '' }, b: { B: '' }, c: nested(32) })).toBe('accepted');
});
