/**
 * The cloud assembly of the project's own app, made anew only when one of its sources has changed: the CDK takes longer to
 * load than the local model to start.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { projectRoot } from '../lib/constructs/project-root';
import type { Stage } from '../lib/order/stages';

/** What a template is made of; the handlers' code is not in it, only which they are. */
const SOURCES = ['lib', 'lambdas', 'examples', 'cdk.json', 'package-lock.json'];

/** Leaves in `folder` the assembly for `stage`, as the sources are now. Beside it lies what it was made from. */
export function freshAssembly(folder: string, stage: Stage, make = synthesizeInto): void {
  const made = JSON.stringify({ stage, files: stamps() });
  const record = join(dirname(folder), `${basename(folder)}.files`);
  if (textOf(record) === made && existsSync(join(folder, 'manifest.json'))) return;
  make(folder, stage);
  writeWhole(record, made);
}

export function synthesizeInto(folder: string, stage: Stage): void {
  // Loaded here, since it brings the CDK with it.
  const { synthesize } = require('../lib/order/order-app') as typeof import('../lib/order/order-app');
  replaceAssembly(folder, (outdir) => void synthesize({ outdir, stage }));
}

/** Written beside, where assets are as far away, and moved file by file: no other process reads half a template. */
export function replaceAssembly(folder: string, synthesize: (outdir: string) => void): void {
  mkdirSync(folder, { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    synthesize(fresh);
    for (const file of readdirSync(fresh)) renameSync(join(fresh, file), join(folder, file));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Every source file with the time and size it has. */
function stamps(): readonly (readonly [path: string, stamp: string])[] {
  const root = projectRoot();
  const files = (path: string): readonly string[] =>
    statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(join(path, name))) : [path];
  return SOURCES.flatMap((name) => files(join(root, name))).map((path) => {
    const { mtimeMs, size } = statSync(path);
    return [relative(root, path), `${mtimeMs} ${size}`];
  });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writeWhole(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, path);
}
