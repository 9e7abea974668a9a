import type { JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import type { DatabaseOptions } from '../../../local/dynamodb/database';
import { createDynamoDB, type DynamoDB } from '../../../local/dynamodb/dynamodb';
import { seededEntropy } from '../../../local/entropy';
import { AwsError, CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';

/** A model on a clock that stands still. */
export class ADatabase {
  readonly clock = new VirtualClock(undefined, 'hold');
  readonly dynamodb: DynamoDB;

  constructor(
    readonly store: Store = new MemoryStore(),
    more: Pick<DatabaseOptions, 'tableTransitionMillis'> = {},
  ) {
    const place = { region: 'eu-west-1', account: '123456789012' };
    this.dynamodb = createDynamoDB({ store, clock: this.clock, entropy: seededEntropy(1), ...place, ...more });
  }

  call(operation: string, input: JsonObject): Promise<JsonObject> {
    return this.dynamodb.call(operation, input, CLIENT);
  }

  async refusal(operation: string, input: JsonObject): Promise<AwsError> {
    try {
      await this.call(operation, input);
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
    throw new Error(`${operation} was not refused`);
  }

  /** The message of a ValidationException. */
  async invalid(operation: string, input: JsonObject): Promise<string> {
    const { code, message } = await this.refusal(operation, input);
    return code === 'ValidationException' ? message : `${code}: ${message}`;
  }

  items(tableName: string) {
    return [...this.dynamodb.itemsOf(tableName)];
  }
}

const DEFINITIONS = {
  pk: { AttributeName: 'pk', AttributeType: 'S' },
  sk: { AttributeName: 'sk', AttributeType: 'S' },
} as const;

/** A table with the partition key `pk`, a string. */
export const aTable = (TableName: string, more: JsonObject = {}): JsonObject => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [DEFINITIONS.pk],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  ...more,
});

/** A table with the partition key `pk` and a sort key `sk` of the type given. */
export const aTableWithRange = (TableName: string, type: 'S' | 'N' | 'B' = 'S', more: JsonObject = {}): JsonObject =>
  aTable(TableName, {
    AttributeDefinitions: [DEFINITIONS.pk, { AttributeName: 'sk', AttributeType: type }],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    ...more,
  });

export const STREAMED: JsonObject = {
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

export const s = (S: string) => ({ S });
export const n = (N: string) => ({ N });

export async function aDatabaseWith(...tables: readonly JsonObject[]): Promise<ADatabase> {
  const database = new ADatabase();
  for (const table of tables) await database.call('CreateTable', table);
  return database;
}
