/** What watches over trips: their ledger, and the executions of their two machines. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { embeddedMetrics } from '../../../lib/aws/embedded-metrics';
import { environmentVariable } from '../../../lib/aws/environment';
import type { EndingDependencies } from '../../../lib/aws/record-ending-handler';
import { stepFunctionsExecutions } from '../../../lib/aws/step-functions-executions';
import { bookTrip } from '../book-trip';
import { container } from './container';
import { ledger } from './ledger';

const machines = {
  conductor: environmentVariable('STATE_MACHINE_ARN'),
  recovery: environmentVariable('RECOVERY_STATE_MACHINE_ARN'),
};

export const guard: EndingDependencies = {
  ...container,
  definition: bookTrip,
  ledger,
  executions: stepFunctionsExecutions(new SFNClient({}), machines),
  machines,
  metrics: embeddedMetrics(
    { stack: environmentVariable('STACK_NAME'), service: environmentVariable('POWERTOOLS_SERVICE_NAME') },
    (line) => {
      process.stdout.write(`${line}\n`);
    },
  ),
};
