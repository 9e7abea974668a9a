/** The ledger of sagas, in a table of its own (saga-item.ts). */
import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Acceptance, OpenSaga, SagaLedger, SagaRecord } from '../saga/ledger';
import { jsonOfItem } from './attribute-json';
import { type Backoff, type BackoffLimits, waitAfter } from './backoff';
import {
  decodeOpen,
  decodeSaga,
  encodeSaga,
  OPEN_INDEX,
  OPEN_SHARDS,
  openName,
  SAGA_SORT_KEY,
  sagaKey,
} from './saga-item';

const keyIsFree = 'attribute_not_exists(pk)';
/** A saga's few writers meet rarely; whoever loses has only to look again. */
const CONFLICT: BackoffLimits = { tries: 8, baseMillis: 20, maxMillis: 500 };

type Item = Record<string, unknown>;

/** Throws what DynamoDB threw, and a conflict that outlasts its tries. */
export function dynamoDbLedger(documents: DynamoDBDocumentClient, tableName: string, backoff: Backoff): SagaLedger {
  const find: SagaLedger['find'] = async (id) => {
    const { Item } = await documents.send(
      new GetCommand({ TableName: tableName, Key: sagaKey(id), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decodeSaga(Item);
  };
  return {
    accept: (record) => accept(documents, tableName, record),
    find,
    async findByPrefix(prefix, limit) {
      const sagas: SagaRecord[] = [];
      let next: Item | undefined;
      do {
        const page = await scan(documents, tableName, `saga#${prefix}`, undefined, next);
        sagas.push(...page.sagas);
        next = page.next;
      } while (next !== undefined && sagas.length < limit);
      return sagas.slice(0, limit);
    },
    async allSagas({ limit, cursor }) {
      const { sagas, next } = await scan(documents, tableName, 'saga#', limit, decodeCursor(cursor));
      return { sagas, cursor: encodeCursor(next) };
    },
    openSagas: (query) => openPage(documents, tableName, query),
    async update(id, change) {
      for (let tries = 1; ; tries++) {
        const found = await find(id);
        if (found === undefined) return undefined;
        const changed = change(found);
        if (changed === found) return found;
        const next: SagaRecord = { ...changed, revision: found.revision + 1 };
        try {
          await documents.send(
            new PutCommand({
              TableName: tableName,
              Item: encodeSaga(next),
              ConditionExpression: 'revision = :revision',
              ExpressionAttributeValues: { ':revision': found.revision },
            }),
          );
          return next;
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException) || tries === CONFLICT.tries) throw error;
        }
        await waitAfter(tries, CONFLICT, backoff);
      }
    },
  };
}

async function accept(documents: DynamoDBDocumentClient, tableName: string, record: SagaRecord): Promise<Acceptance> {
  try {
    await documents.send(
      new PutCommand({
        TableName: tableName,
        Item: encodeSaga(record),
        ConditionExpression: keyIsFree,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { kind: 'accepted' };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || error.Item === undefined) throw error;
    return { kind: 'found', record: decodeSaga(plain(error.Item)) };
  }
}

/** The item of a failed condition, which the document client leaves as it came. */
const plain = (item: { readonly [attribute: string]: AttributeValue }): Item => ({ ...jsonOfItem(item) });

async function scan(
  documents: DynamoDBDocumentClient,
  tableName: string,
  prefix: string,
  limit: number | undefined,
  from: Item | undefined,
) {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new ScanCommand({
      TableName: tableName,
      FilterExpression: 'begins_with(pk, :prefix) AND sk = :saga',
      ExpressionAttributeValues: { ':prefix': prefix, ':saga': SAGA_SORT_KEY },
      ...(limit === undefined ? {} : { Limit: limit }),
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    }),
  );
  return { sagas: Items.map(decodeSaga), next: LastEvaluatedKey };
}

/** Where each shard goes on; one that is read to its end is left out. */
type Shards = { readonly [shard: string]: Item | null };

const FROM_THE_START: Shards = Object.fromEntries(Array.from({ length: OPEN_SHARDS }, (_, shard) => [shard, null]));

/** A share of each shard: each gives its oldest, and a saga's shard says nothing of its age. */
async function openPage(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { state, before, limit, cursor }: Parameters<SagaLedger['openSagas']>[0],
) {
  const from = Object.entries((decodeCursor(cursor) as Shards | undefined) ?? FROM_THE_START);
  const share = Math.max(1, Math.ceil(limit / from.length));
  const pages = await Promise.all(
    from.map(async ([shard, key]) => {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: OPEN_INDEX,
          KeyConditionExpression: '#open = :open AND since <= :before',
          ExpressionAttributeNames: { '#open': OPEN_INDEX },
          ExpressionAttributeValues: { ':open': openName(state, Number(shard)), ':before': before },
          Limit: share,
          ...(key === null ? {} : { ExclusiveStartKey: key }),
        }),
      );
      return { shard, sagas: Items.map(decodeOpen), next: LastEvaluatedKey };
    }),
  );
  const open = pages.filter(({ next }) => next !== undefined).map(({ shard, next }) => [shard, next] as const);
  return {
    sagas: pages.flatMap(({ sagas }): readonly OpenSaga[] => sagas).sort((a, b) => a.since - b.since),
    cursor: open.length === 0 ? undefined : encodeCursor(Object.fromEntries(open)),
  };
}

/** A cursor is text that means something only here. */
const encodeCursor = (at: Item | undefined): string | undefined =>
  at === undefined ? undefined : Buffer.from(JSON.stringify(at)).toString('base64url');

const decodeCursor = (cursor: string | undefined): Item | undefined =>
  cursor === undefined ? undefined : (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Item);
