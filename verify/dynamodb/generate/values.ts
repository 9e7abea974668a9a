/** Attribute values from a few that meet each other, and some that the service refuses. */
import fc from 'fast-check';
import type { JsonObject } from '../../../lib/units';

const text = fc.constantFrom('a', 'b', 'ab', 'é', '\u{1F600}', '\uffee', '~', 'A', '');
const number = fc.constantFrom(
  ...['0', '1', '-1', '2.5', '2.50', '-0', '1e3', '1E-2', '.5', '007', '10', '9', '-2.5', '123456789012345678'],
  ...['99999999999999999999999999999999999999', '1e125', '1e-130', '-9.9999999999999999999999999999999999999E+125'],
);
const badNumber = fc.constantFrom(
  '',
  'abc',
  '1e126',
  '1e-131',
  '1 ',
  '123456789012345678901234567890123456789',
  'NaN',
  '1e',
  '0x1',
);
const binary = fc.constantFrom('AQ==', 'AQI=', 'AgM=', '/w==', '');

const scalar: fc.Arbitrary<JsonObject> = fc.oneof(
  text.map((S) => ({ S })),
  number.map((N) => ({ N })),
  binary.map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true }),
);
const set: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
  fc.uniqueArray(fc.constantFrom('1', '2', '3.5', '-1'), { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
  fc.uniqueArray(binary, { minLength: 1, maxLength: 3 }).map((BS) => ({ BS })),
);
const refused: fc.Arbitrary<JsonObject> = fc.oneof(
  badNumber.map((N) => ({ N })),
  fc.constantFrom<JsonObject>(
    { SS: [] },
    { NS: [] },
    { BS: [] },
    { SS: ['a', 'a'] },
    { NS: ['1', '1.0'] },
    { BS: ['AQ==', 'AQ=='] },
    { NULL: false },
    {},
    { S: 'a', N: '1' },
    { X: 'a' },
    { NS: ['1', 'x'] },
    { S: null },
    { S: 1 },
    { BOOL: 'x' },
    { L: {} },
    { M: [] },
    { B: 'a' },
  ),
);

export const { value } = fc.letrec<{ value: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: scalar, weight: 8 },
    { arbitrary: set, weight: 3 },
    { arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((L): JsonObject => ({ L })), weight: 2 },
    {
      arbitrary: fc
        .dictionary(fc.constantFrom('a', 'b', 'size'), tie('value'), { maxKeys: 3 })
        .map((M): JsonObject => ({ M })),
      weight: 2,
    },
  ),
}));
export const anyValue = fc.oneof({ arbitrary: value, weight: 60 }, { arbitrary: refused, weight: 1 });

export const HASHES = [{ S: 'a' }, { S: 'b' }, { S: 'é' }] as const;
export const RANGES = [{ N: '0' }, { N: '-1' }, { N: '1' }, { N: '2.5' }, { N: '10' }, { N: '9' }] as const;
