/** The command line: `backstep COMMAND [options]`. */

import { TemplateError } from '../local/template/template';
import { PortInUse } from '../local/wire/server';
import type { Command } from './command';
import { demo } from './commands/demo';
import { e2e } from './commands/e2e';
import { graph } from './commands/graph';
import { start } from './commands/start';
import { EndpointError, EXIT, type ExitCode, UsageError } from './exit';

const COMMANDS: { readonly [name: string]: Command } = { demo, start, e2e, graph };

const HELP = `backstep: sagas on AWS Step Functions, on this machine

  backstep COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`)
  .join('\n')}

  backstep COMMAND --help says more. Exit codes: 0 all well, 1 an order ended other than it must, 2 wrong usage,
  3 the app or its template cannot be loaded, 4 port taken or endpoint not answering, 130 interrupted.
`;

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new UsageError(`there is no command '${name}'; the commands are ${Object.keys(COMMANDS).join(', ')}`);
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.usage);
    return EXIT.ok;
  }
  return command.run(args);
}

function failed(error: unknown): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) return say(`${message}. 'backstep help' lists what there is.`, EXIT.usage);
  if (error instanceof TemplateError) return say(message, EXIT.template);
  if (error instanceof PortInUse || error instanceof EndpointError) return say(message, EXIT.endpoint);
  return say(error instanceof Error ? (error.stack ?? message) : message, EXIT.unexpected);
}

function say(message: string, code: ExitCode): ExitCode {
  process.stderr.write(`backstep: ${message}\n`);
  return code;
}

main(process.argv.slice(2))
  .catch(failed)
  .then((code) => {
    process.exitCode = code;
  });
