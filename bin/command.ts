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
  return parsed(() => parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values);
}

/**
 * The values of a command's options, and the one argument that it takes beside.
 * @param what the argument is, for the message: `a saga's id`
 * @throws UsageError as `optionsOf` does, and unless there is exactly one argument
 */
export function argumentAndOptionsOf<O extends Options>(args: readonly string[], what: string, options: O) {
  return parsed(() => {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    const [argument, ...others] = positionals;
    if (argument === undefined || others.length > 0) throw new Error(`give one argument: ${what}`);
    return { argument, values };
  });
}

/**
 * The words that a command takes, and the values of its options.
 * @throws UsageError as `optionsOf` does
 */
export function wordsAndOptionsOf<O extends Options>(args: readonly string[], options: O) {
  return parsed(() => {
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
    return { words: positionals, values };
  });
}

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError unless the text is a whole number from 1 to `max` */
export function countOf(text: string, option: string, max: number): number {
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1 || count > max) {
    throw new UsageError(`${option} takes a whole number from 1 to ${max}, not '${text}'`);
  }
  return count;
}

/** @throws UsageError unless the text is a port number from 0 (any free one) to 65535 */
export function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port takes a number from 0 (any free port) to 65535, not '${text}'`);
  }
  return port;
}
