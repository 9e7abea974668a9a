/** An environment like a laptop's on a plane: no AWS account, no Docker, no network, and every attempt at it on record. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** For a child process; nothing of the caller's environment but where programs are. `folder` takes what is written. */
export function offlineEnvironment(folder: string): { readonly [name: string]: string } {
  mkdirSync(join(folder, 'home'), { recursive: true });
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: join(folder, 'home'),
    NODE_OPTIONS: `--require ${join(__dirname, 'no-network.js')}`,
    NETWORK_ATTEMPTS: join(folder, 'attempts'),
    CDK_DOCKER: join(folder, 'no-docker'),
    CDK_VALIDATION: 'false',
  };
}

/** One line an attempt; empty when there was none. */
export function networkAttempts(folder: string): string {
  const file = join(folder, 'attempts');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
