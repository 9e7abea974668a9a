import { dynamoDbUnsentEvents } from '../lib/aws/dynamodb-outbox';
import { environmentVariable } from '../lib/aws/environment';
import { outboxSweeper } from '../lib/aws/outbox-sweeper';
import { documents } from './container';
import { metrics } from './metrics';
import { relay } from './relay';

export const handler = outboxSweeper({
  ...relay,
  unsent: dynamoDbUnsentEvents(documents, environmentVariable('TABLE_NAME')),
  metrics,
});
