/** ItemCollectionMetrics: only tables with local secondary indexes have item collections. */
import type { JsonObject } from '../../lib/units';
import type { Write } from './commit';
import { pickNames } from './tables/item-keys';

/** The service estimates in whole gigabytes: a local collection is always in the first. */
const ESTIMATE_GB = [0, 1];

export function itemCollectionMetrics(write: Write, asked: 'SIZE' | 'NONE' | undefined): JsonObject | undefined {
  const item = write.after ?? write.before;
  const hasCollections = write.table.indexes.some((index) => index.kind === 'local');
  if (asked !== 'SIZE' || !hasCollections || item === undefined) return undefined;
  return { ItemCollectionKey: pickNames(item, [write.table.hash.name]), SizeEstimateRangeGB: ESTIMATE_GB };
}

/** By table, as the answers of batches and transactions have them. */
export function collectionMetrics(
  writes: readonly Write[],
  /** Of the table of each write, or its ARN, as the request has it. */
  tableNames: readonly string[],
  asked: 'SIZE' | 'NONE' | undefined,
): JsonObject | undefined {
  const metrics: { [table: string]: JsonObject[] } = {};
  for (const [at, write] of writes.entries()) {
    const metric = itemCollectionMetrics(write, asked);
    const name = tableNames[at] ?? write.table.name;
    if (metric !== undefined) metrics[name] = [...(metrics[name] ?? []), metric];
  }
  return Object.keys(metrics).length > 0 ? metrics : undefined;
}
