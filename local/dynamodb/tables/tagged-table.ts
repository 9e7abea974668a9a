/** The table that an operation on tags means. Source: DynamoDB API Reference, TagResource, "ResourceArn". */
import type { Database } from '../database';
import { resourceNotFound, validationError } from '../errors';
import type { Table } from './table';

const TABLE_ARN = /^arn:aws:dynamodb:.+:\d+:table\/([^/]{3,})$/;

export function tableNameOf(arn: string | undefined): string {
  if (arn === undefined) throw validationError('Invalid TableArn');
  const name = TABLE_ARN.exec(arn)?.[1];
  if (name === undefined) throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  return name;
}

/** The spelling "ResourcArn" is the service's. */
export function taggedTable(database: Database, tableName: string, arn: string | undefined): Table {
  const table = database.catalog.find(tableName);
  if (table === undefined || table.arn !== arn) throw resourceNotFound(`ResourcArn: ${arn} not found`);
  return table;
}
