/**
 * Operations that tell of what cannot be here: replicas, exports, imports and destinations in Kinesis. Each has one true
 * answer, and that is it. Source: DynamoDB API Reference, the page of each operation.
 */
import { AwsError } from '../../service';
import type { Operation } from '../database';
import * as members from '../requests/members';
import { text } from '../requests/scalars';
import { readRequest, required, structure } from '../requests/shape';

export const listGlobalTables: Operation = () => ({ GlobalTables: [] });
export const listExports: Operation = () => ({ ExportSummaries: [] });
export const listImports: Operation = () => ({ ImportSummaryList: [] });

const GLOBAL_TABLE = structure({ GlobalTableName: required(members.indexName) });

export const describeGlobalTable: Operation = (_database, input) => {
  const { GlobalTableName } = readRequest(GLOBAL_TABLE, input);
  throw new AwsError('GlobalTableNotFoundException', `Global table not found: ${GlobalTableName}`);
};

const ARN = required(text({ min: 37, max: 1024 }));
const EXPORT = structure({ ExportArn: ARN });
const IMPORT = structure({ ImportArn: ARN });

export const describeExport: Operation = (_database, input) => {
  const { ExportArn } = readRequest(EXPORT, input);
  throw new AwsError('ExportNotFoundException', `Export not found: ${ExportArn}`);
};

export const describeImport: Operation = (_database, input) => {
  const { ImportArn } = readRequest(IMPORT, input);
  throw new AwsError('ImportNotFoundException', `Import not found: ${ImportArn}`);
};

const KINESIS = structure({ TableName: members.tableName });

export const describeKinesisStreamingDestination: Operation = (database, input) => ({
  TableName: database.catalog.named(readRequest(KINESIS, input).TableName).name,
  KinesisDataStreamDestinations: [],
});
