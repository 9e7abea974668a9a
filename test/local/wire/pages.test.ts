/** What the server serves beside the protocols. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { epochMillis } from '../../../lib/units';
import { VirtualClock } from '../../../local/clock';
import { FaultList } from '../../../local/faults';
import type { WireRequest } from '../../../local/wire/message';
import type { PageReply, Pages, Send } from '../../../local/wire/pages';
import { createRouter } from '../../../local/wire/router';
import { listen, type WireServer } from '../../../local/wire/server';

const virtualClock = new VirtualClock();
const faults = new FaultList(virtualClock);
const control = {
  clock: 'virtual' as const,
  now: () => epochMillis(1_000),
  virtualClock,
  faults,
  loaded: async () => undefined,
  idle: async () => undefined,
  outputs: () => ({}),
};
const asked: WireRequest[] = [];
let send: Send = () => 'full';
let stopped: () => void = () => undefined;
const pages: Pages = {
  serves: ({ method, path }) => method === 'GET' && path.startsWith('/pages/'),
  answer: async (request): Promise<PageReply> => {
    asked.push(request);
    if (request.path !== '/pages/live') return { statusCode: 200, headers: {}, body: Buffer.from('a page') };
    return {
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream' },
      open: (given) => {
        send = given;
        return () => stopped();
      },
    };
  },
};

let served: Pages | undefined;
let server: WireServer;
beforeEach(async () => {
  served = pages;
  server = await listen(0, {
    router: createRouter({}, faults),
    control,
    nextRequestId: () => 'request',
    pages: () => served,
  });
});
afterEach(() => server.close());

const get = (path: string, headers: { readonly [name: string]: string } = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) =>
    httpRequest({ port: server.port, host: '127.0.0.1', path, headers }, resolve).once('error', reject).end(),
  );
const textOf = async (message: IncomingMessage): Promise<string> => (await message.toArray()).join('');

test('serves the pages what they say is theirs, and no other request', async () => {
  expect(await textOf(await get('/pages/a?b=c'))).toBe('a page');
  expect(asked.at(-1)).toMatchObject({ method: 'GET', path: '/pages/a', query: { b: 'c' } });
  expect(await textOf(await get('/_backstep/health'))).toContain('"ok"');
  served = undefined;
  expect((await get('/pages/a')).statusCode).toBe(400);
});

test('lets nobody through to the pages whom the guard refuses', async () => {
  const before = asked.length;

  expect((await get('/pages/a', { host: 'evil.example' })).statusCode).toBe(403);
  expect((await get('/pages/a', { origin: 'https://evil.example' })).statusCode).toBe(403);
  expect(asked.length).toBe(before);
});

test('streams for as long as the reader listens, and then says so', async () => {
  const closed = new Promise<void>((resolve) => {
    stopped = resolve;
  });

  const message = await get('/pages/live');
  const first = new Promise<string>((resolve) => message.once('data', (data) => resolve(String(data))));
  const answer = send('data: 1\n\n');

  expect(message.headers['content-type']).toBe('text/event-stream');
  expect([await first, answer]).toEqual(['data: 1\n\n', 'sent']);
  message.destroy();
  await closed;
});

test('ends its streams when it closes', async () => {
  const closed = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const message = await get('/pages/live');
  message.on('error', () => undefined);

  await server.close();

  await closed;
});
