import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ServiceFunction } from '../../lib/constructs/service-function';
import { networkAttempts, offlineEnvironment } from './offline';

const ROOT = join(__dirname, '..', '..');
/** The AWS SDK's clients are most of it. What else grows, grows the cold start of every function. */
const MAX_BUNDLE_BYTES = 700_000;
/** Signing for several regions at once, which nothing here does; the SDK goes without where it is not installed. */
const OPTIONAL = '@aws-sdk/signature-v4-crt';

/** esbuild's compiler is a child process, which takes its environment from here. */
const environment = { ...process.env };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstep-bundle-'));
  // Without NODE_ENV, aws-cdk-lib wraps `fs` in counters that outlive the test.
  setEnvironment({ ...offlineEnvironment(folder), NODE_ENV: 'test' });
});
afterEach(() => {
  setEnvironment(environment);
  rmSync(folder, { recursive: true });
});

test('the largest function is bundled offline and without Docker, with the AWS SDK and a source map, and stays small', () => {
  const app = new App({ outdir: join(folder, 'out'), postCliContext: { 'aws:cdk:bundling-stacks': ['**'] } });
  new ServiceFunction(new Stack(app, 'Bundled'), 'PlaceOrder', {
    entry: 'lambdas/place-order.ts',
    service: 'orders',
    timeout: Duration.seconds(10),
  });

  const { directory } = app.synth();

  const asset = readdirSync(directory).find((name) => name.startsWith('asset.')) ?? 'no asset';
  expect(readdirSync(join(directory, asset)).sort()).toEqual(['index.js', 'index.js.map']);
  expect(statSync(join(directory, asset, 'index.js')).size).toBeLessThan(MAX_BUNDLE_BYTES);
  expect(packagesLeftOut(readFileSync(join(directory, asset, 'index.js'), 'utf8'))).toEqual([OPTIONAL]);
  expect(networkAttempts(folder)).toBe('');
}, 30_000);

test('functions with the same source share one asset, and others do not', () => {
  const app = new App({ outdir: join(folder, 'out'), postCliContext: { 'aws:cdk:bundling-stacks': ['**'] } });
  const [one, another] = [new Stack(app, 'One'), new Stack(app, 'Another')];
  const common = { service: 'orders', timeout: Duration.seconds(10) };
  for (const stack of [one, another]) new ServiceFunction(stack, 'First', { entry: 'lib/units.ts', ...common });
  new ServiceFunction(one, 'Second', { entry: 'lib/order/money.ts', ...common });

  const { directory } = app.synth();

  expect(readdirSync(directory).filter((name) => name.startsWith('asset.'))).toHaveLength(2);
}, 30_000);

test('a source that does not compile stops the synthesis, with its place', () => {
  const app = new App({ outdir: join(folder, 'out'), postCliContext: { 'aws:cdk:bundling-stacks': ['**'] } });
  const broken = join(ROOT, 'node_modules', '.cache', 'backstep', 'broken.ts');
  mkdirSync(dirname(broken), { recursive: true });
  writeFileSync(broken, 'export const handler = (;\n');
  const props = { entry: relative(ROOT, broken), service: 'orders', timeout: Duration.seconds(10) };

  expect(() => new ServiceFunction(new Stack(app, 'Broken'), 'Broken', props)).toThrow('broken.ts:1:24');
  rmSync(broken);
}, 30_000);

function packagesLeftOut(code: string): readonly string[] {
  const required = [...code.matchAll(/\brequire\("(?!node:)([^"]+)"\)/g)].map(([, name]) => String(name));
  return [...new Set(required)];
}

function setEnvironment(to: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, to);
}
