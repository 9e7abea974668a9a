/** Random histories of transactions, single writes, waits and TTL passes: the model does what the specification does. */
import fc from 'fast-check';
import type { JsonObject } from '../../../lib/units';
import type { StreamRecord } from '../../../local/dynamodb/streams';
import type { AttributeValue, Item } from '../../../local/dynamodb/values/attribute-value';
import { AwsError } from '../../../local/service';
import {
  type Action,
  type ItemKey,
  idOf,
  keyItem,
  type Row,
  rowItem,
  written,
} from '../../../verify/dynamodb/specification/actions';
import { type Step, steps, TABLES } from '../../../verify/dynamodb/specification/arbitrary';
import {
  type Change,
  imagesOf,
  type Outcome,
  Specification,
  type StreamView,
} from '../../../verify/dynamodb/specification/specification';
import { ADatabase, aTable } from '../../local/dynamodb/a-database';

async function aModel(view: StreamView): Promise<ADatabase> {
  const database = new ADatabase();
  for (const name of TABLES) {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: view };
    await database.call('CreateTable', aTable(name, { StreamSpecification }));
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
    await database.call('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
  }
  return database;
}

const rowOf = (item: Item | undefined): Row | undefined => {
  if (item === undefined) return undefined;
  const number = (name: string) => (item[name] !== undefined && 'N' in item[name] ? Number(item[name].N) : undefined);
  const ttl = number('ttl');
  return { n: number('n') ?? Number.NaN, ...(ttl !== undefined && { ttl }) };
};
const itemIn = (member: unknown) => member as Item | undefined;

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return { kind: 'done' };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, fields } = error;
    if (code === 'ConditionalCheckFailedException')
      return { kind: 'conditionFailed', item: rowOf(itemIn(fields.Item)) };
    if (code === 'ValidationException' || code === 'IdempotentParameterMismatchException') {
      return { kind: 'refused', code };
    }
    if (code !== 'TransactionCanceledException') throw error;
    const reasons = fields.CancellationReasons as readonly { Code: string; Item?: unknown }[];
    return {
      kind: 'canceled',
      reasons: reasons.map(({ Code, Item: item }) =>
        Code === 'None' ? { code: Code } : { code: 'ConditionalCheckFailed', item: rowOf(itemIn(item)) },
      ),
    };
  }
}

const writeAlone = (database: ADatabase, action: Action) => {
  const { operation, transactItem } = written(action);
  return database.call(operation ?? '', Object.values(transactItem)[0] as JsonObject);
};

/** Does a step on both, and compares what they answer. */
async function take(step: Step, database: ADatabase, specification: Specification): Promise<void> {
  switch (step.kind) {
    case 'write':
      expect(await outcomeOf(writeAlone(database, step.action))).toEqual(specification.write(step.action));
      return;
    case 'transactWrite': {
      const { actions, token } = step;
      const TransactItems = actions.map((action) => written(action).transactItem);
      const request = { TransactItems, ...(token !== undefined && { ClientRequestToken: token }) };
      const outcome = await outcomeOf(database.call('TransactWriteItems', request));
      expect(outcome).toEqual(specification.transactWrite(actions, token, database.clock.now()));
      return;
    }
    case 'transactGet': {
      const keys = [...new Map(step.keys.map((key) => [idOf(key), key])).values()];
      const TransactItems = keys.map((key) => ({ Get: { TableName: key.table, Key: keyItem(key) } }));
      const { Responses } = await database.call('TransactGetItems', { TransactItems });
      const rows = (Responses as readonly { Item?: unknown }[]).map((response) => rowOf(itemIn(response.Item)));
      expect(rows).toEqual(specification.transactGet(keys));
      return;
    }
    case 'wait':
      await database.clock.advance(step.seconds * 1000);
      return;
    case 'expire':
      await database.dynamodb.expireItems();
  }
}

/** What the service deleted during a step had expired; and after a whole pass nothing that has is left. */
async function followExpiry(step: Step, database: ADatabase, specification: Specification): Promise<void> {
  const now = Math.floor(database.clock.now() / 1000);
  for (const table of TABLES) {
    const told = specification.changes.filter((change) => change.byService && change.key.table === table).length;
    const deletions = (await recordsOf(database, table)).filter(({ userIdentity }) => userIdentity !== undefined);
    for (const { dynamodb } of deletions.slice(told)) {
      const key = { table, pk: textOf(dynamodb.Keys.pk) };
      expect(specification.isExpired(key, now)).toBe(true);
      specification.expire(key);
    }
  }
  if (step.kind !== 'expire') return;
  const left = [...specification.rows().keys()].map(keyOfId).filter((key) => specification.isExpired(key, now));
  expect(left).toEqual([]);
}

const textOf = (value: AttributeValue | undefined) => (value !== undefined && 'S' in value ? value.S : '');
const keyOfId = (id: string): ItemKey => ({ table: id.slice(0, id.indexOf('/')), pk: id.slice(id.indexOf('/') + 1) });

async function recordsOf(database: ADatabase, table: string): Promise<readonly StreamRecord[]> {
  const { Table } = await database.call('DescribeTable', { TableName: table });
  const arn = String((Table as JsonObject).LatestStreamArn);
  return database.dynamodb.streamRecords(arn, undefined, 10_000);
}

const asRecord = (view: StreamView, change: Change) => {
  const { OldImage, NewImage } = imagesOf(view, change);
  return {
    eventName: change.event,
    Keys: keyItem(change.key),
    OldImage: OldImage && rowItem(change.key, OldImage),
    NewImage: NewImage && rowItem(change.key, NewImage),
    userIdentity: change.byService ? { type: 'Service', principalId: 'dynamodb.amazonaws.com' } : undefined,
  };
};

/** [S]: each change once, and those of one item in their order. */
const byItem = <T extends { readonly Keys: object }>(records: readonly T[]) => {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const key = JSON.stringify(record.Keys);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
};

function fold(records: readonly { readonly Keys: object; readonly NewImage: unknown }[]) {
  const table = new Map<string, unknown>();
  for (const { Keys, NewImage } of records) {
    if (NewImage === undefined) table.delete(JSON.stringify(Keys));
    else table.set(JSON.stringify(Keys), NewImage);
  }
  return [...table.values()];
}

const inOrder = (items: readonly unknown[]) =>
  [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

async function expectSameTables(database: ADatabase, specification: Specification, view: StreamView): Promise<void> {
  for (const table of TABLES) {
    const rows = [...specification.rows()].filter(([id]) => id.startsWith(`${table}/`));
    const items = inOrder(rows.map(([id, row]) => rowItem(keyOfId(id), row)));
    expect(inOrder(database.items(table))).toEqual(items);
    const records = (await recordsOf(database, table)).map(({ eventName, userIdentity, dynamodb }) => {
      const { Keys, OldImage, NewImage } = dynamodb;
      return { eventName, Keys, OldImage, NewImage, userIdentity };
    });
    const changes = specification.changes.filter(({ key }) => key.table === table);
    expect(byItem(records)).toEqual(byItem(changes.map((change) => asRecord(view, change))));
    if (view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES') expect(inOrder(fold(records))).toEqual(items);
  }
}

test.each<StreamView>([
  'KEYS_ONLY',
  'NEW_IMAGE',
  'OLD_IMAGE',
  'NEW_AND_OLD_IMAGES',
])('does what the specification does, and tells it to streams of %s', async (view) => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const database = await aModel(view);
      const specification = new Specification();
      for (const step of all) {
        await take(step, database, specification);
        await followExpiry(step, database, specification);
      }
      await expectSameTables(database, specification, view);
    }),
    { numRuns: 60 },
  );
});
