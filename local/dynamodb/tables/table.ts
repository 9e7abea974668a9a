/** A table made ready for use: its keys, indexes and places in the store. */
import { type Key, keyOf } from '../../store/store';
import type { KeyType } from '../values/attribute-value';
import type { IndexRecord, KeySchemaElement, StreamViewType, TableRecord } from './table-record';

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}
export interface KeySchema {
  /** The first of the partition. */
  readonly hash: KeyAttribute;
  /** The first of the sort key. */
  readonly range: KeyAttribute | undefined;
  /** Of a global index both may have up to four attributes. */
  readonly partition: readonly KeyAttribute[];
  readonly sort: readonly KeyAttribute[];
  /** Those of the partition, and then those of the sort key. */
  readonly attributes: readonly KeyAttribute[];
}
export interface Index extends KeySchema {
  readonly name: string;
  readonly kind: 'global' | 'local';
  readonly place: Key;
  /** Names of the attributes that the index holds; `undefined` for all. */
  readonly projected: ReadonlySet<string> | undefined;
  /** The index's key attributes, and then those of the table that it has not. */
  readonly keyNames: readonly string[];
}
export interface TableStream {
  readonly arn: string;
  readonly viewType: StreamViewType;
  readonly place: Key;
}
export interface Table extends KeySchema {
  readonly name: string;
  readonly arn: string;
  readonly record: TableRecord;
  readonly place: Key;
  readonly keyNames: readonly string[];
  readonly indexes: readonly Index[];
  /** Present while the stream is enabled. */
  readonly stream: TableStream | undefined;
}

export interface Account {
  readonly region: string;
  readonly account: string;
}

export const tableArn = (account: Account, tableName: string) =>
  `arn:aws:dynamodb:${account.region}:${account.account}:table/${tableName}`;
export const streamArn = (account: Account, tableName: string, label: string) =>
  `${tableArn(account, tableName)}/stream/${label}`;

export const itemsPlace = (record: TableRecord): Key => keyOf('dynamodb', 'item', record.number);
export const indexPlace = (record: TableRecord, indexName: string): Key =>
  keyOf('dynamodb', 'index', record.number, indexName);
/** By ARN, not by table: a stream outlives its table. */
export const streamPlace = (arn: string): Key => keyOf('dynamodb', 'stream', arn.slice(arn.indexOf(':table/') + 7));

export function tableOf(record: TableRecord, account: Account): Table {
  const keys = keySchemaOf(record, record.KeySchema);
  const { stream } = record;
  const index = (kind: Index['kind']) => (each: IndexRecord) => indexOf(record, keys, each, kind);
  return {
    ...keys,
    name: record.TableName,
    arn: tableArn(account, record.TableName),
    record,
    place: itemsPlace(record),
    keyNames: keyNames(keys),
    indexes: [
      ...record.GlobalSecondaryIndexes.map(index('global')),
      ...record.LocalSecondaryIndexes.map(index('local')),
    ],
    stream: stream?.enabled
      ? tableStream(streamArn(account, record.TableName, stream.label), stream.StreamViewType)
      : undefined,
  };
}

const tableStream = (arn: string, viewType: StreamViewType): TableStream => ({
  arn,
  viewType,
  place: streamPlace(arn),
});

function indexOf(record: TableRecord, tableKeys: KeySchema, index: IndexRecord, kind: Index['kind']): Index {
  const keys = keySchemaOf(record, index.KeySchema);
  const names = [...new Set([...keyNames(keys), ...keyNames(tableKeys)])];
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  return {
    ...keys,
    name: index.IndexName,
    kind,
    place: indexPlace(record, index.IndexName),
    projected: ProjectionType === 'ALL' ? undefined : new Set([...names, ...NonKeyAttributes]),
    keyNames: names,
  };
}

function keySchemaOf(record: TableRecord, schema: readonly KeySchemaElement[]): KeySchema {
  const attributesOf = (keyType: KeySchemaElement['KeyType']): readonly KeyAttribute[] =>
    schema.flatMap((element) => {
      const definition = record.AttributeDefinitions.find((each) => each.AttributeName === element.AttributeName);
      if (element.KeyType !== keyType || definition === undefined) return [];
      return [{ name: definition.AttributeName, type: definition.AttributeType }];
    });
  const [partition, sort] = [attributesOf('HASH'), attributesOf('RANGE')];
  const [hash] = partition;
  if (hash === undefined) throw new Error(`${record.TableName} has no partition key`);
  return { hash, range: sort[0], partition, sort, attributes: [...partition, ...sort] };
}

export const keyNames = ({ attributes }: KeySchema): readonly string[] => attributes.map(({ name }) => name);
