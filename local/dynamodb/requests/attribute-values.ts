/** The JSON types of attribute values (a wrong one is a SerializationException); their content is `values/canonical`. */
import type { Json, JsonObject } from '../../../lib/units';
import { serializationError } from '../errors';
import type { AttributeValue, Item } from '../values/attribute-value';
import { arrayOf, flagOf, stringOf } from './scalars';
import { objectOf, type Shape } from './shape';

/** An attribute value as it came, with however many of the members, each of its own JSON type. */
export type RawValue = AttributeValue;
export type RawItem = Item;

const ATTRIBUTE_VALUE = 'com.amazonaws.dynamodb.v20120810.AttributeValue';

export const attributeValue: Shape<RawValue> = {
  reads: 'structure',
  read(value) {
    checkValue(value);
    return value as unknown as RawValue;
  },
};

export const attributeMap: Shape<RawItem> = {
  reads: 'collection',
  read(value) {
    checkMap(value);
    return value as unknown as RawItem;
  },
};

const MEMBERS: { readonly [member: string]: (value: Json) => unknown } = {
  S: stringOf,
  N: stringOf,
  B: checkBlob,
  BOOL: flagOf,
  NULL: flagOf,
  SS: (value) => arrayOf(value).forEach(stringOf),
  NS: (value) => arrayOf(value).forEach(stringOf),
  BS: (value) => arrayOf(value).forEach(checkBlob),
  L: (value) => arrayOf(value).forEach(checkValue),
  M: checkMap,
};

function checkValue(value: Json): void {
  const members = objectOf(value, `class ${ATTRIBUTE_VALUE}`);
  if (typeof members.S === 'string') {
    // The commonest value, checked without walking the members twice.
    if (Object.keys(members).length === 1) return;
  }
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (member !== undefined && member !== null) MEMBERS[name]?.(member);
  }
}

function checkMap(value: Json): void {
  if (typeof value !== 'object' || value === null) throw serializationError('Unexpected field type');
  const fields: JsonObject = objectOf(value, `java.util.Map<java.lang.String, ${ATTRIBUTE_VALUE}>`);
  for (const name of Object.keys(fields)) {
    const field = fields[name];
    if (field !== undefined && field !== null) checkValue(field);
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function checkBlob(value: Json): void {
  if (typeof value === 'number' || typeof value === 'boolean') {
    throw serializationError('only base-64-encoded strings are convertible to bytes');
  }
  if (typeof value !== 'string') {
    throw serializationError(
      Array.isArray(value)
        ? 'Unrecognized collection type class java.nio.ByteBuffer'
        : 'Start of structure or map found where not expected',
    );
  }
  if (value.length % 4 !== 0) {
    throw serializationError(`Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`);
  }
  // The spelling "dectected" is the service's.
  if (!BASE64.test(value)) throw serializationError('Invalid last non-pad Base64 character dectected');
}
