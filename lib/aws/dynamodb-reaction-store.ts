/** A reaction's table: one `TransactWriteItems` a commit, so that no crash can part the effect from the event's record. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Mailer, ReactionStore, ReactionWrite } from '../saga/reaction';
import { assertNever, type Json } from '../units';
import type { Backoff } from './backoff';
import { encodeProcessed } from './processed-item';
import { isRefused, transact } from './transact';
import type { TransactionItem } from './transaction-items';

const MESSAGE_INDEX = 0;
const keyIsFree = 'attribute_not_exists(pk)';

/** `commit` throws what DynamoDB threw where the message was not processed before, and contention that outlasts its tries. */
export function dynamoDbReactionStore(
  documents: DynamoDBDocumentClient,
  tableName: string,
  backoff: Backoff,
): ReactionStore {
  return {
    async commit(message, writes) {
      const record = { TableName: tableName, Item: encodeProcessed(message), ConditionExpression: keyIsFree };
      const items = [{ Put: record }, ...writes.map((write) => writeItem(tableName, write))];
      const outcome = await transact(documents, items, backoff, (reasons) =>
        isRefused(reasons[MESSAGE_INDEX]) ? ({ kind: 'alreadyProcessed' } as const) : undefined,
      );
      return outcome.kind === 'committed' ? 'done' : outcome.kind;
    },
  };
}

/** Mails as rows of a table, `mail#<about>` / `mail#<event's id>`, for whoever sends or reads them. */
export function dynamoDbMailer(store: ReactionStore): Mailer {
  return {
    send: (mail, message) =>
      store.commit(message, [
        {
          kind: 'insert',
          key: { pk: `mail#${mail.about}`, sk: `mail#${message.eventId}` },
          row: { ...mail, eventId: message.eventId, writtenAt: message.at },
        },
      ]),
  };
}

function writeItem(table: string, write: ReactionWrite): TransactionItem {
  switch (write.kind) {
    case 'insert':
      return { Put: { TableName: table, Item: { ...write.row, ...write.key }, ConditionExpression: keyIsFree } };
    case 'tally':
      return { Update: { TableName: table, Key: write.key, ...tally(write) } };
    default:
      return assertNever(write);
  }
}

/** Every name stands behind an alias, so that no field's name can be a reserved word. */
function tally({ set, add }: Extract<ReactionWrite, { kind: 'tally' }>) {
  const fields: readonly (readonly [string, Json])[] = [...Object.entries(set), ...Object.entries(add)];
  const clause = (names: readonly string[], from: number, sign: string) =>
    names.map((_, at) => `#f${from + at}${sign}:v${from + at}`).join(', ');
  const [setting, adding] = [Object.keys(set), Object.keys(add)];
  return {
    UpdateExpression: `SET ${clause(setting, 0, ' = ')} ADD ${clause(adding, setting.length, ' ')}`,
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], at) => [`:v${at}`, value])),
  };
}
