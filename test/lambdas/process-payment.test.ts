import './environment';

import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lambdas/process-payment';
import { cancelled, refused } from '../lib/aws/transactions';
import { anOrderOf } from '../lib/order/an-order';
import { aCall, CONTEXT, captureLog, sent } from './calls';

describe('ProcessPayment', () => {
  const dynamodb = mockClient(DynamoDBDocumentClient);
  let log: ReturnType<typeof captureLog>;
  beforeEach(() => {
    dynamodb.reset();
    dynamodb.on(TransactWriteCommand).resolves({});
    log = captureLog();
  });
  afterEach(() => log.release());
  const charge = async (total: number) => {
    const results = { CreateOrder: { orderId: 'order-1', total } };
    return handler(aCall('ProcessPayment', 'act', anOrderOf(total), { results }), CONTEXT);
  };

  it('charges exactly 10,000.00', async () => {
    expect(await charge(10_000_00)).toEqual({ paymentId: 'order-1.ProcessPayment', charged: 10_000_00 });
  });

  it('declines 10,000.01 by name, and keeps the refusal and its event but no charge', async () => {
    await expect(charge(10_000_01)).rejects.toMatchObject({
      name: 'PaymentDeclined',
      message: 'insufficient funds: 10,000.01 EUR is more than 10,000.00 EUR',
    });

    const [fence, event, ...others] = sent(dynamodb);
    expect(fence?.Put?.Item).toMatchObject({
      status: 'REJECTED',
      rejection:
        '{"reason":"PaymentDeclined","message":"insufficient funds: 10,000.01 EUR is more than 10,000.00 EUR"}',
    });
    expect(event?.Put?.Item).toMatchObject({ kind: 'outbox', type: 'payment.failed', sequence: 1 });
    expect(others).toEqual([]);
    expect(log.lines()).toMatchObject([{ level: 'INFO', outcome: 'rejected', reason: 'PaymentDeclined' }]);
  });

  it('answers a repetition of a refusal with the stored refusal', async () => {
    await charge(10_000_01).catch(() => undefined);
    const fence = sent(dynamodb)[0]?.Put?.Item ?? {};
    const stored = {
      status: { S: 'REJECTED' },
      at: { N: '1' },
      requestHash: { S: String(fence.requestHash) },
      rejection: { S: '{"reason":"PaymentDeclined","message":"as it was"}' },
    };
    dynamodb.on(TransactWriteCommand).rejects(cancelled(refused(stored)));

    await expect(charge(10_000_01)).rejects.toMatchObject({ name: 'PaymentDeclined', message: 'as it was' });
  });
});
