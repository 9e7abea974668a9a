/**
 * `npm run conformance`: replays recordings of real AWS behaviour against the local model, and counts matches.
 *
 *   npm run conformance -- [--recordings FILE] [--kind K] [--grep RE] [--show N] [--floor N]
 *
 * The replayer and its recordings are not part of this project; they are looked for in `../shared/conformance`. Its
 * arguments and output are passed through. `--floor N` fails where fewer than N recordings match exactly.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../lib/constructs/project-root';
import { VirtualClock } from '../local/clock';
import { createWorld } from '../local/world';
import { optionsOf } from './command';
import { EXIT, type ExitCode, exitCodeOf } from './exit';

async function main(args: readonly string[]): Promise<ExitCode> {
  const { floor, ...passed } = optionsOf(args, {
    recordings: { type: 'string' },
    kind: { type: 'string' },
    grep: { type: 'string' },
    show: { type: 'string' },
    json: { type: 'string' },
    concurrency: { type: 'string' },
    floor: { type: 'string' },
  });
  const replayer = join(projectRoot(), '..', 'shared', 'conformance', 'run.mjs');
  if (!existsSync(replayer)) {
    process.stderr.write(`conformance: there is no replayer at ${replayer}; nothing was replayed\n`);
    return EXIT.usage;
  }
  const world = await createWorld({ clock: new VirtualClock(), port: 0 });
  try {
    const given = Object.entries(passed).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
    const exact = await replay([replayer, '--endpoint', world.endpoint ?? '', ...given]);
    if (exact === undefined) return EXIT.unexpected;
    if (exact < Number(floor ?? 0)) {
      process.stderr.write(`conformance: ${exact} match exactly, fewer than the floor of ${floor}\n`);
      return EXIT.unexpected;
    }
    return EXIT.ok;
  } finally {
    await world.close();
  }
}

/** How many match exactly, by the replayer's last line; `undefined` where it failed. */
async function replay(args: readonly string[]): Promise<number | undefined> {
  const child = spawn(process.execPath, args, { cwd: projectRoot(), stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
    process.stdout.write(chunk);
  });
  const [code] = await once(child, 'close');
  const exact = /^all: (\d+) exact/m.exec(out)?.[1];
  return code === 0 && exact !== undefined ? Number(exact) : undefined;
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`conformance: ${error instanceof Error ? error.message : error}\n`);
    return exitCodeOf(error);
  })
  .then((code) => {
    process.exitCode = code;
  });
