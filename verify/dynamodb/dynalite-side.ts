/**
 * dynalite as the other side, empty at first. It runs in a thread of its own, since some requests end it: such a request
 * is answered `Crashed`, and so is whatever is sent after it.
 */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '../../lib/units';
import { headersOf, type Side } from './model-side';
import { type Answer, answerOf, type Request } from './request';

/** Opens a server for each message, answers its port, and closes those before. */
const PROGRAM = `
  const { parentPort } = require('node:worker_threads');
  const dynalite = require('dynalite');
  let open;
  parentPort.on('message', () => {
    open?.closeAllConnections();
    open?.close();
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    open = server;
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  });
`;

/** dynalite wants a signature, and does not check it. */
const SIGNED = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
};
const TABLE_OPERATIONS = ['CreateTable', 'UpdateTable', 'DeleteTable'];
/** Its tables change state on a timer of no delay; a few looks are enough. */
const MAX_LOOKS = 200;

/** The thread that dynalite runs in; it takes the next database where the last one left it whole. */
export class DynaliteThread {
  private worker: Worker | undefined;
  private crash: string | undefined;
  private onCrash: (message: string) => void = () => undefined;
  private crashed: Promise<Answer> = new Promise(() => undefined);

  /** A new database; the one before is gone. */
  async open(): Promise<Side> {
    const worker = this.worker ?? this.start();
    const port = await new Promise<number>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (opened: number) => {
        worker.off('error', reject);
        resolve(opened);
      });
      worker.postMessage('open');
    });
    const agent = new Agent({ keepAlive: true });
    const post = (request: Request) => Promise.race([this.crashed, this.post(request, port, agent)]);
    return {
      async send(request) {
        const answer = await post(request);
        if (answer.kind === 'answered' && TABLE_OPERATIONS.includes(request.operation)) await atRest(post, request);
        return answer;
      },
      close: async () => agent.destroy(),
    };
  }

  /** As if it had crashed: some requests it never answers, and keeps their items locked. */
  private end(reason: string): void {
    void this.worker?.terminate();
    this.onCrash(reason);
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private start(): Worker {
    const worker = new Worker(PROGRAM, { eval: true });
    this.worker = worker;
    this.crash = undefined;
    this.crashed = new Promise((resolve) => {
      this.onCrash = (message) => {
        if (this.worker === worker) this.worker = undefined;
        this.crash = message;
        resolve(crashAnswer(message));
      };
    });
    const { onCrash } = this;
    worker.on('error', (error) => onCrash(error.message));
    return worker;
  }

  private async post({ operation, input }: Request, port: number, agent: Agent): Promise<Answer> {
    try {
      const headers = { ...headersOf(operation), ...SIGNED };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = httpRequest({ host: '127.0.0.1', port, method: 'POST', agent, headers }, resolve);
        sent.on('error', reject);
        sent.setTimeout(PATIENCE_MILLIS, () => this.end(`no answer to ${operation} within ${PATIENCE_MILLIS} ms`));
        sent.end(JSON.stringify(input));
      });
      return answerOf(response.statusCode ?? 0, await bodyOf(response));
    } catch (error) {
      // The connection may break before the thread's end is told.
      if (this.crash === undefined) await new Promise((told) => setTimeout(told, CRASH_IS_TOLD_MILLIS));
      if (this.crash !== undefined) return crashAnswer(this.crash);
      throw error;
    }
  }
}

const CRASH_IS_TOLD_MILLIS = 500;
const PATIENCE_MILLIS = 10_000;
const crashAnswer = (message: string): Answer => ({ kind: 'refused', status: 0, type: 'Crashed', message });

async function bodyOf(response: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text.startsWith('{') ? JSON.parse(text) : {};
}

async function atRest(post: Side['send'], { input: { TableName } }: Request): Promise<void> {
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const described = await post({ operation: 'DescribeTable', input: { TableName: String(TableName) } });
    if (described.kind === 'refused') return;
    if (!/"(Table|Index)Status":"(CREATING|UPDATING|DELETING)"/.test(JSON.stringify(described.output))) return;
    await new Promise((turn) => setImmediate(turn));
  }
  throw new Error(`dynalite's table ${TableName} does not come to rest`);
}
