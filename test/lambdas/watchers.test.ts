/** The functions that watch over sagas, as they are deployed: what they read, write and start. */
import './environment';

import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as recordEnding } from '../../lambdas/record-ending';
import { handler as recordEvents } from '../../lambdas/record-events';
import { handler as recordSaga } from '../../lambdas/record-saga';
import { handler as sweepSagas } from '../../lambdas/sweep-sagas';
import { encodeSaga } from '../../lib/aws/saga-item';
import { acceptedRecord, type SagaRecord } from '../../lib/saga/ledger';
import { sagaId } from '../../lib/saga/rule';
import { epochMillis, hashOf } from '../../lib/units';
import { anOrder } from '../lib/order/an-order';
import { CONTEXT, captureLog, RESULTS } from './calls';

const order = anOrder();
const record = (given: Partial<SagaRecord> = {}): SagaRecord => ({
  ...acceptedRecord({
    sagaId: sagaId('order-1'),
    saga: 'PlaceOrder',
    version: 1,
    style: 'orchestrated',
    inputHash: hashOf(order),
    input: order,
    executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:PlaceOrder:order-1',
    at: epochMillis(1),
  }),
  ...given,
});
const timedOut = {
  detail: { stateMachineArn: process.env.STATE_MACHINE_ARN, name: 'order-1', status: 'TIMED_OUT', stopDate: 2 },
};

const dynamodb = mockClient(DynamoDBDocumentClient);
const sfn = mockClient(SFNClient);
let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  dynamodb.reset();
  sfn.reset();
  dynamodb.on(PutCommand).resolves({}).on(QueryCommand).resolves({ Items: [] });
  dynamodb.on(GetCommand).resolves({ Item: encodeSaga(record()) });
  sfn.on(StartExecutionCommand).resolves({});
  sfn.on(GetExecutionHistoryCommand).resolves({
    events: [
      {
        id: 1,
        timestamp: new Date(0),
        type: 'TaskStateEntered',
        stateEnteredEventDetails: { name: 'ProcessPayment', input: JSON.stringify({ input: order }) },
      },
    ],
  });
  log = captureLog();
});
afterEach(() => log.release());
const written = () => dynamodb.commandCalls(PutCommand).map(({ args }) => args[0].input.Item);

it('RecordSaga records which step turned the saga round', async () => {
  const failure = { Error: 'PaymentDeclined', Cause: '' };
  const state = { input: order, results: { CreateOrder: RESULTS.CreateOrder }, failure };

  await recordSaga({ saga: 'PlaceOrder', sagaId: 'order-1', state }, CONTEXT);

  expect(written()).toMatchObject([
    { state: 'COMPENSATING', revision: 2, steps: { ProcessPayment: { outcome: 'refused' } } },
  ]);
});

it('RecordEnding begins the recovery of what timed out, and counts it in the log', async () => {
  await recordEnding(timedOut, CONTEXT);

  expect(written()).toMatchObject([{ state: 'COMPENSATING', recoveries: 1 }]);
  expect(sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toMatchObject([
    { stateMachineArn: process.env.RECOVERY_STATE_MACHINE_ARN, name: 'order-1-r1' },
  ]);
  expect(log.lines()).toContainEqual(
    expect.objectContaining({ Stack: 'Orders', Service: 'service', UnexpectedEndings: 1 }),
  );
});

it('RecordEvents follows a choreographed saga', async () => {
  const envelope = {
    id: 'order-1.CompleteOrder.1',
    type: 'order.completed',
    version: 1,
    source: 'backstep.orders',
    subject: 'order#order-1',
    sequence: 2,
    occurredAt: '2026-01-01T00:00:00.000Z',
    sagaId: 'order-1',
    style: 'choreographed',
    causationId: 'x',
    correlationId: 'order-1',
    data: { order },
  };

  await recordEvents({ detail: envelope }, CONTEXT);

  expect(written()).toMatchObject([{ state: 'COMPLETED', endedAt: Date.parse('2026-01-01T00:00:00.000Z') }]);
});

it('SweepSagas looks at the open ones, and measures them', async () => {
  sfn.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED', stopDate: new Date(5), output: '{}' });
  const { open, ...item } = encodeSaga(record());
  dynamodb.on(QueryCommand, { ExpressionAttributeValues: { ':open': open } }).resolves({ Items: [{ ...item, open }] });

  expect(await sweepSagas({}, CONTEXT)).toMatchObject({ open: 1, recorded: 1 });

  expect(written()).toMatchObject([{ state: 'COMPLETED', endedAt: 5 }]);
  expect(log.lines()).toContainEqual(expect.objectContaining({ Stack: 'Orders', CompensationFailedSagas: 0 }));
  expect(log.text()).not.toContain(order.customerId);
});
