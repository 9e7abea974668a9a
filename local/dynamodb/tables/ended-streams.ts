/**
 * Streams that no table has any more: their table was deleted, or has another one. They can be read for another 24 hours.
 * Source: DynamoDB Developer Guide, "Change data capture for DynamoDB Streams"; API Reference, DeleteTable: "the
 * corresponding stream on that table goes into the DISABLED state, and the stream is automatically deleted after 24 hours".
 */
import { type Change, keyOf, within } from '../../store/store';
import type { Database } from '../database';
import { deletions } from './contents';
import { streamArn, streamPlace } from './table';
import type { KeySchemaElement, StreamViewType, TableRecord } from './table-record';

const LIFETIME_SECONDS = 24 * 60 * 60;

export interface EndedStream {
  readonly arn: string;
  readonly tableName: string;
  readonly label: string;
  readonly viewType: StreamViewType;
  readonly keySchema: readonly KeySchemaElement[];
  /** Seconds. */
  readonly endedAt: number;
}

const keyOfStream = (arn: string) => keyOf('dynamodb', 'ended stream', arn);

/** What to commit where a table loses its stream, if it has one: older ones go with their records. */
export function endOfStream(database: Database, { TableName, KeySchema, stream }: TableRecord): readonly Change[] {
  if (stream === undefined) return [];
  const arn = streamArn(database.account, TableName, stream.label);
  const value: EndedStream = {
    arn,
    tableName: TableName,
    label: stream.label,
    viewType: stream.StreamViewType,
    keySchema: KeySchema,
    endedAt: database.nowSeconds(),
  };
  return [{ kind: 'put', key: keyOfStream(arn), value }, ...forgetExpired(database)];
}

/** In the order of their ARNs. */
export const endedStreams = (database: Database): readonly EndedStream[] =>
  all(database).filter((stream) => !isOver(database, stream));

const all = ({ store }: Database): readonly EndedStream[] =>
  [...store.range(within('dynamodb', 'ended stream'))].map(([, value]) => value as EndedStream);

const isOver = (database: Database, { endedAt }: EndedStream): boolean =>
  database.nowSeconds() - endedAt >= LIFETIME_SECONDS;

const forgetExpired = (database: Database): readonly Change[] =>
  all(database)
    .filter((stream) => isOver(database, stream))
    .flatMap(({ arn }): readonly Change[] => [
      { kind: 'delete', key: keyOfStream(arn) },
      ...deletions(database.store, streamPlace(arn)),
    ]);
