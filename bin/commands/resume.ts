/** `backstep resume`: goes on with a saga that could not be undone, or whose execution has ended. */
import { resumeSaga } from '../../lib/saga/operators';
import type { Command } from '../command';
import { decide } from '../decide';
import { LEDGER_USAGE } from '../ledgers';

export const resume: Command = {
  usage: `backstep resume SAGA [--stack NAME] [--endpoint URL] [--outputs-file FILE] [--json]

  Begins a recovery that runs only what failed: the compensations that are not done, or the steps past the point of no
  return. It works however old the saga is, and may be repeated. Refused (exit code 5) where it has ended, or runs.
  SAGA                  its id, or how its id begins
${LEDGER_USAGE}`,
  run: (args) => decide(args, resumeSaga),
};
