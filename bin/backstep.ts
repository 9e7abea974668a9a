/** The command line: `backstep COMMAND [options]`. */
import type { Command } from './command';
import { EXIT, type ExitCode, exitCodeOf, UsageError } from './exit';

interface Entry {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Each command is loaded when it is called: the SDK and the CDK take longer to load than most of them to run. */
const COMMANDS: { readonly [name: string]: Entry | undefined } = {
  demo: {
    summary: 'places the orders of the demo, and says what became of each',
    load: async () => (await import('./commands/demo.js')).demo,
  },
  start: {
    summary: 'serves the local stack until Ctrl-C',
    load: async () => (await import('./commands/start.js')).start,
  },
  e2e: {
    summary: "the demo's orders over HTTP, against the local model or another endpoint",
    load: async () => (await import('./commands/e2e.js')).e2e,
  },
  graph: {
    summary: 'the state machine of the order saga, as Mermaid or ASL',
    load: async () => (await import('./commands/graph.js')).graph,
  },
  events: {
    summary: 'the contract of the order events, as an AsyncAPI document',
    load: async () => (await import('./commands/events.js')).events,
  },
};

const HELP = `backstep: sagas on AWS Step Functions, on this machine

  backstep COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, entry]) => `  ${name.padEnd(8)}${entry?.summary}`)
  .join('\n')}

  backstep COMMAND --help says more. Exit codes: 0 all well, 1 an order ended other than it must, 2 wrong usage,
  3 the app or its template cannot be loaded, 4 port or data folder taken or endpoint not answering, 130 interrupted.
`;

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) {
    throw new UsageError(`there is no command '${name}'; the commands are ${Object.keys(COMMANDS).join(', ')}`);
  }
  const command = await entry.load();
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.usage);
    return EXIT.ok;
  }
  return command.run(args);
}

/** A user's error is a sentence; a stack is for what should not have happened. */
function failed(error: unknown): ExitCode {
  const code = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  const hint = code === EXIT.usage ? ". 'backstep help' lists what there is." : '';
  process.stderr.write(`backstep: ${code === EXIT.unexpected ? (stack ?? message) : message}${hint}\n`);
  return code;
}

main(process.argv.slice(2))
  .catch(failed)
  .then((code) => {
    process.exitCode = code;
  });
