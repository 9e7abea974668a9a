/**
 * DynamoDB as another emulator does it: every call goes to its endpoint, and its streams feed the functions here. Tables
 * outlive the process, or do not, as the emulator has it; TTL is its own affair.
 */
import { epochMillis, type JsonObject } from '../../lib/units';
import type { LocalClock } from '../clock';
import type { DynamoDB } from '../dynamodb/dynamodb';
import { EndpointError, JsonEndpoint } from './json-endpoint';
import { StreamMirror } from './stream-mirror';

const TARGET = 'DynamoDB_20120810';
const TABLE_OPERATIONS: ReadonlySet<string> = new Set(['CreateTable', 'UpdateTable']);
/** Until a table that was created can be used. */
const LOOK_MILLIS = 50;
const MAX_LOOKS = 600;

export interface ElsewhereOptions {
  readonly endpoint: URL;
  readonly region: string;
  readonly clock: LocalClock;
}

export type DynamoDBElsewhere = DynamoDB & { close(): void };

export function createDynamoDBElsewhere(options: ElsewhereOptions): DynamoDBElsewhere {
  const { clock } = options;
  const endpoint = new JsonEndpoint(options);
  const mirror = new StreamMirror(endpoint, clock);
  const call = (operation: string, input: JsonObject) => endpoint.call(TARGET, operation, input);
  return {
    name: 'dynamodb',
    async call(operation, input) {
      const answer = await call(operation, input);
      if (!TABLE_OPERATIONS.has(operation)) return answer;
      const table = await activeTable(() => call('DescribeTable', { TableName: input.TableName ?? null }), clock);
      requireStream(input, table, endpoint.name);
      return answer;
    },
    itemsOf: (tableName) => {
      throw new Error(`the items of ${tableName} are at ${endpoint.name}; read them with Scan`);
    },
    subscribe: (tableName, listener) => mirror.subscribe(tableName, listener),
    streamRecords: (streamArn, afterSequence, limit) => mirror.records(streamArn, afterSequence, limit),
    endedStreams: () => [],
    expireItems: async () => 0,
    close: () => {
      mirror.close();
      endpoint.close();
    },
  };
}

async function activeTable(describe: () => Promise<JsonObject>, clock: LocalClock): Promise<JsonObject> {
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const { Table } = await describe();
    const table = (Table ?? {}) as JsonObject;
    if (!/"(CREATING|UPDATING)"/.test(JSON.stringify(table))) return table;
    await new Promise<void>((resolve) => clock.at(later(clock), resolve));
  }
  throw new EndpointError(`a table did not become active within ${(LOOK_MILLIS * MAX_LOOKS) / 1000} s`);
}

const later = (clock: LocalClock) => epochMillis(clock.now() + LOOK_MILLIS);

/** An emulator that leaves out streams takes a table that asks for one, and says nothing. */
function requireStream({ TableName, StreamSpecification }: JsonObject, table: JsonObject, name: string): void {
  const asked = (StreamSpecification as JsonObject | undefined)?.StreamEnabled === true;
  if (!asked || typeof table.LatestStreamArn === 'string') return;
  throw new EndpointError(
    `${name} has no streams, and table ${TableName} asks for one, whose records its functions wait for; ` +
      'take an emulator that has them, or leave out --dynamodb',
  );
}
