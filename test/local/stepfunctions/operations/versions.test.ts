/** Versions of a state machine through the official client. */
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { MemoryStore } from '../../../../local/store/memory';
import { aPass, aScene, type Scene } from '../scene';
import { clientOf, refusal } from '../sfn-client';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine';
const roleArn = 'arn:aws:iam::000000000000:role/machine';
const answering = (Result: string) =>
  JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', Result, End: true } } });

async function aMachine(scene: Scene = aScene()) {
  await scene.create(aPass);
  const sfn = clientOf(scene);
  const publish = (revisionId?: string, description?: string) =>
    sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: ARN, revisionId, description }));
  const update = (definition: string) =>
    sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN, definition, publish: true }));
  const outputOf = async (stateMachineArn: string) => {
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    return (await scene.sfn.settled(executionArn)).output;
  };
  return { scene, sfn, publish, update, outputOf };
}

test('numbers go up by one, and a revision is published once', async () => {
  const { publish, update } = await aMachine();

  const first = await publish();
  const again = await publish();
  const second = await update(answering('two'));

  expect(first.stateMachineVersionArn).toBe(`${ARN}:1`);
  expect(again).toMatchObject({ stateMachineVersionArn: `${ARN}:1`, creationDate: first.creationDate });
  expect(second.stateMachineVersionArn).toBe(`${ARN}:2`);
});

test('a number is not given again after its version was deleted', async () => {
  const { sfn, publish, update } = await aMachine();
  await publish();

  await sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${ARN}:1` }));

  expect((await update(answering('two'))).stateMachineVersionArn).toBe(`${ARN}:2`);
});

test('only the current revision is published', async () => {
  const { sfn, publish } = await aMachine();

  expect(await refusal(publish('another'))).toBe(
    'ConflictException: Failed to publish the State Machine version for revision another. The current State Machine revision is INITIAL.',
  );
  expect((await publish('INITIAL')).stateMachineVersionArn).toBe(`${ARN}:1`);
  const { revisionId } = await sfn.send(
    new UpdateStateMachineCommand({ stateMachineArn: ARN, definition: answering('two') }),
  );
  expect((await publish(revisionId)).stateMachineVersionArn).toBe(`${ARN}:2`);
});

test('CreateStateMachine publishes on request, and a description needs it', async () => {
  const sfn = clientOf(aScene());
  const machine = { name: 'Machine', definition: answering('one'), roleArn, versionDescription: 'the first' };

  expect(await refusal(sfn.send(new CreateStateMachineCommand(machine)))).toBe(
    'ValidationException: Version description can only be set when publish is true',
  );
  const created = await sfn.send(new CreateStateMachineCommand({ ...machine, publish: true }));
  const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: `${ARN}:1` }));

  expect(created).toMatchObject({ stateMachineArn: ARN, stateMachineVersionArn: `${ARN}:1` });
  expect(described).toMatchObject({
    stateMachineArn: `${ARN}:1`,
    name: 'Machine',
    description: 'the first',
    definition: answering('one'),
    status: 'ACTIVE',
  });
});

test('a version is what it was when it was published', async () => {
  const { publish, update, outputOf } = await aMachine();
  await publish();
  await update(answering('two'));

  expect([await outputOf(`${ARN}:1`), await outputOf(`${ARN}:2`), await outputOf(ARN)]).toEqual([
    '{}',
    '"two"',
    '"two"',
  ]);
});

test('an execution tells the version that it was started by, and is listed by it', async () => {
  const { scene, sfn, publish } = await aMachine();
  await publish();

  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn: `${ARN}:1` }));
  await scene.start(ARN);
  await scene.sfn.settled(executionArn);

  const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ stateMachineArn: ARN, stateMachineVersionArn: `${ARN}:1` });
  expect(described.stateMachineAliasArn).toBeUndefined();
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events[0]?.executionStartedEventDetails?.stateMachineVersionArn).toBe(`${ARN}:1`);
  const listed = async (stateMachineArn: string) =>
    (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
  expect(await listed(`${ARN}:1`)).toMatchObject([{ executionArn, stateMachineVersionArn: `${ARN}:1` }]);
  expect(await listed(ARN)).toHaveLength(2);
});

test('what is not there is refused', async () => {
  const { sfn, publish } = await aMachine();
  await publish();
  const refused = `StateMachineDoesNotExist: State Machine Does Not Exist: '${ARN}:2'`;
  const stateMachineArn = `${ARN}:2`;

  expect(await refusal(sfn.send(new StartExecutionCommand({ stateMachineArn })))).toBe(refused);
  expect(await refusal(sfn.send(new DescribeStateMachineCommand({ stateMachineArn })))).toBe(refused);
  expect(await refusal(sfn.send(new ListExecutionsCommand({ stateMachineArn })))).toBe(refused);
});

test('versions are listed newest first, in pages, and from the store', async () => {
  const store = new MemoryStore();
  const { publish, update } = await aMachine(aScene(undefined, store));
  await publish();
  for (const name of ['two', 'three', 'four', 'five']) await update(answering(name));
  const sfn = clientOf(aScene(undefined, store));

  const arns: (string | undefined)[] = [];
  const sizes: number[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new ListStateMachineVersionsCommand({ stateMachineArn: ARN, maxResults: 2, nextToken }),
    );
    arns.push(...(page.stateMachineVersions ?? []).map(({ stateMachineVersionArn }) => stateMachineVersionArn));
    sizes.push(page.stateMachineVersions?.length ?? 0);
    ({ nextToken } = page);
  } while (nextToken !== undefined);

  expect(arns).toEqual([5, 4, 3, 2, 1].map((number) => `${ARN}:${number}`));
  expect(sizes).toEqual([2, 2, 1]);
});

test('deleting the machine deletes its versions, and a machine of that name begins at 1 again', async () => {
  const { scene, sfn, publish } = await aMachine();
  await publish();

  expect(await refusal(sfn.send(new DeleteStateMachineCommand({ stateMachineArn: `${ARN}:1` })))).toMatch(
    /^ValidationException: /,
  );
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: ARN }));
  await scene.create(aPass);

  const { stateMachineVersions } = await sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn: ARN }));
  expect(stateMachineVersions).toEqual([]);
  expect((await publish()).stateMachineVersionArn).toBe(`${ARN}:1`);
});

test('an Express version runs synchronously, and METADATA_ONLY leaves the data out', async () => {
  const scene = aScene();
  await scene.create(aPass, { type: 'EXPRESS' });
  const sfn = clientOf(scene);
  await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: ARN }));
  const start = { stateMachineArn: `${ARN}:1`, input: '{"a":1}' };

  const whole = await sfn.send(new StartSyncExecutionCommand(start));
  const metadata = await sfn.send(new StartSyncExecutionCommand({ ...start, includedData: 'METADATA_ONLY' }));

  expect(whole).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}', inputDetails: { included: true } });
  expect(metadata).toMatchObject({
    status: 'SUCCEEDED',
    inputDetails: { included: false },
    outputDetails: { included: false },
  });
  expect([metadata.input, metadata.output]).toEqual([undefined, undefined]);
});
