/** The ledger of trips. */
import { dynamoDbLedger } from '../../../lib/aws/dynamodb-ledger';
import { environmentVariable } from '../../../lib/aws/environment';
import { backoff, documents } from './container';

export const ledger = dynamoDbLedger(documents, environmentVariable('SAGAS_TABLE_NAME'), backoff);
