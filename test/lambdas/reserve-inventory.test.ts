import './environment';

import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lambdas/reserve-inventory';
import { cancelled, refused } from '../lib/aws/transactions';
import { anOrder } from '../lib/order/an-order';
import { aCall, CONTEXT, captureLog, sent } from './calls';

describe('ReserveInventory', () => {
  const dynamodb = mockClient(DynamoDBDocumentClient);
  const order = anOrder({
    lines: [
      { sku: 'book', quantity: 2, unitPrice: 10_00 },
      { sku: 'book', quantity: 3, unitPrice: 2_00 },
    ],
  });
  let log: ReturnType<typeof captureLog>;
  beforeEach(() => {
    dynamodb.reset();
    log = captureLog();
  });
  afterEach(() => log.release());
  const reserve = async () => {
    return handler(aCall('ReserveInventory', 'act', order), CONTEXT);
  };

  it('moves the pieces of two lines of one article as one change', async () => {
    dynamodb.on(TransactWriteCommand).resolves({});

    await reserve();

    const stock = sent(dynamodb).filter(({ Update }) => Update?.Key?.pk === 'stock#book');
    expect(stock).toHaveLength(1);
    expect(stock[0]?.Update).toMatchObject({
      ConditionExpression: '#f0 >= :v0',
      UpdateExpression: 'ADD #f0 :v1, #f1 :v2',
      ExpressionAttributeNames: { '#f0': 'available', '#f1': 'reserved' },
      ExpressionAttributeValues: { ':v0': 5, ':v1': -5, ':v2': 5 },
    });
  });

  it('refuses by name where there is too little, and keeps the refusal in a second transaction', async () => {
    dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('none', 'none', refused(), 'none'))
      .resolves({});

    await expect(reserve()).rejects.toMatchObject({
      name: 'OutOfStock',
      message: "fewer than 5 of 'book' are available",
    });

    expect(dynamodb.calls()).toHaveLength(2);
    expect(sent(dynamodb, 1).map(({ Put }) => Put?.Item)).toMatchObject([
      { sk: 'fence#ReserveInventory', status: 'REJECTED' },
      { type: 'inventory.failed', payload: { reason: 'OutOfStock', sku: 'book' } },
    ]);
  });
});
