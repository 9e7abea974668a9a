/** How a saga's end is found: the execution's, or what the tables say once nothing is under way any more. */
import { DescribeExecutionCommand, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { placeOrder } from '../lib/order/place-order';
import { SAGA_COMPENSATED, SAGA_COMPENSATION_FAILED } from '../lib/saga/outcome';
import type { ServiceTables } from './books';
import type { Outcome } from './scenarios';
import { type Ending, tellExecution } from './story';

const POLL_MILLIS = 20;
/** A saga of the demo is over in seconds; a minute on a slow endpoint. */
const MAX_POLLS = 3_000;

export async function endOfExecution(sfn: SFNClient, executionArn: string): Promise<Ending> {
  const { status, error, cause, startDate, stopDate } = await ended(sfn, executionArn);
  return {
    outcome: status === 'SUCCEEDED' ? 'COMPLETED' : outcomeOfError(error),
    notUndone: notUndoneOf(cause),
    story: tellExecution(placeOrder, await historyOf(sfn, executionArn)),
    sagaMillis: (stopDate?.getTime() ?? Number.NaN) - (startDate?.getTime() ?? Number.NaN),
  };
}

/** Of a choreographed saga that has come to rest. */
export async function endOfEvents(
  documents: DynamoDBDocumentClient,
  tables: ServiceTables,
  orderId: string,
): Promise<Ending> {
  const rows = [];
  for (const TableName of [tables.orders, tables.payments, tables.inventory]) {
    for await (const page of paginateScan({ client: documents }, { TableName, ConsistentRead: true })) {
      rows.push(...(page.Items ?? []));
    }
  }
  const told = causesFirst(rows.filter(({ kind, sagaId }) => kind === 'outbox' && sagaId === orderId) as Told[]);
  const order = rows.find(({ pk, sk }) => pk === `order#${orderId}` && sk === 'order');
  const parked = rows.filter(({ pk, sk }) => pk === `saga#${orderId}` && String(sk).startsWith('park#'));
  return {
    outcome: outcomeOfOrder(order?.status, parked.length),
    notUndone: parked.map(({ step }) => String(step)),
    story: { kind: 'choreographed', events: told.map(({ type }) => type) },
    sagaMillis: (told.at(-1)?.createdAt ?? 0) - (told[0]?.createdAt ?? 0),
  };
}

interface Told {
  readonly id: string;
  readonly type: string;
  readonly causationId: string;
  readonly createdAt: number;
}

/** Where no time went by between two events, the one that the other answers comes first. */
function causesFirst(events: readonly Told[]): readonly Told[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const depth = ({ causationId }: Told): number => {
    const cause = byId.get(causationId);
    return cause === undefined ? 0 : 1 + depth(cause);
  };
  return events.toSorted((one, other) => one.createdAt - other.createdAt || depth(one) - depth(other));
}

function outcomeOfOrder(status: unknown, parked: number): Ending['outcome'] {
  if (parked > 0) return 'COMPENSATION_FAILED';
  return status === 'COMPLETED' ? 'COMPLETED' : status === 'CANCELLED' ? 'COMPENSATED' : 'UNFINISHED';
}

const OUTCOMES: { readonly [error: string]: Outcome | undefined } = {
  [SAGA_COMPENSATED]: 'COMPENSATED',
  [SAGA_COMPENSATION_FAILED]: 'COMPENSATION_FAILED',
};
const outcomeOfError = (error = ''): Ending['outcome'] => OUTCOMES[error] ?? 'UNFINISHED';

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
