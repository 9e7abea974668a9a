#!/usr/bin/env node
/**
 * `npm run browser`: the tests of the page in headless Chromium. Debian's is taken, or the one that CHROMIUM names; where
 * there is none it is installed if this may (root, and apt-get), and otherwise it is said what to do.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function find() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(':');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function install() {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  process.stderr.write('browser: installing chromium\n');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['update', '-q'], options);
  execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options);
}

if (find() === undefined) install();
const chromium = find();
if (chromium === undefined) {
  process.stderr.write('browser: there is no Chromium; run `apt-get install chromium`, or name one in CHROMIUM\n');
  process.exit(1);
}
const jest = join(__dirname, '..', '..', 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--config', join(__dirname, 'jest.config.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM: chromium },
  },
);
process.exit(status ?? 1);
