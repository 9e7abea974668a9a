/** Places a scenario's order through the door and waits for its end; works on any endpoint that holds the stack. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderRequest } from '../lib/order/order';
import { placeOrder } from '../lib/order/place-order';
import { booksOf, type OrderBooks, type ServiceTables } from './books';
import { type FunctionFault, type Scenario, withAnotherPayload } from './scenarios';
import { type Story, tellStory } from './story';

/** Where the demo plays: clients, the stack's names, and what else the place can do. */
export interface Stage {
  readonly lambda: LambdaClient;
  readonly sfn: SFNClient;
  readonly documents: DynamoDBDocumentClient;
  readonly placeOrderFunction: string;
  readonly tables: ServiceTables;
  /** Absent where faults cannot be injected; scenarios that need them are then left out. */
  readonly faults?: FaultControl;
  /** Lets this many milliseconds of the stage's own time go by. */
  pass(millis: number): Promise<void>;
}

export interface FaultControl {
  add(fault: FunctionFault): Promise<void>;
  clear(): Promise<void>;
}

export interface Answer {
  readonly kind: 'accepted' | 'refused';
  /** `accepted` or `replayed`; or the error's name. */
  readonly word: string;
  readonly message: string;
  readonly executionArn?: string;
}

export interface Played {
  readonly scenario: Scenario;
  readonly answers: readonly Answer[];
  readonly status: string;
  readonly error: string | null;
  /** Steps that the Cause of a failed compensation lists, in the order of undoing. */
  readonly notUndone: readonly string[];
  readonly story: Story;
  readonly books: OrderBooks;
  /** Milliseconds from the execution's start to its end, waits between retries included. */
  readonly sagaMillis: number;
}

const POLL_MILLIS = 20;
/** A saga of the demo is over in seconds; a minute on a slow endpoint. */
const MAX_POLLS = 3_000;

export async function stockShelves(stage: Stage, stock: { readonly [sku: string]: number }): Promise<void> {
  for (const [sku, available] of Object.entries(stock)) {
    const row = { pk: `stock#${sku}`, sk: 'stock', sku, available, reserved: 0 };
    await stage.documents.send(new PutCommand({ TableName: stage.tables.inventory, Item: row }));
  }
}

export async function play(stage: Stage, scenario: Scenario, orderId: string): Promise<Played> {
  for (const fault of scenario.faults) await stage.faults?.add(fault);
  try {
    const order = { ...scenario.order, orderId };
    const answers = await requestsOf(stage, scenario, order);
    const executionArn = answers[0]?.executionArn;
    if (executionArn === undefined) throw new Error(`the door refused '${orderId}': ${answers[0]?.message}`);
    const end = await ended(stage.sfn, executionArn);
    await stage.pass(Math.max(0, ...scenario.faults.map((fault) => fault.lateMillis ?? 0)));
    return {
      scenario,
      answers,
      status: end.status ?? '?',
      error: end.error ?? null,
      notUndone: notUndoneOf(end.cause),
      story: tellStory(placeOrder, await historyOf(stage.sfn, executionArn)),
      books: await booksOf(stage.documents, stage.tables, order),
      sagaMillis: (end.stopDate?.getTime() ?? Number.NaN) - (end.startDate?.getTime() ?? Number.NaN),
    };
  } finally {
    if (scenario.faults.length > 0) await stage.faults?.clear();
  }
}

/** What is not as the scenario says it must be; empty when all is. */
export function surprises({
  scenario: { end, requests },
  answers,
  error,
  notUndone,
  books,
}: Played): readonly string[] {
  const found: string[] = [];
  const expect = (what: string, expected: unknown, actual: unknown) => {
    if (JSON.stringify(expected) !== JSON.stringify(actual)) {
      found.push(`${what} is ${JSON.stringify(actual)}; it should be ${JSON.stringify(expected)}`);
    }
  };
  expect('the error', end.error, error);
  expect('the order', end.order, books.order);
  expect('the payment', end.payment, books.payment);
  expect('the reservation', end.reservation, books.reservation);
  expect('what is not undone', end.notUndone, notUndone);
  if (requests === 'twice') expect('the second answer', 'replayed', answers[1]?.word);
  if (requests === 'thenAnotherPayload') expect('the second answer', 'KeyReused', answers[1]?.word);
  return found;
}

async function requestsOf(stage: Stage, scenario: Scenario, order: OrderRequest): Promise<readonly Answer[]> {
  const send = (request: OrderRequest) => place(stage.lambda, stage.placeOrderFunction, request);
  switch (scenario.requests) {
    case 'once':
      return [await send(order)];
    case 'twice':
      return Promise.all([send(order), send(order)]).then((both) =>
        both.toSorted((a, b) => (a.word === b.word ? 0 : a.word === 'accepted' ? -1 : 1)),
      );
    case 'thenAnotherPayload':
      return [await send(order), await send(withAnotherPayload(order))];
  }
}

/** Calls the door as a client of the API would. */
export async function place(lambda: LambdaClient, functionName: string, order: OrderRequest): Promise<Answer> {
  const reply = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(order) }));
  const body = JSON.parse(new TextDecoder().decode(reply.Payload)) as { readonly [field: string]: string };
  return reply.FunctionError === undefined
    ? { kind: 'accepted', word: body.status ?? '?', message: '', executionArn: body.executionArn ?? '' }
    : { kind: 'refused', word: body.errorType ?? '?', message: body.errorMessage ?? '' };
}

async function ended(sfn: SFNClient, executionArn: string) {
  for (let polls = 0; polls < MAX_POLLS; polls++) {
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (description.status !== 'RUNNING') return description;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
  throw new Error(`execution ${executionArn} is still running after ${(MAX_POLLS * POLL_MILLIS) / 1000} s`);
}

async function historyOf(sfn: SFNClient, executionArn: string) {
  const events = [];
  for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn, maxResults: 1000 })) {
    events.push(...(page.events ?? []));
  }
  return events;
}

function notUndoneOf(cause: string | undefined): readonly string[] {
  if (!cause?.startsWith('{')) return [];
  const { notUndone } = JSON.parse(cause) as { readonly notUndone?: object };
  return notUndone === undefined ? [] : Object.keys(notUndone);
}
