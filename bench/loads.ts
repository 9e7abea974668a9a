/** What the callers of a benchmark do: one piece of work, from sending it to the commit that shows its end. */
import { DisableRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { encodeOutbox } from '../lib/aws/outbox-item';
import { tell } from '../lib/order/events';
import { outboxRecords } from '../lib/saga/outbox';
import { sagaId } from '../lib/saga/rule';
import { epochMillis } from '../lib/units';
import type { StreamRecord } from '../local/dynamodb/streams';
import type { Entropy } from '../local/entropy';
import { CLIENT } from '../local/service';
import type { Local } from '../local/start';
import { ARTICLES, anOrder } from './workload';

/** Resolves when the end is on disk, or in memory where nothing is. */
export type Load = () => Promise<void>;

/** Places an order through the stack's door, and waits until it is completed or cancelled. */
export function orderLoad(local: Local, stack: string, chance: Entropy): Load {
  const outputs = local.outputs[stack] ?? {};
  const functionName = outputs.PlaceOrderFunctionName ?? '';
  const ends = watch(local, outputs.OrdersTableName, ({ dynamodb: { NewImage = {} } }) => {
    const status = text(NewImage.status);
    return text(NewImage.sk) === 'order' && status !== 'PENDING' ? { key: text(NewImage.pk), end: status } : undefined;
  });
  let placed = 0;
  return async () => {
    const { request, end } = anOrder(`o-${placed++}`, chance.fraction(), chance.fraction());
    const ended = ends(`order#${request.orderId}`);
    const payload = JSON.stringify(request);
    const answer = await local.world.services.lambda.invoke({ functionName, payload, caller: CLIENT });
    if (answer.kind !== 'returned') throw new Error(`the door refused ${request.orderId}: ${JSON.stringify(answer)}`);
    const status = await ended;
    if (status !== end) throw new Error(`${request.orderId} ended ${status}; it should be ${end}`);
  };
}

/** Writes order.completed into an outbox, and waits until the sale is recorded. No other reaction runs beside. */
export async function eventLoad(local: Local, stack: string): Promise<Load> {
  const { OrdersTableName, SalesTableName, EventBusName } = local.outputs[stack] ?? {};
  await silence(local, EventBusName, 'SendConfirmation');
  const sales = watch(local, SalesTableName, ({ eventName, dynamodb: { Keys } }) =>
    eventName === 'INSERT' && text(Keys.sk) === 'processed#RecordSale' ? { key: text(Keys.pk), end: '' } : undefined,
  );
  let told = 0;
  return async () => {
    const { request } = anOrder(`e-${told}`, 0, (told++ % ARTICLES) / ARTICLES);
    const { orderId } = request;
    const [record] = outboxRecords([tell('order.completed', { pk: `order#${orderId}`, sk: 'order' }, request)], {
      sagaId: sagaId(orderId),
      functionName: 'CompleteOrder',
      at: epochMillis(Date.now()),
      style: 'orchestrated',
      eventId: undefined,
    });
    if (record === undefined) throw new Error('there is no event to tell');
    const recorded = sales(`event#${record.id}`);
    const Item = encodeOutbox(record);
    await local.clients.documents.send(new PutCommand({ TableName: OrdersTableName, Item }));
    await recorded;
  };
}

async function silence({ clients }: Local, EventBusName: string | undefined, reaction: string): Promise<void> {
  const { Rules = [] } = await clients.events.send(new ListRulesCommand({ EventBusName }));
  const rule = Rules.find(({ Name }) => Name?.includes(reaction));
  if (rule === undefined) throw new Error(`no rule of ${EventBusName} calls ${reaction}`);
  await clients.events.send(new DisableRuleCommand({ Name: rule.Name, EventBusName }));
}

/** Answers a function that waits for the first record of a key that `read` finds an end in; to be called before the work. */
function watch(
  local: Local,
  table = '',
  read: (record: StreamRecord) => { readonly key: string; readonly end: string } | undefined,
): (key: string) => Promise<string> {
  const waiting = new Map<string, (end: string) => void>();
  local.world.services.dynamodb.subscribe(table, (records) => {
    for (const record of records) {
      const found = read(record);
      if (found === undefined) continue;
      waiting.get(found.key)?.(found.end);
      waiting.delete(found.key);
    }
  });
  return (key) => new Promise((resolve) => waiting.set(key, resolve));
}

const text = (value: object | undefined): string =>
  value !== undefined && 'S' in value && typeof value.S === 'string' ? value.S : '';
