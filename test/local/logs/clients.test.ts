/** The official client against the model, over HTTP and directly. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import { VirtualClock } from '../../../local/clock';
import { createWorld, type World } from '../../../local/world';

let world: World;
beforeAll(async () => {
  world = await createWorld({ port: 0, clock: new VirtualClock() });
});
afterAll(() => world.close());

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const overHttp = () => new CloudWatchLogsClient({ endpoint: world.endpoint ?? '', region: 'us-east-1', credentials });
const direct = () => new CloudWatchLogsClient(world.clientConfig());

test.each([
  ['over HTTP', overHttp],
  ['directly', direct],
] as const)('the official client %s logs and reads', async (title, clientOf) => {
  const client = clientOf();
  const logGroupName = `/shop/${title.replaceAll(' ', '-')}`;
  const logStreamName = 'one';
  const timestamp = world.clock.now();
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  await client.send(
    new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [{ timestamp, message: '{"level":"ERROR"}' }] }),
  );

  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
  const { events } = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName }));
  const filterPattern = '{ $.level = "ERROR" }';
  const found = await client.send(new FilterLogEventsCommand({ logGroupName, filterPattern }));

  expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 30 }]);
  expect(events).toEqual([{ timestamp, message: '{"level":"ERROR"}', ingestionTime: timestamp }]);
  expect(found.events).toMatchObject([{ logStreamName, timestamp, message: '{"level":"ERROR"}' }]);
  await expect(client.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toBeInstanceOf(
    ResourceAlreadyExistsException,
  );
});
