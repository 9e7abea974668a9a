import { DynamoDBClient, InternalServerError } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { dynamoDbSagaRecords } from '../../../lib/aws/dynamodb-saga-records';
import { sagaId } from '../../../lib/saga/rule';
import type { SagaRecord } from '../../../lib/saga/start';
import { epochMillis } from '../../../lib/units';
import { aLocalTable } from './local-table';
import { AT } from './transactions';

const RECORD: SagaRecord = {
  sagaId: sagaId('trip-1'),
  saga: 'BookTrip',
  version: 3,
  inputHash: 'abc',
  input: { tripId: 'trip-1', legs: [{ to: 'Oslo' }] },
  acceptedAt: AT,
};

describe('the ledger of sagas', () => {
  it('keeps a record under its id', async () => {
    const documents = await aLocalTable('Sagas');

    const acceptance = await dynamoDbSagaRecords(documents, 'Sagas').accept(RECORD);

    expect(acceptance).toEqual({ kind: 'accepted' });
    const { Item } = await documents.send(
      new GetCommand({ TableName: 'Sagas', Key: { pk: 'saga#trip-1', sk: 'saga' } }),
    );
    expect(Item).toEqual({ pk: 'saga#trip-1', sk: 'saga', ...RECORD });
  });

  it('answers with the record that is there, and leaves it as it is', async () => {
    const documents = await aLocalTable('Sagas');
    const records = dynamoDbSagaRecords(documents, 'Sagas');
    await records.accept(RECORD);
    const other = { ...RECORD, saga: 'CancelTrip', inputHash: 'def', acceptedAt: epochMillis(AT + 1) };

    const found = { kind: 'found', record: { saga: 'BookTrip', inputHash: 'abc', acceptedAt: AT } };

    expect(await records.accept(other)).toEqual(found);
    expect(await records.accept(other)).toEqual(found);
  });

  it('is one call, and throws what DynamoDB threw', async () => {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const dynamodb = mockClient(documents);
    const failure = new InternalServerError({ message: 'Internal server error', $metadata: {} });
    dynamodb.on(PutCommand).rejects(failure);

    await expect(dynamoDbSagaRecords(documents, 'Sagas').accept(RECORD)).rejects.toBe(failure);
    expect(dynamodb.calls()).toHaveLength(1);
  });
});
