/** `backstep cancel`: stops a saga, and undoes what it did. */
import { cancelSaga } from '../../lib/saga/operators';
import type { Command } from '../command';
import { decree, ORDER_USAGE } from '../decide';
import { LEDGER_USAGE } from '../ledgers';

export const cancel: Command = {
  usage: `backstep cancel SAGA --reason TEXT [--by NAME] [--stack NAME] [--endpoint URL] [--outputs-file FILE] [--json]

  Stops a running saga and undoes what it did. Refused (exit code 5) where it is being undone already, has ended, or is
  past its point of no return.
  SAGA                  its id, or how its id begins
${ORDER_USAGE}${LEDGER_USAGE}`,
  run: (args) => decree(args, cancelSaga),
};
