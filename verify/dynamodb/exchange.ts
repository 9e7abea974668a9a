/** Sends requests to both sides, and tells where they part. */
import type { Json, JsonObject } from '../../lib/units';
import { compare, type Difference } from './compare';
import type { DynaliteThread } from './dynalite-side';
import { openModel, type Side } from './model-side';
import type { Answer, Request } from './request';

const READS: ReadonlySet<string> = new Set([
  ...['BatchGetItem', 'DescribeTable', 'DescribeTimeToLive', 'GetItem'],
  ...['ListTables', 'ListTagsOfResource', 'Query', 'Scan'],
]);
/** Pages of one reading: more would be a side that does not end. */
const MAX_PAGES = 500;

/** The differences in the answers to some requests, sent one after the other to two new databases. */
export async function differencesIn(
  requests: readonly Request[],
  thread: DynaliteThread,
): Promise<readonly Difference[]> {
  const [model, dynalite] = [openModel(), await thread.open()];
  try {
    const found: Difference[] = [];
    for (const request of requests) {
      const [one, other] = await Promise.all([exchange(model, request), exchange(dynalite, request)]);
      const difference = compare(request, one, other);
      if (difference !== undefined) found.push(difference);
      // A write that only one of them has done leaves nothing to compare.
      if (one.kind !== other.kind && !READS.has(request.operation)) break;
      if (other.kind === 'refused' && other.type === 'Crashed') break;
      if (takesAwayOnly(request)) await takeAwayToo(request, model, dynalite);
    }
    return found;
  } finally {
    await dynalite.close();
  }
}

function takesAwayOnly({ operation, input: { UpdateExpression, AttributeUpdates } }: Request): boolean {
  if (operation !== 'UpdateItem') return false;
  if (typeof UpdateExpression === 'string') return !/\b(SET|ADD)\b/i.test(UpdateExpression);
  return AttributeUpdates !== undefined && !/"Action":"(PUT|ADD)"/.test(JSON.stringify(AttributeUpdates));
}

/** A known difference would show in every answer from here on: dynalite's item that such an update made is deleted. */
async function takeAwayToo({ input }: Request, model: Side, dynalite: Side): Promise<void> {
  const item = { TableName: input.TableName ?? null, Key: input.Key ?? null };
  const found = await model.send({ operation: 'GetItem', input: item });
  if (found.kind === 'refused' || found.output.Item !== undefined) return;
  await dynalite.send({ operation: 'DeleteItem', input: item });
}

/** Where a page ends depends on an order that the service leaves open, so such pages are compared put together. */
async function exchange(side: Side, request: Request): Promise<Answer> {
  const { operation, input } = request;
  const isOpen = operation === 'Scan' || (operation === 'Query' && input.IndexName !== undefined);
  const first = await side.send(request);
  if (!isOpen || input.Limit === undefined || input.ExclusiveStartKey !== undefined || first.kind === 'refused') {
    return first;
  }
  const pages: JsonObject[] = [first.output];
  for (let last = first.output.LastEvaluatedKey; last !== undefined; ) {
    if (pages.length >= MAX_PAGES) throw new Error(`${operation} does not end: ${JSON.stringify(input)}`);
    const next = await side.send({ operation, input: { ...input, ExclusiveStartKey: last } });
    if (next.kind === 'refused') return next;
    pages.push(next.output);
    last = next.output.LastEvaluatedKey;
  }
  return { kind: 'answered', output: together(pages) };
}

const together = (pages: readonly JsonObject[]): JsonObject => ({
  Items: pages.flatMap(({ Items }) => (Array.isArray(Items) ? (Items as readonly Json[]) : [])),
  Count: sum(pages, 'Count'),
  ScannedCount: sum(pages, 'ScannedCount'),
});

const sum = (pages: readonly JsonObject[], member: string) =>
  pages.reduce((total, page) => total + Number(page[member] ?? 0), 0);
