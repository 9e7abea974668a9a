/** Concurrent clients of the model: some serial order explains what each was told. */

import type { JsonObject } from '../../../lib/units';
import { type Entropy, seededEntropy } from '../../../local/entropy';
import { AwsError } from '../../../local/service';
import { MemoryStore } from '../../../local/store/memory';
import type { Change } from '../../../local/store/store';
import {
  type Answer,
  type Call,
  type Operation,
  serialOrder,
  type Write,
} from '../../../verify/dynamodb/specification/history';
import { ADatabase, aTable } from '../../local/dynamodb/a-database';

const KEYS = ['a', 'b', 'c'];
const HISTORIES = 150;
const CLIENTS = 4;
const CALLS_OF_A_CLIENT = 5;

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((next) => setImmediate(next));
};
const below = (chance: Entropy, limit: number) => Math.floor(chance.fraction() * limit);

/** Commits are seen at once and acknowledged some turns later, as with a disk. */
class SlowStore extends MemoryStore {
  constructor(private readonly chance: Entropy) {
    super();
  }

  override async commit(changes: readonly Change[]): Promise<void> {
    await super.commit(changes);
    await turns(below(this.chance, 3));
  }
}

const keysOf = (chance: Entropy) => {
  const count = 1 + below(chance, KEYS.length);
  const first = below(chance, KEYS.length);
  return Array.from({ length: count }, (_, at) => KEYS[(first + at) % KEYS.length] ?? '');
};
function anOperation(chance: Entropy): Operation {
  const keys = keysOf(chance);
  if (chance.fraction() < 0.4) return { kind: 'read', keys };
  const writes = keys.map((key): Write => {
    const write = { key, amount: 1 + below(chance, 2) };
    return chance.fraction() < 0.4 ? { ...write, expected: below(chance, 5) } : write;
  });
  return { kind: 'write', writes };
}

const TableName = 'Counters';
const keyed = (key: string) => ({ TableName, Key: { pk: { S: key } } });
function update({ key, amount, expected }: Write): JsonObject {
  const isZero = expected === 0 ? ' OR attribute_not_exists(n)' : '';
  return {
    ...keyed(key),
    UpdateExpression: 'ADD n :amount',
    ExpressionAttributeValues: {
      ':amount': { N: String(amount) },
      ...(expected !== undefined && { ':expected': { N: String(expected) } }),
    },
    ...(expected !== undefined && { ConditionExpression: `n = :expected${isZero}` }),
  };
}

type Perform = (database: ADatabase, operation: Operation) => Promise<Answer>;

const perform: Perform = async (database, operation) => {
  if (operation.kind === 'read') return { kind: 'values', values: await valuesOf(database, operation.keys) };
  const [first, ...more] = operation.writes;
  const alone = first !== undefined && more.length === 0;
  return answerTo(
    alone
      ? database.call('UpdateItem', update(first))
      : database.call('TransactWriteItems', {
          TransactItems: operation.writes.map((each) => ({ Update: update(each) })),
        }),
  );
};

async function valuesOf(database: ADatabase, keys: readonly string[]): Promise<readonly number[]> {
  const [first = '', ...more] = keys;
  if (more.length === 0) {
    const { Item } = await database.call('GetItem', { ...keyed(first), ConsistentRead: true });
    return [counterIn(Item)];
  }
  const { Responses } = await database.call('TransactGetItems', {
    TransactItems: keys.map((key) => ({ Get: keyed(key) })),
  });
  return (Responses as readonly { readonly Item?: unknown }[]).map(({ Item }) => counterIn(Item));
}
const counterIn = (item: unknown) => Number((item as { readonly n?: { readonly N: string } } | undefined)?.n?.N ?? 0);

async function answerTo(work: Promise<unknown>): Promise<Answer> {
  try {
    await work;
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof AwsError && /ConditionalCheckFailed|TransactionCanceled/.test(error.code)) {
      return { kind: 'refused' };
    }
    throw error;
  }
}

async function aHistory(seed: number, performing: Perform): Promise<readonly Call[]> {
  const chance = seededEntropy(seed);
  const database = new ADatabase(new SlowStore(chance));
  await database.call('CreateTable', aTable(TableName));
  const history: Call[] = [];
  let place = 0;
  const client = async () => {
    for (let calls = 0; calls < CALLS_OF_A_CLIENT; calls++) {
      await turns(below(chance, 3));
      const operation = anOperation(chance);
      const calledAt = place++;
      const answer = await performing(database, operation);
      history.push({ operation, answer, calledAt, answeredAt: place++ });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return history;
}

test('some serial order explains every history of concurrent reads, writes and transactions', async () => {
  let overlapping = 0;
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const history = await aHistory(seed, perform);
    const order = serialOrder(history);

    if (order === undefined) throw new Error(`seed ${seed} has no serial order: ${JSON.stringify(history)}`);
    overlapping += history.filter((call) =>
      history.some((other) => other.calledAt < call.answeredAt && other.calledAt > call.calledAt),
    ).length;
  }

  expect(overlapping).toBeGreaterThan(HISTORIES * 3);
});

/** A transaction in pieces, as a client would do it that has none. */
const torn: Perform = async (database, operation) => {
  if (operation.kind === 'read') {
    const values: number[] = [];
    for (const key of operation.keys) values.push(...(await valuesOf(database, [key])));
    return { kind: 'values', values };
  }
  const current = await valuesOf(
    database,
    operation.writes.map(({ key }) => key),
  );
  if (operation.writes.some(({ expected }, at) => expected !== undefined && expected !== current[at])) {
    return { kind: 'refused' };
  }
  for (const { expected: _expected, ...write } of operation.writes) {
    await turns(1);
    await database.call('UpdateItem', update(write));
  }
  return { kind: 'done' };
};

test('finds out a client that makes transactions of pieces', async () => {
  let found = 0;
  for (let seed = 1; seed <= 20; seed++) if (serialOrder(await aHistory(seed, torn)) === undefined) found++;

  expect(found).toBeGreaterThan(10);
});

const call = (operation: Operation, answer: Answer, calledAt: number, answeredAt: number): Call => ({
  operation,
  answer,
  calledAt,
  answeredAt,
});
const add: Operation = { kind: 'write', writes: [{ key: 'a', amount: 1 }] };
const read: Operation = { kind: 'read', keys: ['a'] };
const saw = (...values: readonly number[]): Answer => ({ kind: 'values', values });

test('a read beside a write sees it or not; after it only the write', () => {
  const done: Answer = { kind: 'done' };

  expect(serialOrder([call(add, done, 0, 3), call(read, saw(0), 1, 2)])).toHaveLength(2);
  expect(serialOrder([call(add, done, 0, 3), call(read, saw(1), 1, 2)])).toHaveLength(2);
  expect(serialOrder([call(add, done, 0, 1), call(read, saw(0), 2, 3)])).toBeUndefined();
  expect(serialOrder([call(add, done, 0, 1), call(read, saw(2), 2, 3)])).toBeUndefined();
});

test('a write that was refused must have had a reason', () => {
  const expecting: Operation = { kind: 'write', writes: [{ key: 'a', amount: 1, expected: 0 }] };

  expect(serialOrder([call(expecting, { kind: 'refused' }, 0, 1)])).toBeUndefined();
  expect(serialOrder([call(add, { kind: 'done' }, 0, 1), call(expecting, { kind: 'refused' }, 2, 3)])).toHaveLength(2);
});
