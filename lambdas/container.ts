/** What a function keeps for as long as its container lives: clock, log, clients and dice. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Backoff } from '../lib/aws/backoff';
import type { CallDependencies } from '../lib/aws/logged-call';
import { epochMillis } from '../lib/units';

/** Region and endpoint come from the environment, as the SDK reads it. */
export const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const container: CallDependencies = {
  clock: { now: () => epochMillis(Date.now()) },
  logger: new Logger(),
};

export const backoff: Backoff = {
  wait: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  fraction: () => Math.random(),
};
