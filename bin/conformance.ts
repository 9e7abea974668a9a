/**
 * `npm run conformance`: replays recordings of real AWS behaviour against the local model, and counts matches.
 *
 *   npm run conformance -- [--recordings FILE] [--kind K] [--grep RE] [--show N] [--json FILE]
 *                          [--floor N] [--floor-path N] [--floor-outcome N]
 *
 * The replayer and its recordings are not part of this project; they are looked for in `../shared/conformance`. Its
 * arguments and output are passed through. The model is started with the mock configuration that the replayer writes for
 * the recordings, and with a clock that skips waits. `--floor N` fails where fewer than N recordings match exactly;
 * `--floor-path` and `--floor-outcome` where fewer match in path or outcome.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../lib/constructs/project-root';
import { VirtualClock } from '../local/clock';
import type { MockConfig } from '../local/stepfunctions/mocks/mock-config';
import { readMockConfig } from '../local/stepfunctions/mocks/mock-config-file';
import { createWorld } from '../local/world';
import { optionsOf } from './command';
import { EXIT, type ExitCode, exitCodeOf, UsageError } from './exit';

interface Counts {
  readonly exact: number;
  readonly path: number;
  readonly outcome: number;
}

async function main(args: readonly string[]): Promise<ExitCode> {
  const {
    floor,
    'floor-path': floorPath,
    'floor-outcome': floorOutcome,
    ...passed
  } = optionsOf(args, {
    recordings: { type: 'string' },
    kind: { type: 'string' },
    grep: { type: 'string' },
    show: { type: 'string' },
    json: { type: 'string' },
    concurrency: { type: 'string' },
    floor: { type: 'string' },
    'floor-path': { type: 'string' },
    'floor-outcome': { type: 'string' },
  });
  const least: Counts = {
    exact: floorOf('--floor', floor),
    path: floorOf('--floor-path', floorPath),
    outcome: floorOf('--floor-outcome', floorOutcome),
  };
  const replayer = join(projectRoot(), '..', 'shared', 'conformance', 'run.mjs');
  if (!existsSync(replayer)) {
    process.stderr.write(`conformance: there is no replayer at ${replayer}; nothing was replayed\n`);
    return EXIT.usage;
  }
  const mockConfig = await mockConfigOf(replayer, passed.recordings);
  const world = await createWorld({ clock: new VirtualClock(), port: 0, mockConfig });
  try {
    const given = Object.entries(passed).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
    return verdict(await replay([replayer, '--endpoint', world.endpoint ?? '', ...given]), least);
  } finally {
    await world.close();
  }
}

function floorOf(option: string, value: string | undefined): number {
  const count = Number(value ?? 0);
  if (!Number.isInteger(count) || count < 0) throw new UsageError(`${option} takes a count, not '${value}'`);
  return count;
}

/** Task results are scripted from the recorded histories: the replayer says how. */
async function mockConfigOf(replayer: string, recordings: string | undefined): Promise<MockConfig> {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-conformance-'));
  try {
    const file = join(folder, 'MockConfigFile.json');
    const from = recordings === undefined ? [] : ['--recordings', recordings];
    const child = spawn(process.execPath, [replayer, '--mock-config', file, ...from], {
      cwd: projectRoot(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new UsageError('the replayer could not read the recordings');
    return readMockConfig(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** By the replayer's lines, one a kind; `undefined` where it failed. */
async function replay(args: readonly string[]): Promise<Counts | undefined> {
  const child = spawn(process.execPath, args, { cwd: projectRoot(), stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
    process.stdout.write(chunk);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) return undefined;
  const kinds = [...out.matchAll(/^\w+ +\d+ recorded {2}outcome (\d+) {2}path (\d+) {2}exact (\d+)$/gm)];
  const sum = (group: number) => kinds.reduce((total, kind) => total + Number(kind[group]), 0);
  return { outcome: sum(1), path: sum(2), exact: sum(3) };
}

function verdict(counts: Counts | undefined, least: Counts): ExitCode {
  if (counts === undefined) return EXIT.unexpected;
  const levels = ['outcome', 'path', 'exact'] as const;
  const short = levels.filter((level) => counts[level] < least[level]);
  for (const level of short) {
    process.stderr.write(`conformance: ${counts[level]} match in ${level}, fewer than the floor of ${least[level]}\n`);
  }
  return short.length === 0 ? EXIT.ok : EXIT.unexpected;
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`conformance: ${error instanceof Error ? error.message : error}\n`);
    return exitCodeOf(error);
  })
  .then((code) => {
    process.exitCode = code;
  });
