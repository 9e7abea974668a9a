/** Outbox rows as DynamoDB's stream delivers them. */
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { encodeOutbox } from '../../../lib/aws/outbox-item';
import type { OutboxRecord } from '../../../lib/saga/outbox';
import type { Json, JsonObject } from '../../../lib/units';

export const inserted = (record: OutboxRecord, sequenceNumber: string): DynamoDBRecord =>
  insertedRow(encodeOutbox(record), sequenceNumber);

export function insertedRow(row: JsonObject, sequenceNumber: string): DynamoDBRecord {
  return {
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: { SequenceNumber: sequenceNumber, NewImage: typed(row), StreamViewType: 'NEW_IMAGE' },
  };
}

export const stream = (...Records: DynamoDBRecord[]): DynamoDBStreamEvent => ({ Records });

const typed = (object: JsonObject): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, attribute(value)]));

function attribute(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return isList(value) ? { L: value.map(attribute) } : { M: typed(value) };
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
