/** GlobalSecondaryIndexUpdates of UpdateTable: indexes created with their entries, changed, and deleted with theirs. */
import type { Change } from '../../store/store';
import type { Database } from '../database';
import { invalidParameter, limitExceeded, resourceNotFound } from '../errors';
import { deletions, itemsOf } from './contents';
import {
  checkGlobalIndex,
  checkProjectedCount,
  globalIndexRecord,
  type IndexInput,
  MAX_GLOBAL_INDEXES,
  throughputOnDemand,
  tooManyGlobalIndexes,
} from './definition-checks';
import { indexKey, itemKey } from './item-keys';
import { changedThroughput } from './provisioned-throughput';
import { indexPlace, type Table, tableOf } from './table';
import type { AttributeDefinition, IndexRecord, TableRecord, Throughput } from './table-record';
import { type OnDemandInput, onDemandThroughput, raisedWarmThroughput, type WarmInput } from './throughput';

interface IndexChange {
  readonly IndexName: string;
  readonly ProvisionedThroughput?: Throughput | undefined;
  readonly OnDemandThroughput?: OnDemandInput | undefined;
  readonly WarmThroughput?: WarmInput | undefined;
}
export interface IndexUpdate {
  readonly Update?: IndexChange | undefined;
  readonly Create?: IndexInput | undefined;
  readonly Delete?: { readonly IndexName: string } | undefined;
}

export function checkIndexUpdates(updates: readonly IndexUpdate[]): void {
  const names = new Set<string>();
  for (const { Update, Create, Delete } of updates) {
    const name = (Update ?? Create ?? Delete)?.IndexName;
    if (name === undefined) {
      throw invalidParameter(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
      );
    }
    if (names.has(name)) {
      throw invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    names.add(name);
  }
  if (updates.filter(({ Update }) => Update === undefined).length > 1) {
    throw limitExceeded(
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
}

/** The definition afterwards, and what to commit with it. */
export function applyIndexUpdates(
  database: Database,
  table: Table,
  record: TableRecord,
  request: {
    readonly AttributeDefinitions: readonly AttributeDefinition[] | undefined;
    readonly GlobalSecondaryIndexUpdates: readonly IndexUpdate[] | undefined;
  },
): { readonly record: TableRecord; readonly changes: readonly Change[] } {
  let next = withDefinitions(record, request.AttributeDefinitions ?? []);
  const changes: Change[] = [];
  for (const { Update, Create, Delete } of request.GlobalSecondaryIndexUpdates ?? []) {
    if (Create !== undefined) {
      next = withIndex(next, Create);
      changes.push(...backfill(database, table, next, Create.IndexName));
    } else if (Delete !== undefined) {
      next = without(next, existing(next, Delete.IndexName));
      changes.push(...deletions(database.store, indexPlace(record, Delete.IndexName)));
    } else if (Update !== undefined) {
      const before = existing(next, Update.IndexName);
      const changed = changedIndex(before, next.BillingMode, Update, database.nowSeconds());
      next = {
        ...next,
        GlobalSecondaryIndexes: next.GlobalSecondaryIndexes.map((index) => (index === before ? changed : index)),
      };
    }
  }
  return { record: usedDefinitionsOnly(next), changes };
}

function changedIndex(
  index: IndexRecord,
  BillingMode: TableRecord['BillingMode'],
  change: IndexChange,
  now: number,
): IndexRecord {
  const asked = change.ProvisionedThroughput;
  if (BillingMode === 'PAY_PER_REQUEST' && asked !== undefined) throw throughputOnDemand();
  const before = index.ProvisionedThroughput;
  const ProvisionedThroughput =
    asked === undefined || before === undefined
      ? asked
      : changedThroughput(`index ${index.IndexName}`, before, asked, now);
  const { IndexName, WarmThroughput } = index;
  return {
    ...index,
    ...(ProvisionedThroughput && { ProvisionedThroughput }),
    OnDemandThroughput: onDemandThroughput(change.OnDemandThroughput, BillingMode, index.OnDemandThroughput),
    WarmThroughput: raisedWarmThroughput(
      change.WarmThroughput,
      { BillingMode, ProvisionedThroughput: ProvisionedThroughput ?? before, WarmThroughput },
      `index ${IndexName}`,
    ),
  };
}

function existing({ GlobalSecondaryIndexes }: TableRecord, indexName: string): IndexRecord {
  const index = GlobalSecondaryIndexes.find((each) => each.IndexName === indexName);
  if (index === undefined) throw resourceNotFound();
  return index;
}

function withIndex(record: TableRecord, index: IndexInput): TableRecord {
  const names = [...record.GlobalSecondaryIndexes, ...record.LocalSecondaryIndexes].map((each) => each.IndexName);
  if (names.includes(index.IndexName)) {
    throw invalidParameter(`Attempting to create an index which already exists: ${index.IndexName}`);
  }
  checkGlobalIndex(
    index,
    record.BillingMode,
    record.AttributeDefinitions.map((each) => each.AttributeName),
  );
  const GlobalSecondaryIndexes = [...record.GlobalSecondaryIndexes, globalIndexRecord(index, record.BillingMode)];
  if (GlobalSecondaryIndexes.length > MAX_GLOBAL_INDEXES) throw tooManyGlobalIndexes();
  checkProjectedCount([...GlobalSecondaryIndexes, ...record.LocalSecondaryIndexes]);
  return { ...record, GlobalSecondaryIndexes };
}

const without = (record: TableRecord, index: IndexRecord): TableRecord => ({
  ...record,
  GlobalSecondaryIndexes: record.GlobalSecondaryIndexes.filter((each) => each.IndexName !== index.IndexName),
});

function withDefinitions(record: TableRecord, added: readonly AttributeDefinition[]): TableRecord {
  const names = new Set(added.map((each) => each.AttributeName));
  const kept = record.AttributeDefinitions.filter((each) => !names.has(each.AttributeName));
  return { ...record, AttributeDefinitions: [...kept, ...added] };
}

/** Attributes of no key are not defined. */
export function usedDefinitionsOnly(record: TableRecord): TableRecord {
  const schemas = [record, ...record.GlobalSecondaryIndexes, ...record.LocalSecondaryIndexes];
  const used = new Set(schemas.flatMap((each) => each.KeySchema.map((element) => element.AttributeName)));
  return {
    ...record,
    AttributeDefinitions: record.AttributeDefinitions.filter((each) => used.has(each.AttributeName)),
  };
}

function backfill(database: Database, table: Table, record: TableRecord, indexName: string): readonly Change[] {
  const index = tableOf(record, database.account).indexes.find((each) => each.name === indexName);
  if (index === undefined) return [];
  const changes: Change[] = [];
  for (const item of itemsOf(database.store, table.place)) {
    const key = indexKey(table, index, item);
    if (key !== undefined) changes.push({ kind: 'put', key, value: itemKey(table, item) });
  }
  return changes;
}
