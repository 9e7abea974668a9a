/** TagResource, UntagResource and ListTagsOfResource, on tables. Source: DynamoDB API Reference. */
import type { Database, Operation } from '../database';
import { resourceNotFound, validationError } from '../errors';
import { list, text } from '../requests/scalars';
import { optional, readRequest, structure } from '../requests/shape';
import { tag } from '../requests/table-members';
import type { Table } from '../tables/table';

const TAG_RESOURCE = structure({ ResourceArn: optional(text()), Tags: optional(list(tag)) });
const UNTAG_RESOURCE = structure({ ResourceArn: optional(text()), TagKeys: optional(list(text())) });
const LIST_TAGS_OF_RESOURCE = structure({ ResourceArn: optional(text()), NextToken: optional(text()) });

const TABLE_ARN = /^arn:aws:dynamodb:.+:\d+:table\/([^/]{3,})$/;

export const tagResource: Operation = async (database, input) => {
  const { ResourceArn, Tags } = readRequest(TAG_RESOURCE, input);
  const name = tableNameOf(ResourceArn);
  if (Tags === undefined) throw missing('tags');
  // The spelling "Atleast" is the service's.
  if (Tags.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
  const { record } = find(database, name, ResourceArn);
  const set = new Set(Tags.map(({ Key }) => Key));
  await database.catalog.put({ ...record, Tags: [...record.Tags.filter(({ Key }) => !set.has(Key)), ...Tags] });
  return {};
};

export const untagResource: Operation = async (database, input) => {
  const { ResourceArn, TagKeys } = readRequest(UNTAG_RESOURCE, input);
  const name = tableNameOf(ResourceArn);
  if (TagKeys === undefined) throw missing('tagKeys');
  if (TagKeys.length === 0) throw validationError('Atleast one Tag Key needs to be provided as Input.');
  const { record } = find(database, name, ResourceArn);
  await database.catalog.put({ ...record, Tags: record.Tags.filter(({ Key }) => !TagKeys.includes(Key)) });
  return {};
};

export const listTagsOfResource: Operation = (database, input) => {
  const { ResourceArn } = readRequest(LIST_TAGS_OF_RESOURCE, input);
  const { record } = find(database, tableNameOf(ResourceArn), ResourceArn);
  return { Tags: record.Tags.map(({ Key, Value }) => ({ Key, Value })) };
};

const missing = (member: string) =>
  validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );

function tableNameOf(arn: string | undefined): string {
  if (arn === undefined) throw validationError('Invalid TableArn');
  const name = TABLE_ARN.exec(arn)?.[1];
  if (name === undefined) throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  return name;
}

/** The spelling "ResourcArn" is the service's. */
function find(database: Database, tableName: string, arn: string | undefined): Table {
  const table = database.catalog.find(tableName);
  if (table === undefined || table.arn !== arn) throw resourceNotFound(`ResourcArn: ${arn} not found`);
  return table;
}
