/** Plain JSON out of DynamoDB's typed attributes, as streams deliver them and cancellation reasons carry them. */
import type { Json, JsonObject } from '../units';

/** @throws Error where an attribute has a type that JSON has not: a set or binary data */
export function jsonOfItem(item: object): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, jsonOf(attribute, name)]));
}

function jsonOf(attribute: unknown, name: string): Json {
  const [[type, value] = ['nothing', undefined]] = Object.entries(Object(attribute));
  switch (type) {
    case 'S':
      return String(value);
    case 'N':
      return Number(value);
    case 'BOOL':
      return value === true;
    case 'NULL':
      return null;
    case 'L':
      return Array.isArray(value) ? value.map((element) => jsonOf(element, name)) : [];
    case 'M':
      return jsonOfItem(Object(value));
    default:
      throw new Error(`attribute '${name}' has the type ${type}, which JSON has not`);
  }
}
