/** What a function keeps for as long as its container lives: clock, log, clients and dice. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Backoff } from '../lib/aws/backoff';
import { jsonLog } from '../lib/aws/json-log';
import type { CallDependencies } from '../lib/aws/logged-call';
import { type Clock, epochMillis } from '../lib/units';

/** Region and endpoint come from the environment, as the SDK reads it. */
export const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const clock: Clock = { now: () => epochMillis(Date.now()) };

export const container: CallDependencies = { clock, logger: jsonLog(process.env, clock, writeLine) };

export const backoff: Backoff = {
  wait: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  fraction: () => Math.random(),
};
