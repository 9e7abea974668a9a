/** What every function of a service is made of: its container, and its service's table. */
import { dynamoDbParticipantStore } from '../../../lib/aws/dynamodb-participant-store';
import { environmentVariable } from '../../../lib/aws/environment';
import type { ParticipantDependencies } from '../../../lib/aws/step-handler';
import { backoff, container, documents } from './container';

export const participant: ParticipantDependencies = {
  ...container,
  store: dynamoDbParticipantStore(documents, environmentVariable('TABLE_NAME'), backoff),
};
