/** What a command of the command line is. Data goes to standard output, everything else to standard error. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type ExitCode, UsageError } from './exit';

export interface Command {
  readonly usage: string;
  run(args: readonly string[]): Promise<ExitCode>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The values of a command's options.
 * @throws UsageError for an unknown option, a missing value or a stray argument
 */
export function optionsOf<O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError unless the text is a port number from 0 (any free one) to 65535 */
export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 (any free port) to 65535, not '${text}'`);
  }
  return port;
}
