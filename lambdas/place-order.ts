import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { doorHandler } from '../lib/aws/door-handler';
import { environmentVariable } from '../lib/aws/environment';
import { stepFunctionsStarter } from '../lib/aws/step-functions-executions';
import { placeOrder } from '../lib/order/place-order';
import { container } from './container';
import { ledger } from './ledger';

const start = doorHandler(placeOrder, ({ orderId }) => orderId, {
  ...container,
  ledger,
  executions: stepFunctionsStarter(new SFNClient({}), environmentVariable('STATE_MACHINE_ARN')),
});

/** The order itself is the request; its id is the idempotency key and the saga's id. */
export const handler = async (order: unknown, context: Context) => {
  const started = await start(order, context);
  return { orderId: started.sagaId, ...started };
};
