import './environment';

import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lambdas/place-order';
import { canonicalJson, hashOf, type JsonObject } from '../../lib/units';
import { anOrder } from '../lib/order/an-order';
import { CONTEXT, captureLog } from './calls';

const ARN = 'arn:aws:states:eu-west-1:111122223333:execution:PlaceOrder:order-1';
const order = anOrder();

describe('PlaceOrder', () => {
  const dynamodb = mockClient(DynamoDBDocumentClient);
  const sfn = mockClient(SFNClient);
  let log: ReturnType<typeof captureLog>;
  beforeEach(() => {
    dynamodb.reset();
    sfn.reset();
    dynamodb.on(PutCommand).resolves({});
    sfn.on(StartExecutionCommand).resolves({ executionArn: ARN });
    log = captureLog();
  });
  afterEach(() => log.release());
  const place = (request: unknown) => handler(request, CONTEXT);
  /** The ledger has a record of `accepted` under this id, of no age at all. */
  const acceptedBefore = (accepted: JsonObject) => {
    const item: Record<string, AttributeValue> = {
      sk: { S: 'saga' },
      saga: { S: 'PlaceOrder' },
      style: { S: 'orchestrated' },
      state: { S: 'RUNNING' },
      input: { S: '{}' },
      inputHash: { S: hashOf(accepted) },
      acceptedAt: { N: String(Number.MAX_SAFE_INTEGER) },
    };
    const message = 'The conditional request failed';
    dynamodb.on(PutCommand).rejects(new ConditionalCheckFailedException({ message, Item: item, $metadata: {} }));
  };

  it('accepts an order with one put and one start', async () => {
    const answer = await place(order);

    expect(answer).toEqual({ orderId: 'order-1', sagaId: 'order-1', executionArn: ARN, status: 'accepted' });
    expect(dynamodb.commandCalls(PutCommand).map(({ args }) => args[0].input)).toMatchObject([
      {
        TableName: 'Sagas',
        Item: {
          pk: 'saga#order-1',
          sk: 'saga',
          sagaId: 'order-1',
          saga: 'PlaceOrder',
          version: 1,
          inputHash: hashOf(order),
          input: JSON.stringify(order),
          state: 'RUNNING',
        },
      },
    ]);
    expect(sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      {
        stateMachineArn: process.env.STATE_MACHINE_ARN,
        name: 'order-1',
        input: canonicalJson({ input: order }),
      },
    ]);
    expect(dynamodb.calls()).toHaveLength(1);
    expect(sfn.calls()).toHaveLength(1);
  });

  it('answers the same order again as replayed, running or ended', async () => {
    acceptedBefore(order);
    const replayed = { orderId: 'order-1', sagaId: 'order-1', executionArn: ARN, status: 'replayed' };

    expect(await place(order)).toEqual(replayed);
    sfn.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: 'taken', $metadata: {} }));
    expect(await place(order)).toEqual(replayed);
  });

  it('refuses another order under the same id, and starts nothing', async () => {
    acceptedBefore({ ...order, currency: 'USD' });

    await expect(place(order)).rejects.toMatchObject({
      name: 'KeyReused',
      message: "id 'order-1' was accepted before with another input; send the first input again, or use a new id",
    });
    expect(sfn.calls()).toHaveLength(0);
    expect(log.lines()).toMatchObject([{ level: 'WARN', sagaId: 'order-1', errorName: 'KeyReused' }]);
  });

  it.each([
    [{ ...order, lines: [] }, "the request for saga 'PlaceOrder': lines must have at least 1 entry"],
    [{ ...order, coupon: 'X' }, "the request for saga 'PlaceOrder': it has unknown fields (coupon); remove them"],
    [null, "the request for saga 'PlaceOrder': it must be an object"],
  ])('refuses the order %j before anything is kept', async (request, message) => {
    await expect(place(request)).rejects.toMatchObject({ name: 'InvalidRequest', message });
    expect(dynamodb.calls()).toHaveLength(0);
    expect(sfn.calls()).toHaveLength(0);
  });

  it('logs which saga it started, and nothing of the customer', async () => {
    await place(order);

    expect(log.lines()).toMatchObject([{ level: 'INFO', saga: 'PlaceOrder', sagaId: 'order-1', outcome: 'accepted' }]);
    expect(log.text()).not.toContain(order.customerId);
  });
});
