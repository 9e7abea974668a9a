/** What watches over sagas: their ledger, and the executions of their two machines. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { environmentVariable, optionalVariable } from '../lib/aws/environment';
import type { EndingDependencies } from '../lib/aws/record-ending-handler';
import { stepFunctionsExecutions } from '../lib/aws/step-functions-executions';
import { placeOrder } from '../lib/order/place-order';
import { container } from './container';
import { ledger } from './ledger';
import { metrics } from './metrics';

const machines = {
  // None where the sagas are choreographed.
  conductor: optionalVariable('STATE_MACHINE_ARN'),
  recovery: environmentVariable('RECOVERY_STATE_MACHINE_ARN'),
};

export const guard: EndingDependencies = {
  ...container,
  definition: placeOrder,
  ledger,
  executions: stepFunctionsExecutions(new SFNClient({}), machines),
  machines,
  metrics,
};
