/** Members of the requests that define tables. */
import type { JsonObject } from '../../../lib/units';
import { AwsError } from '../../service';
import { validationError } from '../errors';
import { attributeNameLengths, indexName } from './members';
import { flag, integer, list, oneOf, stringOf, text } from './scalars';
import { optional, required, structure } from './shape';

export const provisionedThroughput = optional(
  structure({
    WriteCapacityUnits: required(integer({ min: 1 }, 'Long')),
    ReadCapacityUnits: required(integer({ min: 1 }, 'Long')),
  }),
);
export const onDemandThroughput = optional(
  structure({
    MaxReadRequestUnits: optional(integer({}, 'Long')),
    MaxWriteRequestUnits: optional(integer({}, 'Long')),
  }),
);
export const warmThroughput = optional(
  structure({
    ReadUnitsPerSecond: optional(integer({}, 'Long')),
    WriteUnitsPerSecond: optional(integer({}, 'Long')),
  }),
);
export const billingMode = optional(oneOf('PROVISIONED', 'PAY_PER_REQUEST'));

export const attributeDefinitions = list(
  structure({
    AttributeName: required(text(attributeNameLengths)),
    AttributeType: required(oneOf('B', 'N', 'S')),
  }),
);
const keySchemaElement = structure({
  AttributeName: required(text(attributeNameLengths)),
  KeyType: required(oneOf('HASH', 'RANGE')),
});
export const keySchema = required(list(keySchemaElement, { min: 1, max: 2 }));
/** "Each global secondary index supports up to 4 partition keys and up to 4 sort keys." */
const globalKeySchema = required(list(keySchemaElement, { min: 1, max: 8 }));
const projection = required(
  structure({
    ProjectionType: optional(oneOf('ALL', 'INCLUDE', 'KEYS_ONLY')),
    NonKeyAttributes: optional(list(text(attributeNameLengths), { min: 1, max: 20 })),
  }),
);

const index = { IndexName: required(indexName), KeySchema: keySchema, Projection: projection };
export const localIndex = structure(index);
const indexThroughput = {
  ProvisionedThroughput: provisionedThroughput,
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
};
export const globalIndex = structure({ ...index, KeySchema: globalKeySchema, ...indexThroughput });
export const globalIndexUpdate = structure({
  Update: optional(structure({ IndexName: required(indexName), ...indexThroughput })),
  Create: optional(globalIndex),
  Delete: optional(structure({ IndexName: required(indexName) })),
});

export const streamSpecification = optional(
  structure({
    StreamEnabled: required(flag),
    StreamViewType: optional(oneOf('NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY')),
  }),
);
export const sseSpecification = optional(
  structure({ Enabled: optional(flag), SSEType: optional(oneOf('AES256', 'KMS')), KMSMasterKeyId: optional(text()) }),
);
export const tableClass = optional(oneOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS'));
/** Of a backup. */
export const backupArn = required(text({ min: 37, max: 1024 }));
export const tag = structure({ Key: required(text({ min: 1, max: 128 })), Value: required(text({ max: 256 })) });

/** What the model has no part of is refused, not passed over. */
export function refuseUnmodelled(operation: string, input: JsonObject, unmodelled: readonly string[]): void {
  const given = unmodelled.find((member) => input[member] !== undefined && input[member] !== null);
  if (given === undefined) return;
  throw new AwsError('UnknownOperationException', `${operation} with ${given} is not modelled`);
}

/** Operations on tables complain of the name before anything else, and in words of their own. */
export function checkTableName({ TableName }: JsonObject): void {
  if (TableName === undefined || TableName === null) {
    throw validationError("The parameter 'TableName' is required but was not present in the request");
  }
  const name = stringOf(TableName);
  if (!name.startsWith('arn:') && (name.length < 3 || name.length > 255)) {
    throw validationError('TableName must be at least 3 characters long and at most 255 characters long');
  }
}
