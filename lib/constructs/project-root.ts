/** Where the project lies: the nearest folder above this code that has the lock file. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @throws Error when this code lies outside of a project */
export function projectRoot(from = __dirname): string {
  if (existsSync(join(from, 'package-lock.json'))) return from;
  const above = dirname(from);
  if (above === from) throw new Error(`no package-lock.json in or above '${__dirname}'; run npm install first`);
  return projectRoot(above);
}
