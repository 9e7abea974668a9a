import { SFNClient } from '@aws-sdk/client-sfn';
import { doorHandler } from '../../../lib/aws/door-handler';
import { environmentVariable } from '../../../lib/aws/environment';
import { stepFunctionsStarter } from '../../../lib/aws/step-functions-executions';
import { bookTrip } from '../book-trip';
import { container } from './container';
import { ledger } from './ledger';

/** The trip itself is the request; its id is the idempotency key and the saga's id. */
export const handler = doorHandler(bookTrip, ({ tripId }) => tripId, {
  ...container,
  ledger,
  executions: stepFunctionsStarter(new SFNClient({}), environmentVariable('STATE_MACHINE_ARN')),
});
