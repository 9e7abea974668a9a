/**
 * Who may speak to the page's server, beside what every request to the model must be (local/wire/guard.ts).
 *
 * G1. `Host` is this server's own, name and port: a name that resolves to loopback is not enough.
 * G2. `Origin`, where there is one, is this server's own: another page on this machine is another site.
 * G3. A browser that says where a request comes from says it comes from the page. Only to open the page itself may
 *     someone come from elsewhere: by a link.
 * G4. What changes anything carries the token, which only the page that was served can read, and is JSON, which no form
 *     can send.
 */
import { timingSafeEqual } from 'node:crypto';
import type { WireRequest } from '../../local/wire/message';
import { Refused } from './refused';

export const TOKEN_HEADER = 'x-backstep-token';

/** @throws Refused */
export function admit(request: WireRequest, port: number, token: string): void {
  const { host = '', origin } = request.headers;
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes(host.toLowerCase())) {
    throw new Refused(403, `requests for the host '${host}' are refused; open http://${own[0]}/`);
  }
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`) {
    throw new Refused(403, `requests from ${origin} are refused`);
  }
  if (!isFromThePage(request)) throw new Refused(403, 'requests from other sites are refused');
  if (request.method === 'GET') return;
  if (request.method !== 'POST') throw new Refused(405, `${request.method} is not understood; GET reads, POST changes`);
  if (!isEqual(request.headers[TOKEN_HEADER] ?? '', token)) {
    throw new Refused(403, 'the token is wrong; load the page again: the model was started anew');
  }
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new Refused(415, 'send content-type: application/json');
  }
}

function isFromThePage({ method, path, headers }: WireRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return isLink && method === 'GET' && path === '/';
}

/** Tells by the time it takes neither how much of it is right nor how long it is. */
function isEqual(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
