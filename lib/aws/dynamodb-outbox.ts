/** The outbox of a service's table, as its relay and its sweeper see it. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { OutboxMarks } from '../saga/relay';
import { type EpochMillis, type JsonObject, toEpochSeconds } from '../units';
import { outboxKey, shardName, UNSENT_INDEX } from './outbox-item';

/** A sent record stays for so long, for those who look into what happened. */
export const SENT_KEPT_SECONDS = 15 * 24 * 60 * 60;

/** Rows of one query. */
export const PAGE_ROWS = 100;

export function dynamoDbOutboxMarks(documents: DynamoDBDocumentClient, tableName: string): OutboxMarks {
  return {
    async markSent(record, at) {
      try {
        await documents.send(
          new UpdateCommand({
            TableName: tableName,
            Key: outboxKey(record),
            UpdateExpression: 'SET sentAt = :sentAt, expiresAt = :expiresAt REMOVE unsent',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':sentAt': at, ':expiresAt': toEpochSeconds(at) + SENT_KEPT_SECONDS },
          }),
        );
      } catch (error) {
        // It was deleted meanwhile: there is nothing to mark, and an update must not bring half of it back.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

export interface UnsentEvents {
  /** The rows of a shard that were unsent at `before` or earlier, oldest first, as they are; at most `pages` pages. */
  read(shard: number, before: EpochMillis, pages: number): Promise<readonly JsonObject[]>;
}

export function dynamoDbUnsentEvents(documents: DynamoDBDocumentClient, tableName: string): UnsentEvents {
  return {
    async read(shard, before, pages) {
      const rows: JsonObject[] = [];
      let next: Record<string, unknown> | undefined;
      for (let page = 0; page < pages; page++) {
        const { Items = [], LastEvaluatedKey } = await documents.send(
          new QueryCommand({
            TableName: tableName,
            IndexName: UNSENT_INDEX,
            KeyConditionExpression: 'unsent = :shard AND createdAt <= :before',
            ExpressionAttributeValues: { ':shard': shardName(shard), ':before': before },
            Limit: PAGE_ROWS,
            ...(next === undefined ? {} : { ExclusiveStartKey: next }),
          }),
        );
        rows.push(...(Items as readonly JsonObject[]));
        if (LastEvaluatedKey === undefined) break;
        next = LastEvaluatedKey;
      }
      return rows;
    },
  };
}
