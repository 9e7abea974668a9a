import { ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { reactions } from './fixtures/reactions';
import { aWorld, clientsOf, output } from './reactions-world';

test('answers Ref and GetAtt as CloudFormation does', async () => {
  const world = await aWorld({ port: 0 });
  const url = `${world.endpoint}/000000000000/shop-Audit`;

  expect(world.outputs.shop).toMatchObject({
    Audit: url,
    AuditUrl: url,
    AuditName: 'shop-Audit',
    Bus: 'shop',
    OnCreated: 'shop|shop-OnCreated',
    OnFailure: 'shop-OnFailure',
    RuleArn: 'arn:aws:events:us-east-1:000000000000:rule/shop/shop-OnCreated',
    Kept: 'kept',
    FromOrders: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    StreamArn: expect.stringContaining(':table/shop-Orders/stream/'),
  });
  expect(output(world, 'MappingId')).toBe(output(world, 'FromOrders'));
  expect(world.notModelled).toEqual([]);
});

test('brings rules, targets, queues and mappings up to date on a reload', async () => {
  const { Bus, OnCreated, Audit, Bill, Bills, Note, Jobs, Dead, Work, FromJobs } = reactions.template.Resources ?? {};
  const resources = { Bus, OnCreated, Audit, Bill, Bills, Note, Jobs, Dead, Work, FromJobs };
  const stack = { ...reactions, template: { Resources: resources, Outputs: {} } };
  const world = await aWorld({ templates: [stack as typeof reactions] });
  const { events, lambda } = clientsOf(world.clientConfig());
  const targets = async () => {
    const { Targets = [] } = await events.send(
      new ListTargetsByRuleCommand({ Rule: 'shop-OnCreated', EventBusName: 'shop' }),
    );
    return Targets.map(({ Id }) => Id).sort();
  };
  expect(await targets()).toEqual(['Audit', 'Bill', 'Note']);

  const rule = OnCreated?.Properties as { Targets: unknown[] };
  const first = rule.Targets[0];
  Object.assign(resources, {
    OnCreated: { ...OnCreated, Properties: { ...rule, Targets: [first] } },
    Jobs: { ...Jobs, Properties: { VisibilityTimeout: 60 } },
    FromJobs: { ...FromJobs, Properties: { ...(FromJobs?.Properties as object), BatchSize: 4 } },
  });
  await world.reload();

  expect(await targets()).toEqual(['Bill']);
  const { Attributes } = await world.services.sqs.call(
    'GetQueueAttributes',
    { QueueUrl: 'http://localhost/000000000000/shop-Jobs', AttributeNames: ['All'] },
    { kind: 'client' },
  );
  expect(Attributes).toMatchObject({ VisibilityTimeout: '60' });
  const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings).toEqual([expect.objectContaining({ BatchSize: 4 })]);
});

test('says which resource a mapping that is refused belongs to', async () => {
  const stack = {
    ...reactions,
    template: {
      Resources: {
        Work: reactions.template.Resources?.Work,
        Broken: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:none', FunctionName: { Ref: 'Work' } },
        },
      },
    },
  };

  await expect(aWorld({ templates: [stack as typeof reactions] })).rejects.toThrow(
    /^shop › Broken: the model refuses it: InvalidParameterValueException: Error occurred while ReceiveMessage/,
  );
});

test('says what of a rule or a mapping is not modelled', async () => {
  const { Work } = reactions.template.Resources ?? {};
  const stack = {
    ...reactions,
    template: {
      Resources: {
        Work,
        Topic: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['a'] },
            Targets: [{ Id: 'T', Arn: 'arn:aws:sns:us-east-1:000000000000:alarms' }],
          },
        },
        Clicks: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/clicks', FunctionName: { Ref: 'Work' } },
        },
      },
    },
  };

  const { notModelled } = await aWorld({ templates: [stack as typeof reactions] });

  expect(notModelled.map(({ logicalId, reason }) => `${logicalId}: ${reason}`)).toEqual([
    'Topic: no event reaches arn:aws:sns:us-east-1:000000000000:alarms, which is not modelled',
    'Clicks: its source is arn:aws:kinesis:us-east-1:1:stream/clicks; streams of tables and queues are modelled',
  ]);
});
