import { itemBytes, valueBytes } from '../../../../local/dynamodb/values/item-size';

test.each([
  [{ S: 'abc' }, 3],
  [{ S: 'é' }, 2],
  [{ N: '0' }, 1],
  [{ N: '1' }, 2],
  [{ N: '12' }, 2],
  [{ N: '123' }, 3],
  [{ N: '-123' }, 4],
  [{ N: '1.2' }, 3],
  [{ N: '1000000' }, 2],
  [{ B: 'AQID' }, 3],
  [{ BOOL: true }, 1],
  [{ NULL: true }, 1],
  [{ SS: ['ab', 'c'] }, 3],
  [{ NS: ['1', '22'] }, 4],
  [{ BS: ['AQ==', 'AQI='] }, 3],
  [{ L: [] }, 3],
  [{ L: [{ S: 'ab' }] }, 6],
  [{ M: {} }, 3],
  [{ M: { ab: { S: 'c' } } }, 7],
])('counts %j as %i bytes', (value, bytes) => {
  expect(valueBytes(value)).toBe(bytes);
});

test('counts the names of an item in UTF-8', () => {
  expect(itemBytes({ pk: { S: 'a' }, é: { S: 'b' } })).toBe(3 + 3);
});
