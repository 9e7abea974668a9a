/** What the two services keep, kept on disk. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../../local/clock';
import { seededEntropy } from '../../../local/entropy';
import { CLIENT } from '../../../local/service';
import { createSqs } from '../../../local/sqs/sqs';
import { LmdbStore } from '../../../local/store/lmdb';
import { aBench, anEntry, aRule, FUNCTION, QUEUE } from './fixture';

const folders: string[] = [];
const aFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-events-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('an accepted event is delivered by the next process', async () => {
  const folder = aFolder();
  const clock = new VirtualClock(undefined, 'hold');
  const store = LmdbStore.open(folder);
  const before = aBench({ store, clock });
  await aRule(before);
  before.destinations.refuse = () => new Error('the process is going down');
  const answer = await before.call('PutEvents', { Entries: [anEntry()] });
  before.events.close();
  await store.close();

  const reopened = LmdbStore.open(folder);
  const after = aBench({ store: reopened, clock, seed: 2 });
  await clock.advance(1_000);
  await after.events.settled();
  await reopened.close();

  const [entry] = answer.Entries as readonly { readonly EventId: string }[];
  expect(after.destinations.to(FUNCTION).map(({ payload }) => JSON.parse(payload).id)).toEqual([entry?.EventId]);
});

test('queues, messages and receipts are there for the next process', async () => {
  const folder = aFolder();
  const clock = new VirtualClock(undefined, 'hold');
  const open = (store: LmdbStore, seed: number) =>
    createSqs({ store, clock, entropy: seededEntropy(seed), region: 'eu-west-1', account: '123456789012' });
  const store = LmdbStore.open(folder);
  const before = open(store, 1);
  await before.call('CreateQueue', { QueueName: 'inbox', Attributes: { VisibilityTimeout: '10' } }, CLIENT);
  await before.send(QUEUE, 'received', { attributes: { a: '1' } });
  const [receipt] = await before.receive(QUEUE, 1);
  await before.send(QUEUE, 'waiting');
  await store.close();

  const reopened = LmdbStore.open(folder);
  const after = open(reopened, 2);
  const [waiting, ...none] = await after.receive(QUEUE, 10);
  await after.deleteMessage(QUEUE, receipt?.ReceiptHandle ?? '');
  await clock.advance(10_000);
  const again = await after.receive(QUEUE, 10);
  await reopened.close();

  expect([waiting?.Body, none.length]).toEqual(['waiting', 0]);
  expect(again.map(({ Body }) => Body)).toEqual(['waiting']);
});
