/**
 * Who may speak to the server. It listens on loopback only, but a page in a browser on this machine can reach loopback
 * too: by its own site's requests (they carry a foreign `Origin`), or under a name of its own that resolves to
 * 127.0.0.1 (DNS rebinding: they carry a foreign `Host`).
 */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** Host prefixes that the official clients put before an endpoint's name (`sync-`, `streaming-`, an account's id). */
const PREFIXED = /^(?:[a-z0-9-]+[.-])+(?:localhost|127\.0\.0\.1)$/;

/** Why the request is refused, or undefined. */
export function refusalOf(host: string | undefined, origin: string | undefined): string | undefined {
  const name = host?.toLowerCase().replace(/:\d+$/, '');
  if (name === undefined || !(LOOPBACK.includes(name) || PREFIXED.test(name))) {
    return `requests for the host ${host ?? '(none)'} are refused; use http://127.0.0.1 or http://localhost`;
  }
  if (origin !== undefined && !isLoopbackOrigin(origin)) return `requests from ${origin} are refused`;
  return undefined;
}

function isLoopbackOrigin(origin: string): boolean {
  const site = /^https?:\/\/(.+?)(?::\d+)?$/.exec(origin.toLowerCase())?.[1];
  return site !== undefined && LOOPBACK.includes(site);
}
