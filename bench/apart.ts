/** A program of this project in a process of its own, so that its memory and its start are nobody else's. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../lib/constructs/project-root';

const execute = promisify(execFile);
/** Of what it prints. */
const MAX_BYTES = 16 * 1024 * 1024;

/** What the program prints as JSON. */
export async function runApart<T>(entry: string, args: readonly string[]): Promise<T> {
  const cwd = projectRoot();
  const { stdout } = await execute(process.execPath, [join(cwd, 'bin', 'run.js'), entry, ...args], {
    cwd,
    maxBuffer: MAX_BYTES,
  });
  return JSON.parse(stdout) as T;
}
