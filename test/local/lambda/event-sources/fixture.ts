/** A table with a stream, queues and mappings over a function that is a plain callback; a clock that stands still. */
import type { Json, JsonObject } from '../../../../lib/units';
import { VirtualClock } from '../../../../local/clock';
import { createDynamoDB, type DynamoDB } from '../../../../local/dynamodb/dynamodb';
import { seededEntropy } from '../../../../local/entropy';
import { createEventSources, type EventSources } from '../../../../local/lambda/event-sources/event-sources';
import type { LambdaFunction } from '../../../../local/lambda/function';
import type { InvocationResult } from '../../../../local/lambda/invocation';
import { AwsError, CLIENT } from '../../../../local/service';
import { createSqs, type Sqs } from '../../../../local/sqs/sqs';
import { MemoryStore } from '../../../../local/store/memory';
import type { Store } from '../../../../local/store/store';
import { aTable, STREAMED, s } from '../../dynamodb/a-database';

const PLACE = { region: 'eu-west-1', account: '123456789012' };
export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:relay';
export const arnOfQueue = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`;

export interface StreamEventRecord extends JsonObject {
  readonly eventName: string;
  readonly dynamodb: JsonObject & { readonly SequenceNumber: string };
}
export type Handler = (records: readonly StreamEventRecord[]) => Json | Promise<Json>;

const RELAY: LambdaFunction = {
  name: 'relay',
  arn: FUNCTION_ARN,
  code: { kind: 'inline', source: '' },
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  environment: {},
};

/** What the function was given, and when. */
export interface Call {
  readonly at: number;
  readonly records: readonly StreamEventRecord[];
}

export class Sources {
  readonly clock: VirtualClock;
  readonly dynamodb: DynamoDB;
  readonly sqs: Sqs;
  readonly sources: EventSources;
  readonly calls: Call[] = [];
  /** Answers for the function; what it throws is the function's error, and an `AwsError` the service's refusal. */
  handler: Handler = () => null;

  constructor(
    readonly store: Store = new MemoryStore(),
    clock = new VirtualClock(undefined, 'hold'),
  ) {
    this.clock = clock;
    const entropy = seededEntropy(1);
    this.dynamodb = createDynamoDB({ store, clock, entropy, ...PLACE });
    this.sqs = createSqs({ store, clock, entropy, ...PLACE });
    this.sources = createEventSources({
      store,
      clock,
      entropy,
      ...PLACE,
      dynamodb: this.dynamodb,
      sqs: this.sqs,
      run: ({ payload }) => clock.busy(this.run(payload)),
      findFunction: (name) => {
        if (name !== 'relay' && !name.startsWith(FUNCTION_ARN)) {
          throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
        }
        return RELAY;
      },
    });
    this.sources.start();
  }

  call(operation: string, input: JsonObject): Promise<JsonObject> {
    const run = this.sources.operations.get(operation);
    if (run === undefined) throw new Error(`no ${operation}`);
    return run(input);
  }

  /** Lets everything run that is due now. */
  settle(): Promise<void> {
    return this.clock.advance(0);
  }

  async createTable(name = 'Orders'): Promise<string> {
    const { TableDescription } = await this.dynamodb.call('CreateTable', aTable(name, STREAMED), CLIENT);
    return String((TableDescription as JsonObject).LatestStreamArn);
  }

  async createQueue(name: string, Attributes: JsonObject = {}): Promise<string> {
    await this.sqs.call('CreateQueue', { QueueName: name, Attributes }, CLIENT);
    return arnOfQueue(name);
  }

  async put(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.version++;
      const Item = { pk: s(key), version: { N: String(this.version) } };
      await this.dynamodb.call('PutItem', { TableName: 'Orders', Item }, CLIENT);
    }
  }

  bodiesIn(queueArn: string): readonly JsonObject[] {
    return this.sqs.messagesOf(queueArn).map(({ body }) => JSON.parse(body));
  }

  close(): void {
    this.sources.close();
    this.sqs.close();
    this.clock.stop();
  }

  private version = 0;

  private async run(payload: string): Promise<InvocationResult> {
    const { Records } = JSON.parse(payload) as { readonly Records: readonly StreamEventRecord[] };
    this.calls.push({ at: this.clock.now(), records: Records });
    try {
      return { kind: 'returned', payload: JSON.stringify((await this.handler(Records)) ?? null) };
    } catch (error) {
      if (error instanceof AwsError) throw error;
      const errorMessage = String(error);
      return { kind: 'failed', errorType: 'Error', errorMessage, payload: JSON.stringify({ errorMessage }) };
    }
  }
}

/** The partition key of a record's item. */
export const keyOf = ({ dynamodb }: StreamEventRecord): string =>
  ((dynamodb.Keys as JsonObject).pk as JsonObject).S as string;
export const numberOf = ({ dynamodb }: StreamEventRecord): string => dynamodb.SequenceNumber;
/** The keys of each call, in order. */
export const keysOfCalls = (calls: readonly Call[]) => calls.map(({ records }) => records.map(keyOf).join(' '));
