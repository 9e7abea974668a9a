/**
 * The local model as a library: `const local = await startLocal({ template: 'cdk.out' })`, then the official clients,
 * in a Jest test or a script, without a port.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { epochMillis, type Json } from '../lib/units';
import { type LocalClock, SystemClock, VirtualClock } from './clock';
import { seededEntropy } from './entropy';
import type { FaultList } from './faults';
import type { LogListener } from './lambda/logs';
import type { MockConfig } from './stepfunctions/mocks/mock-config';
import { readMockConfig } from './stepfunctions/mocks/mock-config-file';
import type { Settled } from './stepfunctions/step-functions';
import { shortcut, streamline } from './wire/streamline';
import { createWorld, type World } from './world';

export interface LocalOptions {
  /** The folder that `cdk synth` wrote, or one CloudFormation template in JSON. */
  readonly template: string;
  /** The folder that keeps the state. @default in memory, gone with the process */
  readonly data?: string;
  /** `virtual` skips every wait that nothing else is waiting with. @default 'real' */
  readonly clock?: 'real' | 'virtual' | LocalClock;
  /** The same seed gives the same ids and the same jitter. @default the system's chance */
  readonly seed?: number;
  /** Serves HTTP on this port of the loopback interface; 0 takes a free one. @default no port */
  readonly port?: number;
  /** What the functions' source files are relative to. @default the working directory */
  readonly projectRoot?: string;
  /** Told of every line that a function writes. @default nobody */
  readonly onLog?: LogListener;
  /** The endpoint of an emulator that does DynamoDB in place of the model: `http://127.0.0.1:8000`. @default the model does it */
  readonly dynamodbEndpoint?: string;
  /** A `MockConfigFile.json` in the format of AWS Step Functions Local, or what was read of one. @default none */
  readonly mockConfig?: string | MockConfig;
}

export interface Local {
  /** Official clients that call the model directly: no network, no signing. */
  readonly clients: {
    readonly cloudwatch: CloudWatchClient;
    readonly dynamodb: DynamoDBClient;
    readonly documents: DynamoDBDocumentClient;
    readonly events: EventBridgeClient;
    readonly lambda: LambdaClient;
    readonly logs: CloudWatchLogsClient;
    readonly sfn: SFNClient;
    readonly sns: SNSClient;
    readonly sqs: SQSClient;
  };
  /** The templates' outputs, by stack and key. */
  readonly outputs: World['outputs'];
  readonly clock: LocalClock;
  readonly faults: FaultList;
  /** `http://127.0.0.1:<port>` where a port is open, for AWS_ENDPOINT_URL. */
  readonly endpoint: string | undefined;
  readonly world: World;
  /** Starts an execution and answers its ARN. Idempotent by name, as StartExecution is. */
  start(stateMachineArn: string, input: Json, name?: string): Promise<string>;
  /** Waits for the end of an execution; what DescribeExecution then answers. */
  settled(executionArn: string): Promise<Settled>;
  /** Waits until nothing is under way: see `World.idle`. */
  idle(): Promise<void>;
  /** Every item of a table, as plain objects. */
  items(tableName: string): Promise<readonly { readonly [attribute: string]: unknown }[]>;
  stop(): Promise<void>;
}

/** @throws TemplateError, BundleError, MockConfigError, StoreUnusable or PortInUse, each with a sentence that says what to do */
export async function startLocal(options: LocalOptions): Promise<Local> {
  const clock = clockOf(options.clock);
  const world = await createWorld({
    ...(existsSync(join(options.template, 'manifest.json')) || !options.template.endsWith('.json')
      ? { cdkOut: options.template }
      : { templates: [options.template] }),
    ...(options.data === undefined ? {} : { dataDir: options.data }),
    ...(clock === undefined ? {} : { clock }),
    ...(options.seed === undefined ? {} : { entropy: seededEntropy(options.seed) }),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.projectRoot === undefined ? {} : { projectRoot: options.projectRoot }),
    ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
    ...(options.dynamodbEndpoint === undefined ? {} : { dynamodbEndpoint: options.dynamodbEndpoint }),
    ...(options.mockConfig === undefined ? {} : { mockConfig: mockConfigOf(options.mockConfig) }),
  });
  const clients = clientsOf(world);
  return {
    clients,
    world,
    clock: world.clock,
    faults: world.faults,
    get outputs() {
      return world.outputs;
    },
    get endpoint() {
      return world.endpoint;
    },
    start: (stateMachineArn, input, name) => startExecution(world, stateMachineArn, input, name),
    settled: async (executionArn) => {
      const ended = await world.services.stepfunctions.settled(executionArn);
      await world.durable();
      return ended;
    },
    idle: () => world.idle(),
    items: (tableName) => itemsOf(clients.documents, tableName),
    stop: async () => {
      await world.close();
      if (clock !== undefined && typeof options.clock === 'string') clock.stop();
    },
  };
}

/** `undefined` leaves the system's clock to the world, which then also ends it. */
function clockOf(clock: LocalOptions['clock'] = 'real'): LocalClock | undefined {
  if (clock === 'real') return undefined;
  return clock === 'virtual' ? new VirtualClock(epochMillis(new SystemClock().now())) : clock;
}

const mockConfigOf = (given: string | MockConfig): MockConfig =>
  typeof given === 'string' ? readMockConfig(given) : given;

function clientsOf(world: World): Local['clients'] {
  const config = world.clientConfig();
  const dynamodb = new DynamoDBClient(config);
  const events = new EventBridgeClient(config);
  const lambda = new LambdaClient(config);
  const sqs = new SQSClient(config);
  const sfn = new SFNClient({ ...config, disableHostPrefix: true });
  const documents = DynamoDBDocumentClient.from(dynamodb);
  for (const client of [dynamodb, events, lambda, sfn, sqs]) streamline(client);
  shortcut(documents);
  const cloudwatch = onceAsked(
    () => new (require('@aws-sdk/client-cloudwatch') as CloudWatchModule).CloudWatchClient(config),
  );
  const logs = onceAsked(
    () => new (require('@aws-sdk/client-cloudwatch-logs') as LogsModule).CloudWatchLogsClient(config),
  );
  const sns = onceAsked(() => new (require('@aws-sdk/client-sns') as SnsModule).SNSClient(config));
  return {
    dynamodb,
    documents,
    events,
    lambda,
    sfn,
    sqs,
    get cloudwatch() {
      return cloudwatch();
    },
    get logs() {
      return logs();
    },
    get sns() {
      return sns();
    },
  };
}

type CloudWatchModule = typeof import('@aws-sdk/client-cloudwatch');
type LogsModule = typeof import('@aws-sdk/client-cloudwatch-logs');
type SnsModule = typeof import('@aws-sdk/client-sns');

/** Most runs look at no alarm and no log, and the three packages take a third of a second to load. */
function onceAsked<T extends object>(create: () => T): () => T {
  let client: T | undefined;
  return () => {
    if (client === undefined) {
      client = create();
      streamline(client);
    }
    return client;
  };
}

async function startExecution(world: World, stateMachineArn: string, input: Json, name?: string): Promise<string> {
  const request = { stateMachineArn, input: JSON.stringify(input), ...(name === undefined ? {} : { name }) };
  const { executionArn } = await world.services.stepfunctions.call('StartExecution', request, { kind: 'client' });
  await world.durable();
  return String(executionArn);
}

async function itemsOf(documents: DynamoDBDocumentClient, tableName: string) {
  const items = [];
  for await (const page of paginateScan({ client: documents }, { TableName: tableName, ConsistentRead: true })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}
