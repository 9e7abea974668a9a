/** `backstep abandon`: ends a saga as it is, because it was settled otherwise. */
import { abandonSaga } from '../../lib/saga/operators';
import type { Command } from '../command';
import { decree, ORDER_USAGE } from '../decide';
import { LEDGER_USAGE } from '../ledgers';

export const abandon: Command = {
  usage: `backstep abandon SAGA --reason TEXT [--by NAME] [--stack NAME] [--endpoint URL] [--outputs-file FILE] [--json]

  Ends a saga as it is: nothing of it is run any more, and it cannot be resumed. Refused (exit code 5) where it has ended,
  or runs.
  SAGA                  its id, or how its id begins
${ORDER_USAGE}${LEDGER_USAGE}`,
  run: (args) => decree(args, abandonSaga),
};
