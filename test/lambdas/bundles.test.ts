import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const ROOT = join(__dirname, '..', '..');
/** Parts that functions share; they export no handler. */
const SHARED = new Set([
  'container.ts',
  'participant.ts',
  'relay.ts',
  'reactions.ts',
  'metrics.ts',
  'ledger.ts',
  'guard.ts',
]);
/** Bytes, minified, with the SDK: a cold start reads and parses every one of them. */
const MAX_BUNDLE_BYTES = 750_000;

/** As the functions are bundled for deployment. */
async function bundles(): Promise<ReadonlyMap<string, Metafile['outputs'][string]>> {
  const entries = readdirSync(join(ROOT, 'lambdas')).filter((file) => !SHARED.has(file));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: entries.map((file) => `lambdas/${file}`),
    outdir: 'dist',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
  });
  return new Map(Object.entries(metafile.outputs));
}

const contents = ({ inputs }: Metafile['outputs'][string]) =>
  Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));

describe('the functions as they are deployed', () => {
  let outputs: Awaited<ReturnType<typeof bundles>>;
  beforeAll(async () => {
    outputs = await bundles();
  }, 60_000);

  it('are one for each step and compensation in either style, the doors, the relay, the reactions, those that give up, and those that watch over sagas', () => {
    expect([...outputs.keys()].sort()).toEqual(
      [
        'cancel-order',
        'cancel-order-choreographed',
        'complete-order',
        'complete-order-choreographed',
        'create-order',
        'give-up-inventory',
        'give-up-orders',
        'give-up-payments',
        'place-order',
        'place-order-choreographed',
        'process-payment',
        'process-payment-choreographed',
        'record-ending',
        'record-events',
        'record-saga',
        'record-sale',
        'refund-payment',
        'refund-payment-choreographed',
        'relay-outbox',
        'release-inventory',
        'reserve-inventory',
        'reserve-inventory-choreographed',
        'send-confirmation',
        'sweep-outbox',
        'sweep-sagas',
      ]
        .map((name) => `dist/${name}.js`)
        .sort(),
    );
  });

  it('hold only what they use: of zod its small half, and nothing of the CDK', () => {
    const unwanted = /zod\/v4\/(classic|locales)|zod\/v3|aws-cdk-lib|lib\/constructs|node_modules\/constructs/;

    const found = [...outputs].flatMap(([name, output]) =>
      contents(output)
        .filter((file) => unwanted.test(file))
        .map((file) => `${name}: ${file}`),
    );

    expect(found).toEqual([]);
    const withoutZod = [...outputs].filter(
      ([, output]) => !contents(output).some((file) => file.includes('zod/v4/mini')),
    );
    expect(withoutZod.map(([name]) => name)).toEqual(['dist/relay-outbox.js', 'dist/sweep-outbox.js']);
  });

  it('are small', () => {
    const large = [...outputs].filter(([, { bytes }]) => bytes > MAX_BUNDLE_BYTES).map(([name]) => name);

    expect(large).toEqual([]);
  });
});
