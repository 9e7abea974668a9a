/** The ledger of accepted sagas, as items `saga#<sagaId>` / `saga` of a table of its own. */
import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Acceptance, SagaRecords } from '../saga/start';
import { epochMillis } from '../units';

const keyIsFree = 'attribute_not_exists(pk)';

export function dynamoDbSagaRecords(documents: DynamoDBDocumentClient, tableName: string): SagaRecords {
  return {
    async accept(record) {
      try {
        await documents.send(
          new PutCommand({
            TableName: tableName,
            Item: { pk: `saga#${record.sagaId}`, sk: 'saga', ...record },
            ConditionExpression: keyIsFree,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return { kind: 'accepted' };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException && error.Item !== undefined) return found(error.Item);
        throw error;
      }
    },
  };
}

function found(item: { readonly [attribute: string]: AttributeValue }): Acceptance {
  const record = {
    saga: item.saga?.S ?? '',
    inputHash: item.inputHash?.S ?? '',
    acceptedAt: epochMillis(Number(item.acceptedAt?.N)),
  };
  return { kind: 'found', record };
}
