#!/usr/bin/env node
/**
 * Runs a TypeScript entry of this project: `node bin/run.js bench/sagas.ts …`. The entry and all it imports of ours
 * become one bundle (about 0.1 s, less than loading the files one by one), packages stay where npm put them.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join, resolve } = require('node:path');
const { buildSync } = require('esbuild');

const root = dirname(__dirname);

function run(entry) {
  const folder = join(root, 'node_modules', '.cache', 'backstep');
  const bundle = join(folder, `${createHash('sha256').update(entry).digest('hex').slice(0, 12)}.js`);
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    outfile: bundle,
    write: false,
    logLevel: 'error',
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(bundle, outputFiles[0].contents);
  process.setSourceMapsEnabled(true);
  // Node 20 is supported here on purpose; the SDK's notice would stand in the middle of the output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  createRequire(__filename)(bundle);
}

module.exports = { run };
if (require.main === module) {
  const [entry, ...rest] = process.argv.slice(2);
  process.argv = [process.argv[0], resolve(root, entry), ...rest];
  run(resolve(root, entry));
}
