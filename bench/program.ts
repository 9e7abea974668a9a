/** What every benchmark is as a program: it tells its usage when asked, and is refused in a sentence when it is called wrongly. */
import { cpus } from 'node:os';
import { EXIT, exitCodeOf } from '../bin/exit';

/** @param usage what `--help` prints */
export function runProgram(usage: string, run: (args: readonly string[]) => Promise<void>): void {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    return;
  }
  run(args).catch((error: unknown) => {
    process.exitCode = exitCodeOf(error);
    const isOurs = process.exitCode === EXIT.unexpected && error instanceof Error;
    process.stderr.write(`${isOurs ? error.stack : error instanceof Error ? error.message : String(error)}\n`);
  });
}

export const machineInWords = () => `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}`;
