/** A page as its server sees it: it reads its token from the page, then asks as its script would. */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { LiveUpdate } from '../../../console/api';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

export class PageClient {
  private readonly url: URL;
  token = '';

  constructor(endpoint: string | undefined) {
    this.url = new URL(endpoint ?? '');
  }

  get host(): string {
    return this.url.host;
  }

  async open(): Promise<this> {
    const { text } = await this.ask({ path: '/' });
    const [, token = ''] = /name="backstep-token" content="([^"]*)"/.exec(text) ?? [];
    this.token = token.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    return this;
  }

  async ask(asking: Asking): Promise<Reply> {
    const message = await this.send(asking);
    const chunks = await message.toArray();
    return { status: message.statusCode ?? 0, headers: message.headers, text: chunks.join('') };
  }

  async get<T>(path: string): Promise<T> {
    const { text } = await this.ask({ path: `/_backstep/console/${path}` });
    return JSON.parse(text) as T;
  }

  post(path: string, body: unknown): Promise<Reply> {
    const headers = { 'content-type': 'application/json', 'x-backstep-token': this.token };
    return this.ask({ method: 'POST', path: `/_backstep/console/${path}`, headers, body: JSON.stringify(body) });
  }

  async done<T>(path: string, body: unknown): Promise<T> {
    const { status, text } = await this.post(path, body);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** What the server sends of itself, until `close`. */
  async listen(query = ''): Promise<Listening> {
    return new Listening(await this.send({ path: `/_backstep/console/live${query}` }));
  }

  private send({ method = 'GET', path, headers = {}, body = '' }: Asking): Promise<IncomingMessage> {
    const { hostname, port } = this.url;
    return new Promise((resolve, reject) => {
      httpRequest({ hostname, port, method, path, headers }, resolve).once('error', reject).end(body);
    });
  }
}

export class Listening {
  readonly updates: LiveUpdate[] = [];
  private rest = '';
  private waiting: (() => void)[] = [];

  constructor(readonly message: IncomingMessage) {
    message.setEncoding('utf8').on('data', (text: string) => this.take(text));
    message.on('error', () => undefined);
  }

  /** The first update, of those there are and those to come, that is as asked for. */
  async until(isWanted: (update: LiveUpdate) => boolean): Promise<LiveUpdate> {
    for (let at = 0; ; at++) {
      while (at >= this.updates.length) await new Promise<void>((resolve) => void this.waiting.push(resolve));
      const update = this.updates[at];
      if (update !== undefined && isWanted(update)) return update;
    }
  }

  close(): void {
    this.message.destroy();
  }

  private take(text: string): void {
    const parts = (this.rest + text).split('\n\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) this.updates.push(JSON.parse(part.replace(/^event: update\ndata: /, '')) as LiveUpdate);
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
