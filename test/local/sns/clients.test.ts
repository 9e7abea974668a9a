/** The official client against the model, over HTTP and directly: SNS speaks the query protocol alone. */
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishBatchCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { VirtualClock } from '../../../local/clock';
import { CLIENT } from '../../../local/service';
import { streamline } from '../../../local/wire/streamline';
import { createWorld, type World } from '../../../local/world';

let world: World;
beforeAll(async () => {
  world = await createWorld({ port: 0, clock: new VirtualClock() });
  await world.services.sqs.call('CreateQueue', { QueueName: 'inbox' }, CLIENT);
});
afterAll(() => world.close());

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:inbox';
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const overHttp = () => new SNSClient({ endpoint: world.endpoint ?? '', region: 'us-east-1', credentials });
const direct = () => new SNSClient(world.clientConfig());
const streamlined = () => {
  const client = direct();
  streamline(client);
  return client;
};

describe.each([
  ['over HTTP', overHttp],
  ['directly', direct],
  ['directly and streamlined', streamlined],
] as const)('the official client %s', (title, clientOf) => {
  const Name = title.replaceAll(' ', '-');

  test('makes topics, with attributes and tags', async () => {
    const client = clientOf();
    const Tags = [{ Key: 'team', Value: 'a & <b>' }];
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name, Tags }));
    const DisplayName = 'Pages "now"';
    await client.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: DisplayName }),
    );

    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    const { Topics } = await client.send(new ListTopicsCommand({}));
    const tags = await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));

    expect(Attributes).toMatchObject({ TopicArn, DisplayName, SubscriptionsConfirmed: '0' });
    expect(Topics).toContainEqual({ TopicArn });
    expect(tags.Tags).toEqual(Tags);
  });

  test('publishes what a queue then holds', async () => {
    const client = clientOf();
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: `${Name}-published` }));
    const { SubscriptionArn = '' } = await client.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: QUEUE,
        Attributes: { RawMessageDelivery: 'true', FilterPolicy: '{"kind":[{"exists":true}]}' },
        ReturnSubscriptionArn: true,
      }),
    );
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'a=b&c' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 3]) },
    };
    const first = await client.send(
      new PublishCommand({ TopicArn, Message: 'one\n<two> & "three"', MessageAttributes }),
    );
    const batch = await client.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: 'four', MessageAttributes },
          { Id: 'b', Message: 'not wanted' },
          { Id: 'c', Message: '' },
        ],
      }),
    );
    await world.idle();

    const received = await world.services.sqs.receive(QUEUE, 10);
    expect(first.MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(batch.Successful?.map(({ Id }) => Id)).toEqual(['a', 'b']);
    expect(batch.Failed).toMatchObject([{ Id: 'c', Code: 'InvalidParameter', SenderFault: true }]);
    expect(received.map(({ Body }) => Body)).toEqual(['one\n<two> & "three"', 'four']);
    expect(received[0]?.MessageAttributes).toEqual({
      kind: { DataType: 'String', StringValue: 'a=b&c' },
      bytes: { DataType: 'Binary', BinaryValue: 'AQID' },
    });

    const shown = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    const listed = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    const after = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    for (const { ReceiptHandle } of received) await world.services.sqs.deleteMessage(QUEUE, ReceiptHandle);

    expect(shown.Attributes).toMatchObject({ RawMessageDelivery: 'true', PendingConfirmation: 'false' });
    expect(listed.Subscriptions).toMatchObject([{ SubscriptionArn, Protocol: 'sqs', Endpoint: QUEUE }]);
    expect(after.Subscriptions).toEqual([]);
  });

  test('throws the exception that the service names', async () => {
    const publish = new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:none', Message: 'x' });
    const sent = clientOf().send(publish);

    await expect(sent).rejects.toBeInstanceOf(NotFoundException);
    await expect(sent).rejects.toMatchObject({ message: 'Topic does not exist' });
  });
});

test('a fault strikes the topic that it names, and no other', async () => {
  const client = new SNSClient({ ...world.clientConfig(), maxAttempts: 1 });
  const [struck, other] = await Promise.all(
    ['struck', 'other'].map((Name) => client.send(new CreateTopicCommand({ Name }))),
  );
  const target = { service: 'sns', operation: 'Publish', resource: 'struck' } as const;
  world.faults.add({ target, kind: 'notApplied', error: { name: 'InternalErrorException', message: 'down' } });

  const published = await client.send(new PublishCommand({ TopicArn: other?.TopicArn, Message: 'x' }));
  const refused = client.send(new PublishCommand({ TopicArn: struck?.TopicArn, Message: 'x' }));

  expect(published.MessageId).toBeDefined();
  await expect(refused).rejects.toMatchObject({ message: 'down' });
});
