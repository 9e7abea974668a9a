import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { doorHandler } from '../lib/aws/door-handler';
import { dynamoDbSagaRecords } from '../lib/aws/dynamodb-saga-records';
import { environmentVariable } from '../lib/aws/environment';
import { stepFunctionsExecutions } from '../lib/aws/step-functions-executions';
import { placeOrder } from '../lib/order/place-order';
import { container, documents } from './container';

const start = doorHandler(placeOrder, ({ orderId }) => orderId, {
  ...container,
  records: dynamoDbSagaRecords(documents, environmentVariable('SAGAS_TABLE_NAME')),
  executions: stepFunctionsExecutions(new SFNClient({}), environmentVariable('STATE_MACHINE_ARN')),
});

/** The order itself is the request; its id is the idempotency key and the saga's id. */
export const handler = async (order: unknown, context: Context) => {
  const started = await start(order, context);
  return { orderId: started.sagaId, ...started };
};
