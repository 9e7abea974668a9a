#!/usr/bin/env node
/**
 * Runs a TypeScript entry of this project: `node bin/run.js bench/sagas.ts …`. The entry and all it imports of ours
 * become one bundle, packages stay where npm put them. The bundle is kept, and made anew when a file of it has changed.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join, resolve } = require('node:path');

const root = dirname(__dirname);
const folder = join(root, 'node_modules', '.cache', 'backstep');

function run(entry) {
  const bundle = join(folder, `${createHash('sha256').update(entry).digest('hex').slice(0, 12)}.js`);
  if (!isFresh(bundle)) build(entry, bundle);
  process.setSourceMapsEnabled(true);
  // Node 20 is supported here on purpose; the SDK's notice would stand in the middle of the output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  createRequire(__filename)(bundle);
}

/** Beside the bundle lies the list of its files, each with the time and size it had. */
function isFresh(bundle) {
  try {
    const files = JSON.parse(readFileSync(`${bundle}.files`, 'utf8'));
    return files.every(([path, stamp]) => stampOf(path) === stamp);
  } catch {
    return false;
  }
}

function stampOf(path) {
  const { mtimeMs, size } = statSync(join(root, path));
  return `${mtimeMs} ${size}`;
}

function build(entry, bundle) {
  const { buildSync } = require('esbuild');
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    outfile: bundle,
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  mkdirSync(folder, { recursive: true });
  replace(bundle, outputFiles[0].contents);
  const inputs = [...Object.keys(metafile.inputs), 'package-lock.json'];
  replace(`${bundle}.files`, JSON.stringify(inputs.map((path) => [path, stampOf(path)])));
}

/** Whole or not at all: another process may be reading it. */
function replace(path, contents) {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, contents);
  renameSync(fresh, path);
}

module.exports = { run };
if (require.main === module) {
  const [entry, ...rest] = process.argv.slice(2);
  process.argv = [process.argv[0], resolve(root, entry), ...rest];
  run(resolve(root, entry));
}
