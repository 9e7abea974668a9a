/** The HTTP server that the official clients, the aws CLI and the console speak to. Loopback only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError, CLIENT } from '../service';
import { refuseAwsJson } from './aws-json';
import { answerControl, type Control, isControlPath } from './control';
import { refusalOf } from './guard';
import { asAwsError, type WireRequest } from './message';
import { isStream, type PageReply, type PageStream, type Pages } from './pages';
import type { Router } from './router';

/** The port that clients of local models expect. */
export const DEFAULT_PORT = 4566;
/** More than the largest request of any service here (a transaction of 4 MB, an invocation of 6 MB as base64). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Longer than the clients keep an idle connection, so that they never write to one that has just been closed. */
const KEEP_ALIVE_MILLIS = 60_000;

export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  constructor(
    readonly port: number,
    options?: ErrorOptions,
  ) {
    super(`port ${port} is in use; stop what listens there, or choose another port`, options);
  }
}

export interface WireServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, for AWS_ENDPOINT_URL. */
  readonly url: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly router: Router;
  readonly control: Control;
  readonly nextRequestId: () => string;
  /** Asked at each request. @default there are none */
  readonly pages?: () => Pages | undefined;
}

/** `port` 0 takes a free one. Throws `PortInUse`. */
export async function listen(port: number, options: ServerOptions): Promise<WireServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MILLIS }, (request, response) => {
    respond(request, options).then(
      (reply) => write(response, reply),
      (error: unknown) => write(response, refuseAwsJson(asAwsError(error), options.nextRequestId())),
    );
  });
  await started(server, port);
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return { port: actual, url: `http://127.0.0.1:${actual}`, close: () => closed(server) };
}

async function respond(
  message: IncomingMessage,
  { router, control, nextRequestId, pages }: ServerOptions,
): Promise<PageReply> {
  const refusal = refusalOf(message.headers.host, message.headers.origin);
  if (refusal !== undefined) throw new AwsError('AccessDeniedException', refusal, 403);
  const request = await read(message);
  const theirs = pages?.();
  if (theirs?.serves(request) === true) return theirs.answer(request);
  if (isControlPath(request.path)) return answerControl(control, request);
  return router.route({ request, caller: CLIENT, requestId: nextRequestId() });
}

async function read(message: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new AwsError('RequestEntityTooLargeException', `a request has at most ${MAX_BODY_BYTES} bytes`, 413);
    }
    chunks.push(chunk);
  }
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark))),
    headers: message.headers as { readonly [name: string]: string | undefined },
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function write(response: ServerResponse, reply: PageReply): void {
  if (isStream(reply)) {
    stream(response, reply);
    return;
  }
  const { statusCode, headers, body } = reply;
  response.writeHead(statusCode, { ...headers, 'content-length': body.byteLength });
  response.end(body);
}

function stream(response: ServerResponse, { statusCode, headers, open }: PageStream): void {
  response.writeHead(statusCode, headers);
  response.flushHeaders();
  const close = open((text) => {
    if (response.writableNeedDrain) return 'full';
    response.write(text);
    return 'sent';
  });
  response.once('close', close);
  // The reader may have gone before.
  if (response.destroyed) close();
}

function started(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUse(port, { cause: error }) : error);
    });
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
