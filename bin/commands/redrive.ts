/** `backstep redrive`: lets the execution that failed last go on where it failed. */
import { redriveSaga } from '../../lib/saga/operators';
import type { Command } from '../command';
import { decide } from '../decide';
import { LEDGER_USAGE } from '../ledgers';

export const redrive: Command = {
  usage: `backstep redrive SAGA [--stack NAME] [--endpoint URL] [--outputs-file FILE] [--json]

  Redrives the execution of a saga that failed last, from the state where it failed. Step Functions does so for 14 days
  after its end, and refuses (exit code 5) in its own words.
  SAGA                  its id, or how its id begins
${LEDGER_USAGE}`,
  run: (args) => decide(args, redriveSaga),
};
