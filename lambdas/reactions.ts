/** What every reaction is made of: its container, and its own table. */
import { dynamoDbReactionStore } from '../lib/aws/dynamodb-reaction-store';
import { environmentVariable } from '../lib/aws/environment';
import { backoff, documents } from './container';

export const reactions = dynamoDbReactionStore(documents, environmentVariable('TABLE_NAME'), backoff);
