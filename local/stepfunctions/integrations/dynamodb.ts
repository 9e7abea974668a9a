/** Developer Guide, "Perform DynamoDB CRUD operations with Step Functions". */
import type { Json, JsonObject } from '../../../lib/units';
import { isObject } from '../json';
import { optimized } from './optimized';

const call = (operation: string) => optimized({ service: 'dynamodb', operation, request: withTextualScalars });

export const dynamodb = {
  getItem: call('GetItem'),
  putItem: call('PutItem'),
  updateItem: call('UpdateItem'),
  deleteItem: call('DeleteItem'),
};

/** Numbers of a state's data may stand where DynamoDB takes them as text (`{"N": 5}`). */
export function withTextualScalars(request: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(request).map(([field, value]) => [field, textual(value, field)]));
}

function textual(value: Json, field: string): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json) => textual(item, field === 'NS' || field === 'SS' ? field.slice(0, 1) : ''));
  }
  if (isObject(value)) return withTextualScalars(value);
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  return scalar && (field === 'N' || field === 'S') ? String(value) : value;
}
