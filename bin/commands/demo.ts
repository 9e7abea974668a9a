/** `backstep demo`: real orders through the synthesized template, on the local model, waits skipped. */

import { startOrderApp } from '../../demo/local-app';
import { perform } from '../../demo/play';
import { describeAccount, describeOrder, toJson } from '../../demo/report';
import { SCENARIOS } from '../../demo/scenarios';
import { localStage } from '../../demo/stages';
import { type Command, optionsOf } from '../command';
import { EXIT, UsageError } from '../exit';

export const demo: Command = {
  usage: `backstep demo [--only NAME] [--json]

  Synthesizes the CDK app, loads its templates into the local model, places orders through the deployed handlers while
  things go wrong, once with a state machine that conducts and once with services that answer each other's events, and
  checks that money and stock add up. Waits between retries are skipped.
  --only NAME   one of: ${SCENARIOS.map(({ name }) => name).join(', ')}
  --json        one JSON document on standard output
`,
  async run(args) {
    const { only, json } = optionsOf(args, { only: { type: 'string' }, json: { type: 'boolean', default: false } });
    if (only !== undefined && !SCENARIOS.some(({ name }) => name === only)) {
      throw new UsageError(
        `there is no scenario '${only}'; the demo has ${SCENARIOS.map(({ name }) => name).join(', ')}`,
      );
    }
    const began = performance.now();
    const { local, stack, choreography } = await startOrderApp('dev', { clock: 'virtual' });
    try {
      const say = (text: string) => void (json || process.stdout.write(`${text}\n`));
      say(`Orders through the templates of ${stack} and ${choreography}, waits skipped:\n`);
      const stages = [localStage(local, stack, 'orchestrated'), localStage(local, choreography, 'choreographed')];
      const performed = await perform(stages, {
        ...(only === undefined ? {} : { only }),
        onPlayed: (sideBySide) => say(describeOrder(sideBySide)),
      });
      for (const account of performed.accounts) say(`\n${describeAccount(account)}`);
      const verdict = performed.asExpected ? 'all as they must be' : 'NOT AS THEY MUST BE';
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      say(`\n${performed.played.flat().length} orders, ${verdict}, in ${seconds} s`);
      if (json) process.stdout.write(`${JSON.stringify(toJson(performed), null, 2)}\n`);
      return performed.asExpected ? EXIT.ok : EXIT.unexpected;
    } finally {
      await local.stop();
    }
  },
};
