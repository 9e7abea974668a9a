/** What publishes a service's outbox: its table's marks, and the bus. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { dynamoDbOutboxMarks } from '../lib/aws/dynamodb-outbox';
import { environmentVariable } from '../lib/aws/environment';
import { eventSource } from '../lib/aws/event-entry';
import { eventBridgeBus } from '../lib/aws/eventbridge-bus';
import type { RelayDependencies } from '../lib/aws/outbox-stream-handler';
import { container, documents } from './container';

export const relay: RelayDependencies = {
  ...container,
  bus: eventBridgeBus(new EventBridgeClient({}), environmentVariable('EVENT_BUS_NAME')),
  marks: dynamoDbOutboxMarks(documents, environmentVariable('TABLE_NAME')),
  source: eventSource(environmentVariable('POWERTOOLS_SERVICE_NAME')),
};
