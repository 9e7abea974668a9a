import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { VirtualClock } from '../../local/clock';
import { seededEntropy } from '../../local/entropy';
import { createWorld, type World, type WorldOptions } from '../../local/world';
import { reactions } from './fixtures/reactions';

export const open: World[] = [];
export const folders: string[] = [];
/** On a clock that skips every wait. */
export async function aWorld(options: Partial<WorldOptions> = {}) {
  const clock = new VirtualClock();
  const projectRoot = join(__dirname, '../..');
  const world = await createWorld({
    templates: [reactions],
    projectRoot,
    clock,
    entropy: seededEntropy(1),
    ...options,
  });
  open.push(world);
  return world;
}
export const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-reactions-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export const output = (world: World, name: string): string => world.outputs.shop?.[name] ?? '';

export function clientsOf(config: ReturnType<World['clientConfig']> | object) {
  const dynamodb = new DynamoDBClient(config);
  const sqs = new SQSClient(config);
  return {
    dynamodb,
    sqs,
    events: new EventBridgeClient(config),
    lambda: new LambdaClient(config),
    sfn: new SFNClient(config),
    order: (world: World, id: string) =>
      dynamodb.send(new PutItemCommand({ TableName: output(world, 'Orders'), Item: { pk: { S: id } } })),
    bill: async (world: World, id: string) =>
      (await dynamodb.send(new GetItemCommand({ TableName: output(world, 'Bills'), Key: { pk: { S: id } } }))).Item,
    received: async (world: World, queue: string) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: output(world, queue), MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body = '' }) => Body);
    },
  };
}
export const httpConfig = ({ endpoint }: { readonly endpoint: string | undefined }) => ({
  ...(endpoint === undefined ? {} : { endpoint }),
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
