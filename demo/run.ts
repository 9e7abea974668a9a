/** Places a scenario's order through the door and waits for its end; works on any stage. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OrderRequest } from '../lib/order/order';
import { booksOf, type OrderBooks, type ReactionTables, type ServiceTables } from './books';
import { type FunctionFault, type Scenario, type Style, withAnotherPayload } from './scenarios';
import type { Ending } from './story';

/** Where the demo plays: one stack of one style, and what else the place can do. */
export interface Stage {
  readonly style: Style;
  readonly lambda: LambdaClient;
  readonly documents: DynamoDBDocumentClient;
  readonly placeOrderFunction: string;
  readonly tables: ServiceTables & ReactionTables;
  /** Absent where faults cannot be injected; scenarios that need them are then left out. */
  readonly faults?: FaultControl;
  /** Waits for the end of the saga that the answer is about. */
  end(orderId: string, answer: Answer): Promise<Ending>;
  /** Lets everything come to rest that is due within so many milliseconds of the stage's own time. */
  rest(millis: number): Promise<void>;
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
  /** Empty where no machine conducts. */
  readonly executionArn: string;
}

export interface Played {
  readonly style: Style;
  readonly scenario: Scenario;
  readonly answers: readonly Answer[];
  readonly ending: Ending;
  readonly books: OrderBooks;
}

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
    const [first] = answers;
    if (first?.kind !== 'accepted') throw new Error(`the door refused '${orderId}': ${first?.message}`);
    const ending = await stage.end(orderId, first);
    await stage.rest(Math.max(0, ...scenario.faults.map((fault) => fault.lateMillis ?? 0)));
    const books = await booksOf(stage.documents, stage.tables, order);
    return { style: stage.style, scenario, answers, ending, books };
  } finally {
    if (scenario.faults.length > 0) await stage.faults?.clear();
  }
}

/** What is not as the scenario says it must be; empty when all is. */
export function surprises({ style, scenario: { ends, requests }, answers, ending, books }: Played): readonly string[] {
  const end = ends[style];
  const found: string[] = [];
  const expect = (what: string, expected: unknown, actual: unknown) => {
    if (JSON.stringify(expected) !== JSON.stringify(actual)) {
      found.push(`${what} is ${JSON.stringify(actual)}; it should be ${JSON.stringify(expected)}`);
    }
  };
  expect('the outcome', end.outcome, ending.outcome);
  expect('the order', end.order, books.order);
  expect('the payment', end.payment, books.payment);
  expect('the reservation', end.reservation, books.reservation);
  expect('what is not undone', end.notUndone, ending.notUndone);
  if (requests === 'twice') expect('the second answer', 'replayed', answers[1]?.word);
  if (requests === 'thenAnotherPayload') expect('the second answer', 'KeyReused', answers[1]?.word);
  return found;
}

async function requestsOf(stage: Stage, scenario: Scenario, order: OrderRequest): Promise<readonly Answer[]> {
  const send = (request: OrderRequest) => place(stage.lambda, stage.placeOrderFunction, request);
  switch (scenario.requests) {
    case 'once':
      return [await send(order)];
    case 'twice': {
      const both = await Promise.all([send(order), send(order)]);
      return both.toSorted((one, other) => Number(other.word === 'accepted') - Number(one.word === 'accepted'));
    }
    case 'thenAnotherPayload':
      return [await send(order), await send(withAnotherPayload(order))];
  }
}

/** Calls the door as a client of the API would. */
async function place(lambda: LambdaClient, functionName: string, order: OrderRequest): Promise<Answer> {
  const reply = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(order) }));
  const body = JSON.parse(new TextDecoder().decode(reply.Payload)) as { readonly [field: string]: string };
  return reply.FunctionError === undefined
    ? { kind: 'accepted', word: body.status ?? '?', message: '', executionArn: body.executionArn ?? '' }
    : { kind: 'refused', word: body.errorType ?? '?', message: body.errorMessage ?? '', executionArn: '' };
}
