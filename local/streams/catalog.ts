/**
 * The streams that there are, as the tables tell of them: the latest of each table. A disabled one can still be read
 * until its records expire; the stream of a deleted table, or one that the table has replaced, is not found here.
 */
import type { JsonObject } from '../../lib/units';
import type { DynamoDB } from '../dynamodb/dynamodb';
import { AwsError, CLIENT } from '../service';
import { streamNotFound } from './errors';

export interface Stream {
  readonly arn: string;
  readonly tableName: string;
  /** When it was enabled, ISO 8601 without zone. */
  readonly label: string;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly viewType: string;
  readonly keySchema: JsonObject['KeySchema'];
}

/** Of a table's or a stream's ARN. */
const tableNameIn = (arn: string): string | undefined => /:table\/([\w.-]+)/.exec(arn)?.[1];

export class StreamCatalog {
  constructor(private readonly dynamodb: DynamoDB) {}

  async find(streamArn: string): Promise<Stream> {
    const tableName = tableNameIn(streamArn);
    const stream = tableName === undefined ? undefined : await this.ofTable(tableName);
    if (stream?.arn !== streamArn) throw streamNotFound(streamArn);
    return stream;
  }

  /** The latest stream of a table, if it has ever had one. */
  async ofTable(tableName: string): Promise<Stream | undefined> {
    const table = await this.describe(tableName);
    if (table === undefined || typeof table.LatestStreamArn !== 'string') return undefined;
    const specification = table.StreamSpecification as JsonObject | undefined;
    const [record] = this.dynamodb.streamRecords(table.LatestStreamArn, undefined, 1);
    return {
      arn: table.LatestStreamArn,
      tableName,
      label: String(table.LatestStreamLabel),
      status: specification === undefined ? 'DISABLED' : 'ENABLED',
      viewType: String(specification?.StreamViewType ?? record?.dynamodb.StreamViewType ?? 'KEYS_ONLY'),
      keySchema: table.KeySchema ?? [],
    };
  }

  /** Of every table, in the order of their names. */
  async all(): Promise<readonly Stream[]> {
    const streams: Stream[] = [];
    let after: string | undefined;
    do {
      const page = await this.dynamodb.call(
        'ListTables',
        after === undefined ? {} : { ExclusiveStartTableName: after },
        CLIENT,
      );
      for (const name of page.TableNames as readonly string[]) {
        const stream = await this.ofTable(name);
        if (stream !== undefined) streams.push(stream);
      }
      after = page.LastEvaluatedTableName as string | undefined;
    } while (after !== undefined);
    return streams;
  }

  private async describe(tableName: string): Promise<JsonObject | undefined> {
    try {
      const { Table } = await this.dynamodb.call('DescribeTable', { TableName: tableName }, CLIENT);
      return Table as JsonObject | undefined;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
}
