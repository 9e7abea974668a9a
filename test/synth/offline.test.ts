import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkAttempts, offlineEnvironment } from './offline';

const ROOT = join(__dirname, '..', '..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstep-offline-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function node(...command: readonly string[]) {
  return spawnSync(process.execPath, command, { cwd: ROOT, env: offlineEnvironment(folder), encoding: 'utf8' });
}

test('the CDK command line runs the app without account or network, and tries for none', () => {
  const { stdout, stderr } = node('node_modules/aws-cdk/bin/cdk', 'list', '--output', join(folder, 'cdk.out'));

  expect(`${stdout}${stderr}`.trim().split('\n')).toEqual(['Backstep-Order-dev', 'Backstep-Choreography-dev']);
  expect(networkAttempts(folder)).toBe('');
}, 60_000);

test('an attempt to reach the network would be on record', () => {
  const { status } = node('-e', "fetch('http://127.0.0.1:4566')");

  expect(status).not.toBe(0);
  expect(networkAttempts(folder)).toContain('127.0.0.1:4566');
});
