/** Who may speak to the page's server. */
import { admit } from '../../../console/server/gate';
import type { WireRequest } from '../../../local/wire/message';

const PORT = 4566;
const TOKEN = 'a'.repeat(43);
const HOST = { host: '127.0.0.1:4566' };
const CHANGE = { ...HOST, 'x-backstep-token': TOKEN, 'content-type': 'application/json' };

const status = (headers: WireRequest['headers'], more: Partial<WireRequest> = {}): number => {
  try {
    admit({ method: 'GET', path: '/_backstep/console/overview', query: {}, headers, body: '', ...more }, PORT, TOKEN);
    return 200;
  } catch (error) {
    return (error as { statusCode: number }).statusCode;
  }
};
const change = (headers: WireRequest['headers'], method = 'POST') => status(headers, { method });

test('lets the page read, by either name of loopback', () => {
  expect(status(HOST)).toBe(200);
  expect(status({ host: 'localhost:4566', origin: 'http://localhost:4566', 'sec-fetch-site': 'same-origin' })).toBe(
    200,
  );
});

test.each([
  ['no host', {}],
  ['another name', { host: 'backstep.example:4566' }],
  ['a name before loopback', { host: 'sync-localhost:4566' }],
  ['another port', { host: '127.0.0.1:80' }],
  ['no port', { host: '127.0.0.1' }],
])('refuses a request for %s', (_title, headers) => {
  expect(status(headers)).toBe(403);
});

test.each([
  ['another site', 'https://evil.example'],
  ['another port of this machine', 'http://127.0.0.1:3000'],
  ['the other name of this machine', 'http://localhost:4566'],
  ['a page without an origin', 'null'],
  ['the same host over TLS', 'https://127.0.0.1:4566'],
])('refuses what comes from %s', (_title, origin) => {
  expect(status({ ...HOST, origin })).toBe(403);
  expect(change({ ...CHANGE, origin })).toBe(403);
});

test('refuses what a browser says comes from elsewhere, but for a link to the page', () => {
  const link = { ...HOST, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  expect(status({ ...HOST, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(status({ ...HOST, 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(status(link)).toBe(403);
  expect(status(link, { path: '/' })).toBe(200);
  expect(status({ ...link, 'sec-fetch-dest': 'iframe' }, { path: '/' })).toBe(403);
});

test('lets nothing be changed without the token', () => {
  expect(change(CHANGE)).toBe(200);
  expect(change({ ...HOST, 'content-type': 'application/json' })).toBe(403);
  expect(change({ ...CHANGE, 'x-backstep-token': '' })).toBe(403);
  expect(change({ ...CHANGE, 'x-backstep-token': `${TOKEN}a` })).toBe(403);
  expect(change({ ...CHANGE, 'x-backstep-token': `b${TOKEN.slice(1)}` })).toBe(403);
});

test('takes changes only as JSON, which no form can send, and only by POST', () => {
  expect(change({ ...CHANGE, 'content-type': 'text/plain' })).toBe(415);
  expect(change({ ...HOST, 'x-backstep-token': TOKEN })).toBe(415);
  expect(change(CHANGE, 'DELETE')).toBe(405);
  expect(change(CHANGE, 'OPTIONS')).toBe(405);
});
