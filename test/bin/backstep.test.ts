/** The command line as a user meets it: a process, its output and its exit code. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { booksOf } from '../../demo/books';
import { endpointStage, type StackOutputs } from '../../demo/stages';
import { stackName } from '../../lib/order/stages';

type Outputs = { readonly [stack: string]: StackOutputs };

const root = join(__dirname, '..', '..');

function backstep(...args: readonly string[]) {
  return spawn(process.execPath, [join(root, 'bin', 'backstep.js'), ...args], { cwd: root });
}

async function outcomeOf(...args: readonly string[]) {
  const child = backstep(...args);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

jest.setTimeout(60_000);

test('refuses wrong usage with a sentence and exit code 2', async () => {
  const { code, out, err } = await outcomeOf('demo', '--fast');

  expect(err).toContain("Unknown option '--fast'");
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('refuses a template that cannot be loaded with a sentence that names it, and exit code 3', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-'));
  const file = join(folder, 'app.json');
  writeFileSync(file, JSON.stringify({ Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: {} } } }));

  const { code, err } = await outcomeOf('start', '--port', '0', '--template', file);

  expect(err).toMatch(/^backstep: app › Table: .*keySchema/);
  expect(code).toBe(3);
});

test('refuses a folder that holds no app with exit code 3', async () => {
  const { code, err } = await outcomeOf('start', '--port', '0', '--template', mkdtempSync(join(tmpdir(), 'backstep-')));

  expect(err).toMatch(/run cdk synth first/);
  expect(code).toBe(3);
});

test('says that its port is taken, with exit code 4', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const { code, err } = await outcomeOf('start', '--port', String(port));
  server.close();

  expect(err).toContain(`port ${port} is in use`);
  expect(code).toBe(4);
});

test('tells the demo as JSON', async () => {
  const { code, out } = await outcomeOf('demo', '--only', 'out-of-stock', '--json');

  expect(JSON.parse(out)).toMatchObject({
    asExpected: true,
    orders: ['orchestrated', 'choreographed'].map((style) => ({
      name: 'out-of-stock',
      style,
      outcome: 'COMPENSATED',
      left: { payment: 'REFUNDED' },
      surprises: [],
    })),
  });
  expect(code).toBe(0);
});

test('serves until it is interrupted, keeps what it was told to keep, and can be used over HTTP', async () => {
  const data = join(mkdtempSync(join(tmpdir(), 'backstep-')), 'data');
  const serve = async () => {
    const child = backstep('start', '--port', '0', '--clock', 'virtual', '--data', data);
    let out = '';
    // Read to its end: it goes on telling of alarms.
    await new Promise<void>((served) => {
      child.stdout.on('data', (chunk) => {
        out += chunk;
        if (out.includes('Ctrl-C stops.')) served();
      });
    });
    const endpoint = /Local AWS at (\S+)/.exec(out)?.[1] ?? '';
    const page = /see them, start them, break them: (\S+)/.exec(out)?.[1] ?? '';
    return { child, endpoint, page };
  };
  const stop = async ({ child }: Awaited<ReturnType<typeof serve>>) => {
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    return code;
  };

  const first = await serve();
  const placed = await outcomeOf('e2e', '--endpoint', first.endpoint, '--prefix', 'kept-');
  const page = await (await fetch(first.page)).text();
  const script = await fetch(new URL(/<script src="([^"]+)"/.exec(page)?.[1] ?? '', first.page));
  const firstCode = await stop(first);
  const second = await serve();
  const outputs = (await (await fetch(`${second.endpoint}/_backstep/outputs`)).json()) as Outputs;
  const { documents, tables } = endpointStage(second.endpoint, outputs[stackName('dev')] ?? {}, undefined);
  const kept = await booksOf(documents, tables, {
    customerId: 'c-1',
    currency: 'EUR',
    orderId: 'kept-completed',
    lines: [],
  });
  await stop(second);

  expect(placed.out).toContain('all as they must be');
  expect({ placed: placed.code, firstCode }).toEqual({ placed: 0, firstCode: 0 });
  expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(kept).toEqual({ order: 'COMPLETED', payment: 'CHARGED', reservation: 'HELD', total: 30_00, stock: [] });
});
