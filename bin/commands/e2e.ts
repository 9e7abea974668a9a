/** `backstep e2e`: the demo's orders through the official SDK over HTTP, against any endpoint that holds the stack. */
import { startOrderApp } from '../../demo/local-app';
import { perform } from '../../demo/play';
import { describeAccount, describeOrder } from '../../demo/report';
import { endpointStage, type ModelHealth } from '../../demo/stages';
import { stackName } from '../../lib/order/stages';
import { type Command, optionsOf } from '../command';
import { EXIT, UsageError } from '../exit';
import { askModel, type Outputs, outputsIn, urlOf } from '../outputs';

export const e2e: Command = {
  usage: `backstep e2e [--endpoint URL] [--outputs-file FILE] [--prefix TEXT]

  Without --endpoint a local model is started on a free port, used through the official SDK, and stopped.
  --endpoint URL        where the stack is. A local model of this kind is asked for its outputs, and told to fail;
                        elsewhere the orders that need faults are left out
  --outputs-file FILE   what cdk deploy --outputs-file wrote, for endpoints that are not a local model of this kind
  --prefix TEXT         goes before order ids and article numbers, so that a stack can be used again. Default: the time
`,
  async run(args) {
    const options = optionsOf(args, {
      endpoint: { type: 'string' },
      'outputs-file': { type: 'string' },
      prefix: { type: 'string', default: `e2e-${Date.now().toString(36)}-` },
    });
    if (options.endpoint !== undefined) {
      return playAt(urlOf(options.endpoint), options['outputs-file'], options.prefix);
    }
    const { local } = await startOrderApp('dev', { clock: 'virtual', port: 0 });
    try {
      return await playAt(local.endpoint ?? '', undefined, options.prefix);
    } finally {
      await local.stop();
    }
  },
};

async function playAt(endpoint: string, outputsFile: string | undefined, prefix: string) {
  const model = outputsFile === undefined ? await askModel<ModelHealth>(endpoint, 'health') : undefined;
  const all = outputsFile === undefined ? await askModel<Outputs>(endpoint, 'outputs') : outputsIn(outputsFile);
  const stack = stackName('dev');
  const outputs = all[stack];
  if (outputs === undefined) throw new UsageError(`there are no outputs of stack '${stack}' there`);
  const stage = endpointStage(endpoint, outputs, model);
  const performed = await perform([stage], {
    prefix,
    onPlayed: (sideBySide) => void process.stdout.write(`${describeOrder(sideBySide)}\n`),
  });
  for (const { name } of performed.leftOut) process.stdout.write(`left out: ${name} (needs faults on purpose)\n`);
  for (const account of performed.accounts) process.stdout.write(`\n${describeAccount(account)}\n`);
  const expected = performed.asExpected ? 'all as they must be' : 'NOT AS THEY MUST BE';
  process.stdout.write(`\n${performed.played.length} orders over ${endpoint}, ${expected}\n`);
  return performed.asExpected ? EXIT.ok : EXIT.unexpected;
}
