/** `backstep graph`: the order saga's machine, as Mermaid text or as the states language. */
import { generateStateMachine } from '../../lib/asl/generate';
import { toGraph } from '../../lib/asl/graph';
import { toMermaid } from '../../lib/asl/mermaid';
import { placeOrder } from '../../lib/order/place-order';
import { type Command, optionsOf } from '../command';
import { EXIT } from '../exit';

export const graph: Command = {
  usage: `backstep graph [--asl]

  Prints the machine that the saga becomes, as Mermaid text.
  --asl   prints it in the Amazon States Language instead
`,
  async run(args) {
    const { asl } = optionsOf(args, { asl: { type: 'boolean', default: false } });
    const machine = generateStateMachine(placeOrder);
    process.stdout.write(asl ? `${JSON.stringify(machine, null, 2)}\n` : `${toMermaid(toGraph(machine))}\n`);
    return EXIT.ok;
  },
};
