/** `backstep events`: the contract of the order events, as an AsyncAPI document. */
import { asyncApiDocument } from '../../lib/order/asyncapi';
import { type Command, optionsOf } from '../command';
import { EXIT } from '../exit';

/** Raised with a change of the events that their readers must know of. */
const CONTRACT_VERSION = '1.0.0';

export const events: Command = {
  usage: `backstep events

  Prints the contract of the events that the services tell and answer: an AsyncAPI 3 document in JSON, made from the
  schemas that the consumers check with.
`,
  async run(args) {
    optionsOf(args, {});
    process.stdout.write(`${JSON.stringify(asyncApiDocument(CONTRACT_VERSION), null, 2)}\n`);
    return EXIT.ok;
  },
};
