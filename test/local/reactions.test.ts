import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { World } from '../../local/world';
import { aWorld, clientsOf, httpConfig, output } from './reactions-world';

describe.each([
  ['over HTTP', async () => aWorld({ port: 0 }), (world: World) => clientsOf(httpConfig(world))],
  ['directly', async () => aWorld(), (world: World) => clientsOf(world.clientConfig())],
] as const)('a shop of reactions, with the official clients %s', (_title, begin, connect) => {
  test('bills an order that was only written', async () => {
    const world = await begin();
    const { order, bill, received } = connect(world);

    await order(world, 'o-1');
    await world.idle();

    expect(await bill(world, 'o-1')).toMatchObject({ pk: { S: 'o-1' } });
    expect(await received(world, 'Audit')).toEqual(['{"id":"o-1"}']);
    expect(world.services.events.archivedEvents('kept')).toEqual([
      expect.objectContaining({ source: 'shop.orders', detail: { id: 'o-1' } }),
    ]);
  });

  test('tells where a poison record lies, and bills the orders around it', async () => {
    const world = await begin();
    const { order, bill, received } = connect(world);

    for (const id of ['o-1', 'poison', 'o-2']) await order(world, id);
    await world.idle();

    const [record = '', ...others] = await received(world, 'Unsent');
    expect(JSON.parse(record)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: output(world, 'StreamArn') },
    });
    expect(others).toEqual([]);
    expect([await bill(world, 'o-1'), await bill(world, 'o-2')]).toEqual([expect.anything(), expect.anything()]);
  });

  test('tells of an event that its function refuses', async () => {
    const world = await begin();
    const { order, received } = connect(world);

    await order(world, 'broke');
    await world.idle();

    expect((await received(world, 'Unpaid')).map((body) => JSON.parse(body))).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 2 }),
        requestPayload: expect.objectContaining({ detail: { id: 'broke' } }),
      }),
    ]);
  });

  test('tells of an execution that failed', async () => {
    const world = await begin();
    const { received, sfn } = connect(world);
    const stateMachineArn = output(world, 'Note');

    for (const id of ['even', 'odd']) {
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name: id, input: JSON.stringify({ id }) }));
    }
    await world.idle();

    const events = (await received(world, 'Failures')).map((body) => JSON.parse(body));
    expect(events).toEqual([
      expect.objectContaining({
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        resources: ['arn:aws:states:us-east-1:000000000000:execution:shop-Note:odd'],
        detail: {
          executionArn: 'arn:aws:states:us-east-1:000000000000:execution:shop-Note:odd',
          stateMachineArn,
          name: 'odd',
          status: 'FAILED',
          startDate: expect.any(Number),
          stopDate: expect.any(Number),
          input: '{"id":"odd"}',
          inputDetails: { included: true },
          output: null,
          outputDetails: null,
          error: 'Odd',
          cause: 'an odd order',
          stateMachineVersionArn: null,
          stateMachineAliasArn: null,
          redriveCount: 0,
          redriveDate: null,
          redriveStatus: 'REDRIVABLE',
          redriveStatusReason: null,
        },
      }),
    ]);
  });

  test('moves a message that is always reported to the dead-letter queue', async () => {
    const world = await begin();
    const { received, sqs } = connect(world);

    for (const MessageBody of ['good', 'bad']) {
      await sqs.send(new SendMessageCommand({ QueueUrl: output(world, 'Jobs'), MessageBody }));
    }
    await world.idle();

    expect(await received(world, 'Dead')).toEqual(['bad']);
    expect(await received(world, 'Jobs')).toEqual([]);
  });

  test('starts an execution for an event', async () => {
    const world = await begin();
    const { events, sfn } = connect(world);

    const { Entries } = await events.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: 'shop', Source: 's', DetailType: 'order.created', Detail: '{"id":"e-1"}' }],
      }),
    );
    await world.idle();

    const eventId = Entries?.[0]?.EventId ?? '';
    const { executions = [] } = (await world.services.stepfunctions.call(
      'ListExecutions',
      { stateMachineArn: output(world, 'Note') },
      { kind: 'client' },
    )) as { readonly executions?: readonly { readonly executionArn: string; readonly name: string }[] };
    expect(executions.map(({ name }) => name.startsWith(`${eventId}_`))).toEqual([true]);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn: executions[0]?.executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"id":"e-1"}',
    });
  });

  test('manages mappings by the REST paths of Lambda', async () => {
    const world = await begin();
    const { lambda } = connect(world);
    const audit = 'arn:aws:sqs:us-east-1:000000000000:shop-Audit';

    const created = await lambda.send(
      new CreateEventSourceMappingCommand({ EventSourceArn: audit, FunctionName: 'shop-Work', Enabled: false }),
    );
    const UUID = created.UUID ?? '';
    const updated = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 3 }));
    const got = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    const listed = await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn: audit, MaxItems: 5 }));
    const deleted = await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));

    expect(created).toMatchObject({ $metadata: { httpStatusCode: 202 }, State: 'Creating', BatchSize: 10 });
    expect(updated).toMatchObject({ $metadata: { httpStatusCode: 202 }, BatchSize: 3 });
    expect(got).toMatchObject({ State: 'Disabled', LastModified: expect.any(Date) });
    expect(listed.EventSourceMappings).toEqual([expect.objectContaining({ UUID })]);
    expect(deleted).toMatchObject({ $metadata: { httpStatusCode: 202 }, State: 'Deleting' });
    await expect(lambda.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('manages concurrency and asynchronous invocation by the REST paths of Lambda', async () => {
    const world = await begin();
    const { lambda } = connect(world);
    const FunctionName = 'shop-Bill';

    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    await expect(lambda.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect(await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).toMatchObject({
      ReservedConcurrentExecutions: 0,
    });
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect((await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions).toBe(
      undefined,
    );

    await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
    await lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 90 }));
    expect(await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 90,
      LastModified: expect.any(Date),
    });
    const { FunctionEventInvokeConfigs } = await lambda.send(
      new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
    );
    expect(FunctionEventInvokeConfigs).toHaveLength(1);
    await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
    await expect(lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('names errors of queues in both protocols', async () => {
    const world = await begin();
    const { sqs } = connect(world);
    const missing = new SendMessageCommand({ QueueUrl: `${output(world, 'Audit')}-missing`, MessageBody: 'm' });

    await expect(sqs.send(missing)).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });
});
