/** The commands, by name, and how each ends. */
import type { Command } from './command';
import { EXIT, type ExitCode, exitCodeOf, UsageError } from './exit';

/** What each does, in the order of the help. */
const SUMMARIES = {
  demo: 'places the orders of the demo, and says what became of each',
  start: 'serves the local stack until Ctrl-C',
  clock: 'tells, moves or stops the time of a local model on virtual time',
  e2e: "the demo's orders over HTTP, against the local model or another endpoint",
  ls: 'the sagas that have not ended',
  show: 'all that is known of one saga, and what to do next',
  resume: 'goes on with a saga that could not be undone',
  redrive: 'lets an execution go on where it failed',
  cancel: 'stops a saga, and undoes what it did',
  abandon: 'ends a saga as it is',
  graph: 'the state machine of the order saga, as Mermaid or ASL',
  events: 'the contract of the order events, as an AsyncAPI document',
} as const;
export type CommandName = keyof typeof SUMMARIES;
const isCommand = (name: string): name is CommandName => Object.hasOwn(SUMMARIES, name);

/** Each command is loaded when it is called: the SDK and the CDK take longer to load than most of them to run. */
export type Commands = { readonly [Name in CommandName]: () => Promise<Command> };

const HELP = `backstep: sagas on AWS Step Functions, on this machine

  backstep COMMAND [options]

${Object.entries(SUMMARIES)
  .map(([name, summary]) => `  ${name.padEnd(9)}${summary}`)
  .join('\n')}

  backstep COMMAND --help says more. Exit codes: 0 all well, 1 an order ended other than it must, 2 wrong usage,
  3 the app or its template cannot be loaded, 4 port or data folder taken or endpoint not answering, 5 refused as the saga
  stands, 6 no such saga, 130 interrupted.
`;

/** Runs one command. What went wrong is told on standard error, and in the exit code. */
export const main = (args: readonly string[], commands: Commands): Promise<ExitCode> =>
  run(args, commands).catch(failed);

async function run([name, ...args]: readonly string[], commands: Commands): Promise<ExitCode> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  if (!isCommand(name)) {
    throw new UsageError(`there is no command '${name}'; the commands are ${Object.keys(SUMMARIES).join(', ')}`);
  }
  const command = await commands[name]();
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
