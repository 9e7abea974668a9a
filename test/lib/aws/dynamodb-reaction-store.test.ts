import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoDbMailer, dynamoDbReactionStore } from '../../../lib/aws/dynamodb-reaction-store';
import { reactionStoreContract } from '../saga/reaction-store-contract';
import { aLocalTable } from './local-table';
import { AT, cancelled, refused } from './transactions';

const AT_ONCE = { wait: async () => {}, fraction: () => 0 };

reactionStoreContract('the table in the model of DynamoDB', async () => {
  const documents = await aLocalTable('Sales');
  return {
    store: dynamoDbReactionStore(documents, 'Sales', AT_ONCE),
    async readRow(Key) {
      const { Item } = await documents.send(new GetCommand({ TableName: 'Sales', Key, ConsistentRead: true }));
      if (Item === undefined) return undefined;
      const { pk, sk, ...row } = Item;
      return row;
    },
  };
});

describe('a reaction in DynamoDB', () => {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const dynamodb = mockClient(documents);
  beforeEach(() => dynamodb.reset());
  const store = dynamoDbReactionStore(documents, 'Mails', AT_ONCE);
  const message = { eventId: 'order-1.CompleteOrder.1', functionName: 'SendConfirmation', at: AT };

  it('is one transaction of the record and the effect', async () => {
    dynamodb.on(TransactWriteCommand).resolves({});
    const mail = { to: 'customer-77', about: 'order-1', subject: 'Your order', text: 'Thanks' };

    expect(await dynamoDbMailer(store).send(mail, message)).toBe('done');

    expect(dynamodb.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toEqual([
      {
        Put: {
          TableName: 'Mails',
          Item: {
            pk: 'event#order-1.CompleteOrder.1',
            sk: 'processed#SendConfirmation',
            at: AT,
            expiresAt: AT / 1000 + 15 * 86_400,
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Put: {
          TableName: 'Mails',
          Item: {
            pk: 'mail#order-1',
            sk: 'mail#order-1.CompleteOrder.1',
            ...mail,
            eventId: message.eventId,
            writtenAt: AT,
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ]);
  });

  it('is tried again while others write the same rows', async () => {
    dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('none', { Code: 'TransactionConflict' }))
      .resolves({});

    expect(await store.commit(message, [])).toBe('done');
  });

  it('was done before where the record is there', async () => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(), 'none'));

    expect(await store.commit(message, [])).toBe('alreadyProcessed');
  });
});
