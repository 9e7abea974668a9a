/** TagResource, on tables. Source: DynamoDB API Reference, TagResource. */
import type { Operation } from '../database';
import { validationError } from '../errors';
import { list, text } from '../requests/scalars';
import { constraint, constraintError, optional, readRequest, structure } from '../requests/shape';
import { tag } from '../requests/table-members';
import { tableNameOf, taggedTable } from '../tables/tagged-table';
import { withTags } from '../tables/tags';

const TAG_RESOURCE = structure({ ResourceArn: optional(text()), Tags: optional(list(tag)) });

export const tagResource: Operation = async (database, input) => {
  const { ResourceArn, Tags } = readRequest(TAG_RESOURCE, input);
  const name = tableNameOf(ResourceArn);
  if (Tags === undefined) throw constraintError([constraint(null, 'tags', 'Member must not be null')]);
  // The spelling "Atleast" is the service's.
  if (Tags.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
  const { record } = taggedTable(database, name, ResourceArn);
  await database.catalog.put({ ...record, Tags: withTags(record.Tags, Tags) });
  return {};
};
