/** ListTagsOfResource, on tables; a table's 50 tags fit in one answer. Source: DynamoDB API Reference. */
import type { Operation } from '../database';
import { text } from '../requests/scalars';
import { optional, readRequest, structure } from '../requests/shape';
import { tableNameOf, taggedTable } from '../tables/tagged-table';

const LIST_TAGS_OF_RESOURCE = structure({ ResourceArn: optional(text()), NextToken: optional(text()) });

export const listTagsOfResource: Operation = (database, input) => {
  const { ResourceArn } = readRequest(LIST_TAGS_OF_RESOURCE, input);
  const { record } = taggedTable(database, tableNameOf(ResourceArn), ResourceArn);
  return { Tags: record.Tags.map(({ Key, Value }) => ({ Key, Value })) };
};
