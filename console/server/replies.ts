/** The answers of the page's server, and what a browser may do with each. */
import type { WireReply } from '../../local/wire/message';

/** Content Security Policy Level 3. No inline script or style, nothing from elsewhere, and no frame around it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const SAFE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

export const reply = (statusCode: number, contentType: string, body: string | Uint8Array): WireReply => ({
  statusCode,
  headers: { ...SAFE_HEADERS, 'content-type': contentType },
  body: typeof body === 'string' ? Buffer.from(body) : body,
});

export const jsonReply = (statusCode: number, value: unknown): WireReply =>
  reply(statusCode, 'application/json; charset=utf-8', JSON.stringify(value));

/** The page before its script: all that is shown is made by the script, from data. */
export function shell(token: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="backstep-token" content="${escaped(token)}">
<title>Backstep</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/console/styles.css">
<script src="/console/page.js" defer></script>
</head>
<body><div id="app"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;
}

const escaped = (text: string): string => text.replace(/[^\w-]/g, (character) => `&#${character.codePointAt(0)};`);
