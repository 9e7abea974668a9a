import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../local/clock';
import { MemoryStore } from '../../local/store/memory';
import { type Change, keyOf } from '../../local/store/store';
import { reactions } from './fixtures/reactions';
import { aFolder, aWorld, clientsOf, httpConfig, output } from './reactions-world';

test('goes on in its data folder where an earlier process stood', async () => {
  const dataDir = aFolder();
  const clock = new VirtualClock(undefined, 'hold');
  const first = await aWorld({ dataDir, clock });
  first.faults.add({
    target: { service: 'lambda', operation: 'Invoke' },
    kind: 'notApplied',
    error: { name: 'Lambda.TooManyRequestsException', message: 'Rate Exceeded.' },
    times: Infinity,
  });
  await clientsOf(first.clientConfig()).order(first, 'o-1');
  await first.idle();
  await first.close();

  const second = await aWorld({ dataDir, clock: new VirtualClock(clock.now()) });
  await second.idle();

  expect(await clientsOf(second.clientConfig()).bill(second, 'o-1')).toMatchObject({ pk: { S: 'o-1' } });
});

test('keeps the event of an end together with the end itself', async () => {
  const commits: (readonly Change[])[] = [];
  class Recording extends MemoryStore {
    override commit(changes: readonly Change[]): Promise<void> {
      commits.push(changes);
      return super.commit(changes);
    }
  }
  const world = await aWorld({ store: new Recording() });
  const { sfn } = clientsOf(world.clientConfig());

  await sfn.send(
    new StartExecutionCommand({ stateMachineArn: output(world, 'Note'), name: 'odd', input: '{"id":"odd"}' }),
  );
  await world.idle();

  const isEnd = (change: Change) =>
    change.kind === 'put' && change.key.endsWith('odd') && (change.value as { status?: string }).status === 'FAILED';
  const end = commits.find((changes) => changes.some(isEnd)) ?? [];
  expect(end.filter(({ key }) => key.startsWith(keyOf('events', 'delivery')))).toHaveLength(1);
});

test('sends a batch again when its answer never comes', async () => {
  const world = await aWorld();
  world.faults.add({
    target: { service: 'lambda', operation: 'Invoke', resource: 'shop-Relay' },
    kind: 'replyLost',
    error: 'never',
  });

  await clientsOf(world.clientConfig()).order(world, 'o-1');
  await world.idle();

  expect(world.services.events.archivedEvents('kept').map(({ detail }) => detail.id)).toEqual(['o-1', 'o-1']);
});

test('reads the stream of a table by the operations of DynamoDB Streams', async () => {
  const world = await aWorld({ port: 0 });
  const call = async (operation: string, input: object) => {
    const answer = await fetch(world.endpoint ?? '', {
      method: 'POST',
      headers: { 'x-amz-target': `DynamoDBStreams_20120810.${operation}` },
      body: JSON.stringify(input),
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const StreamArn = output(world, 'StreamArn');
  await clientsOf(httpConfig(world)).order(world, 'o-1');

  const { body: described } = await call('DescribeStream', { StreamArn });
  const [{ ShardId }] = described.StreamDescription.Shards;
  const { body: begun } = await call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
  const { body: read } = await call('GetRecords', begun);
  const refused = await call('GetRecords', { ShardIterator: 'none' });

  expect(read.Records).toEqual([
    expect.objectContaining({ dynamodb: expect.objectContaining({ NewImage: { pk: { S: 'o-1' } } }) }),
  ]);
  expect(refused).toMatchObject({ status: 400, body: { __type: expect.stringContaining('#ValidationException') } });
});

test('lets calls wait that come before the templates are loaded', async () => {
  const port = await aFreePort();
  const { dynamodb } = clientsOf({ ...httpConfig({ endpoint: `http://127.0.0.1:${port}` }), maxAttempts: 1 });

  const loading = aWorld({ port });
  const answer = await firstAnswer(() => dynamodb.send(new ListTablesCommand({})));
  await loading;

  expect(answer.TableNames).toEqual(['shop-Bills', 'shop-Orders']);
});

test('tells its outputs only when the templates are loaded', async () => {
  const port = await aFreePort();

  const loading = aWorld({ port });
  const answer = await firstAnswer(() => fetch(`http://127.0.0.1:${port}/_backstep/outputs`));
  await loading;

  expect(await answer.json()).toMatchObject({ shop: { AuditName: 'shop-Audit' } });
});

test('says over HTTP when it is quiet', async () => {
  const world = await aWorld({ port: 0 });
  const { order, bill } = clientsOf(httpConfig(world));

  await order(world, 'o-1');
  const answer = await fetch(`${world.endpoint}/_backstep/idle`);

  expect([answer.status, await answer.json()]).toEqual([200, {}]);
  expect(await bill(world, 'o-1')).toBeDefined();
});

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Of whoever begins to listen. */
async function firstAnswer<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!JSON.stringify([String(error), (error as Error).cause]).includes('ECONNREFUSED')) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

test('does not run schedules by itself on a clock that skips idle time', async () => {
  const stack = {
    ...reactions,
    template: {
      Resources: {
        Dead: reactions.template.Resources?.Dead,
        EveryMinute: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'rate(1 minute)',
            Targets: [{ Id: 'D', Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, Input: '{"tick":1}' }],
          },
        },
      },
      Outputs: { Dead: { Value: { Ref: 'Dead' } } },
    },
  };
  const world = await aWorld({ templates: [stack as typeof reactions] });

  await world.idle();
  await world.services.events.runSchedule('shop-EveryMinute');
  await world.idle();

  expect(await clientsOf(world.clientConfig()).received(world, 'Dead')).toEqual(['{"tick":1}']);
});
