/**
 * The streams that there are: the latest of each table, as the table tells of it, and those that tables have had. A
 * disabled one can still be read until its records expire.
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
    const latest = tableName === undefined ? undefined : await this.latestOf(tableName);
    const stream = latest?.arn === streamArn ? latest : this.ended().find(({ arn }) => arn === streamArn);
    if (stream === undefined) throw streamNotFound(streamArn);
    return stream;
  }

  /** The streams that a table of that name has or had. */
  async ofTable(tableName: string): Promise<readonly Stream[]> {
    const latest = await this.latestOf(tableName);
    const ended = this.ended().filter((stream) => stream.tableName === tableName);
    return latest === undefined ? ended : [...ended, latest];
  }

  private ended(): readonly Stream[] {
    return this.dynamodb.endedStreams().map(({ arn, tableName, label, viewType, keySchema }) => ({
      ...{ arn, tableName, label, viewType, keySchema },
      status: 'DISABLED',
    }));
  }

  /** The latest stream of a table, if it has ever had one. */
  private async latestOf(tableName: string): Promise<Stream | undefined> {
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

  /** Those that no table has any more, and then those of every table, in the order of their names. */
  async all(): Promise<readonly Stream[]> {
    const streams: Stream[] = [...this.ended()];
    let after: string | undefined;
    do {
      const page = await this.dynamodb.call(
        'ListTables',
        after === undefined ? {} : { ExclusiveStartTableName: after },
        CLIENT,
      );
      for (const name of page.TableNames as readonly string[]) {
        const stream = await this.latestOf(name);
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
