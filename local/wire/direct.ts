/**
 * The transport without a network: the official clients' request handler calls the model in the same process.
 * Requests are serialized and answers parsed by the client itself, so what a handler sees is what the wire would give.
 */
import type { Caller } from '../service';
import type { WireReply } from './message';
import type { Router } from './router';

/** What the AWS SDK for JavaScript hands to a request handler. */
interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: { readonly [name: string]: string | readonly string[] | null };
  readonly headers: { readonly [name: string]: string };
  readonly body?: unknown;
}

interface HttpResponse extends WireReply {
  readonly reason?: string;
}

export interface DirectRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  readonly transport: DirectTransport;
  handle(request: HttpRequest): Promise<{ readonly response: HttpResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

export interface DirectTransport {
  readonly router: Router;
  readonly caller: Caller;
  readonly nextRequestId: () => string;
  readonly onHang?: () => void;
}

export function directRequestHandler(transport: DirectTransport): DirectRequestHandler {
  const { router, nextRequestId, ...origin } = transport;
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    transport,
    async handle({ method, path, query, headers, body }) {
      const request = { method, path, query: firstValues(query), headers: lowerCase(headers), body: textOf(body) };
      return { response: await router.route({ request, requestId: nextRequestId(), ...origin }) };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** Enough for any official client: nothing is signed against it and no name is looked up. */
export interface DirectClientConfig {
  readonly requestHandler: DirectRequestHandler;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** In place of the rules that find an endpoint by region. */
  readonly endpointProvider: () => { readonly url: URL };
  /** In place of what a client looks for in the files of `~/.aws` before its first call. */
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly defaultsMode: 'standard';
  readonly useDualstackEndpoint: false;
  readonly useFipsEndpoint: false;
}

export function directClientConfig(transport: DirectTransport, region: string): DirectClientConfig {
  const url = new URL(ENDPOINT);
  return {
    requestHandler: directRequestHandler(transport),
    region,
    endpoint: ENDPOINT,
    endpointProvider: () => ({ url }),
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: Number(process.env.AWS_MAX_ATTEMPTS ?? DEFAULT_ATTEMPTS),
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
  };
}

/** AWS SDKs and Tools Reference Guide, "Retry behavior". */
const DEFAULT_ATTEMPTS = 3;

/** Never reached: the request handler does not look at it. */
const ENDPOINT = 'http://localhost';

function firstValues(query: HttpRequest['query']): { readonly [name: string]: string | undefined } {
  const values: Record<string, string> = {};
  for (const name in query) {
    const value = query[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') values[name] = first;
  }
  return values;
}

function lowerCase(headers: HttpRequest['headers']): { readonly [name: string]: string } {
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] ?? '';
  return lower;
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body === undefined || body === null) return '';
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  throw new TypeError('the local model takes request bodies as text or bytes, not as streams');
}
