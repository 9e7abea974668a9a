/** UntagResource, on tables. Source: DynamoDB API Reference, UntagResource. */
import type { Operation } from '../database';
import { validationError } from '../errors';
import { list, text } from '../requests/scalars';
import { constraint, constraintError, optional, readRequest, structure } from '../requests/shape';
import { tableNameOf, taggedTable } from '../tables/tagged-table';

const UNTAG_RESOURCE = structure({ ResourceArn: optional(text()), TagKeys: optional(list(text())) });

export const untagResource: Operation = async (database, input) => {
  const { ResourceArn, TagKeys } = readRequest(UNTAG_RESOURCE, input);
  const name = tableNameOf(ResourceArn);
  if (TagKeys === undefined) throw constraintError([constraint(null, 'tagKeys', 'Member must not be null')]);
  if (TagKeys.length === 0) throw validationError('Atleast one Tag Key needs to be provided as Input.');
  const { record } = taggedTable(database, name, ResourceArn);
  await database.catalog.put({ ...record, Tags: record.Tags.filter(({ Key }) => !TagKeys.includes(Key)) });
  return {};
};
