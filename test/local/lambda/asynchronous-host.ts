/** A host of functions that hears what becomes of their asynchronous invocations. */
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { FaultList } from '../../../local/faults';
import type { OutcomeEvent } from '../../../local/lambda/asynchronous/asynchronous';
import type { LambdaFunction } from '../../../local/lambda/function';
import { createLambda, type LambdaModel } from '../../../local/lambda/lambda';
import { AwsError, CLIENT } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Store } from '../../../local/store/store';
import { createRouter } from '../../../local/wire/router';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
export const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:outcomes';
export const DEAD = 'arn:aws:sqs:eu-west-1:000000000000:dead';
export const BUS = 'arn:aws:events:eu-west-1:000000000000:event-bus/outcomes';

export const aFunction = (name: string, source: string, fields: Partial<LambdaFunction> = {}): LambdaFunction => ({
  name,
  arn: arnOf(name),
  code: { kind: 'inline', source },
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  environment: {},
  ...fields,
});

/** Logs what it gets; `refuse` throws, `twice` throws twice and then succeeds. */
export const WORKER = `
  let calls = 0;
  exports.handler = async (event) => {
    calls++;
    console.log(JSON.stringify(event));
    if (event.refuse || (event.twice && calls < 3)) throw new Error('out of stock');
    return { done: event.id };
  };`;
export const SLOW = `exports.handler = (event) => new Promise((resolve) => setTimeout(() => resolve(event), 50));`;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

export async function aHost(fields: Partial<LambdaFunction> = {}, store: Store = new MemoryStore(), start?: number) {
  const clock = new VirtualClock(undefined, 'hold');
  if (start !== undefined) await clock.advance(start - clock.now());
  const faults = new FaultList(clock);
  const messages: { queueArn: string; body: Json; attributes: object }[] = [];
  const events: (OutcomeEvent & { busArn: string })[] = [];
  const lambda = createLambda({
    store,
    clock,
    entropy: seededEntropy(7),
    faults,
    region: 'eu-west-1',
    account: '000000000000',
    deterministic: true,
    projectRoot: join(__dirname, '../../..'),
    endpoint: () => undefined,
    router: createRouter({}, faults),
    destinations: {
      sendMessage: async (queueArn, body, attributes) => {
        messages.push({ queueArn, body: JSON.parse(body), attributes });
        host.onMessage();
      },
      putEvent: async (busArn, event) => {
        events.push({ ...event, busArn });
      },
    },
  });
  await lambda.deploy([
    aFunction('work', WORKER, fields),
    aFunction('listen', WORKER),
    aFunction('slow', SLOW, { reservedConcurrency: 2 }),
  ]);
  open.push({
    close: () => {
      lambda.close();
      clock.stop();
    },
  });
  const call = (operation: string, input: JsonObject) => lambda.call(operation, input, CLIENT);
  const host = {
    store,
    clock,
    faults,
    lambda,
    messages,
    events,
    call,
    onMessage: (): void => undefined,
    send: (event: JsonObject, FunctionName = 'work') => {
      const Payload = Buffer.from(JSON.stringify(event)).toString('base64');
      return call('Invoke', { FunctionName, InvocationType: 'Event', Payload });
    },
  };
  return host;
}

export const timesOf = (lambda: LambdaModel, name = 'work') =>
  lambda.logs.of(name).map(({ time }) => (time - Date.UTC(2026, 0, 1)) / 1000);

export async function refusalOf(work: Promise<unknown>): Promise<AwsError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
