/** The project as `npm start` serves it, and a browser that looks at it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Overview, SagaStyle, Started, StartRequest } from '../../console/api';
import type { Json } from '../../lib/units';

export interface Opened {
  readonly endpoint: string;
  readonly page: Page;
  readonly sfn: SFNClient;
  /** What the page complained of: errors of scripts, refused styles, failed requests. */
  readonly complaints: readonly string[];
  /** Every address that was asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function open(): Promise<Opened> {
  const { server, endpoint } = await startServer();
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Containers have no user namespaces for it; it opens nothing but this project's page.
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(endpoint);
  await page.getByRole('heading', { name: 'Executions' }).waitFor();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sfn = new SFNClient({ endpoint, region: 'us-east-1', credentials });
  return {
    endpoint,
    page,
    sfn,
    complaints,
    asked,
    async close() {
      sfn.destroy();
      await browser.close();
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}

async function startServer(): Promise<{ readonly server: ChildProcess; readonly endpoint: string }> {
  const entry = join(__dirname, '..', '..', 'bin', 'backstep.js');
  const server = spawn(process.execPath, [entry, 'start', '--port', '0', '--clock', 'virtual'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  const endpoint = await new Promise<string | undefined>((resolve) => {
    // Read to its end: a server whose words nobody takes would fall over on them.
    server.stdout.on('data', (chunk) => {
      told += String(chunk);
      const found = /Local AWS at (\S+)/.exec(told)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once('exit', () => resolve(undefined));
  });
  if (endpoint !== undefined) return { server, endpoint };
  throw new Error(`the server ended before it listened: ${told}`);
}

const order = (orderId: string, sku: string, quantity: number): Json => ({
  orderId,
  customerId: 'ada',
  currency: 'EUR',
  lines: [{ sku, quantity, unitPrice: 1500 }],
});
export const anOrder = (orderId: string) => order(orderId, 'book', 1);
/** There is one globe on the shelf. */
export const tooLargeAnOrder = (orderId: string) => order(orderId, 'globe', 50);

/** As the page asks its own server, with its token. */
export async function ask<T>(page: Page, path: string, body?: Json): Promise<T> {
  const text = await page.evaluate(
    async ([at, sent]) => {
      const token = document.querySelector<HTMLMetaElement>('meta[name="backstep-token"]')?.content ?? '';
      const headers = { 'content-type': 'application/json', 'x-backstep-token': token };
      const response = await fetch(
        `/_backstep/console/${at}`,
        sent === null ? {} : { method: 'POST', headers, body: sent },
      );
      if (!response.ok) throw new Error(`${at}: ${response.status} ${await response.text()}`);
      return response.text();
    },
    [path, body === undefined ? null : JSON.stringify(body)] as const,
  );
  return JSON.parse(text) as T;
}

export async function place(page: Page, style: SagaStyle, input: Json): Promise<Started> {
  const { stacks } = await ask<Overview>(page, 'overview');
  const stack = stacks.find(({ saga }) => saga?.style === style)?.name ?? '';
  const request: StartRequest = { kind: 'saga', stack, input };
  return ask<Started>(page, 'start', { ...request });
}

export async function functionOf(page: Page, style: SagaStyle, sagaFunction: string): Promise<string> {
  const { stacks, functions } = await ask<Overview>(page, 'overview');
  const stack = stacks.find(({ saga }) => saga?.style === style)?.name;
  return functions.find((one) => one.stack === stack && one.sagaFunction === sagaFunction)?.name ?? '';
}

/** Goes there as a link does, and loads nothing anew. */
export async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}

/** As a client of AWS would. */
export async function startByClient(sfn: SFNClient, name: string, input: Json): Promise<string> {
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  const stateMachineArn = stateMachines.find((machine) => machine.name?.includes('PlaceOrderSaga'))?.stateMachineArn;
  const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  return started.executionArn ?? '';
}

export async function eventTypesOf(sfn: SFNClient, executionArn: string): Promise<readonly (string | undefined)[]> {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  return events.map(({ type }) => type);
}
