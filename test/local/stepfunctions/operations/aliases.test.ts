/** Aliases of a state machine through the official client. */
import {
  CreateStateMachineAliasCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { MemoryStore } from '../../../../local/store/memory';
import { aScene, type Scene } from '../scene';
import { clientOf, refusal } from '../sfn-client';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine';
const failing = (error: string) => ({ StartAt: 'F', States: { F: { Type: 'Fail', Error: error } } }) as const;
const to = (...weights: readonly (readonly [version: number, weight: number])[]) =>
  weights.map(([version, weight]) => ({ stateMachineVersionArn: `${ARN}:${version}`, weight }));

/** A machine with versions 1 and 2, which end with the errors `one` and `two`. */
async function aMachine(scene: Scene = aScene()) {
  await scene.create(failing('one'));
  const sfn = clientOf(scene);
  await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: ARN }));
  const definition = JSON.stringify(failing('two'));
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN, definition, publish: true }));
  const create = (name: string, routingConfiguration = to([1, 100]), description?: string) =>
    sfn.send(new CreateStateMachineAliasCommand({ name, routingConfiguration, description }));
  const start = async () => {
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn: `${ARN}:PROD` }));
    await scene.sfn.settled(executionArn);
    return sfn.send(new DescribeExecutionCommand({ executionArn }));
  };
  return { scene, sfn, create, start };
}

test('an execution started by an alias runs its version and tells both', async () => {
  const { sfn, create, start } = await aMachine();
  const created = await create('PROD');

  const execution = await start();

  expect(created.stateMachineAliasArn).toBe(`${ARN}:PROD`);
  expect(execution).toMatchObject({
    error: 'one',
    stateMachineArn: ARN,
    stateMachineVersionArn: `${ARN}:1`,
    stateMachineAliasArn: `${ARN}:PROD`,
  });
  for (const stateMachineArn of [ARN, `${ARN}:1`, `${ARN}:PROD`]) {
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions).toMatchObject([{ executionArn: execution.executionArn }]);
  }
  expect((await sfn.send(new ListExecutionsCommand({ stateMachineArn: `${ARN}:2` }))).executions).toEqual([]);
});

test('two versions share the starts by their weights', async () => {
  const { create, start } = await aMachine();
  await create('PROD', to([1, 80], [2, 20]));

  const counts = { one: 0, two: 0 };
  for (let n = 0; n < 200; n++) counts[(await start()).error === 'one' ? 'one' : 'two']++;

  // Chance is seeded: the count is the same each time, and near its expectation of 40.
  expect(counts.two).toBeGreaterThan(20);
  expect(counts.two).toBeLessThan(60);
});

test('a weight of nothing gets no start, and 100 gets every one', async () => {
  const { create, start } = await aMachine();
  await create('PROD', to([1, 0], [2, 100]));

  for (let n = 0; n < 20; n++) expect((await start()).error).toBe('two');
});

test('an update moves later starts, and a redrive stays with the version of the first attempt', async () => {
  const { scene, sfn, create, start } = await aMachine();
  await create('PROD');
  const { executionArn = '' } = await start();

  const routingConfiguration = to([2, 100]);
  await sfn.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${ARN}:PROD`, routingConfiguration }));
  await sfn.send(new RedriveExecutionCommand({ executionArn }));
  await scene.sfn.settled(executionArn);

  expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    error: 'one',
    stateMachineVersionArn: `${ARN}:1`,
  });
  expect((await start()).error).toBe('two');
});

test('the same alias twice is one; another under its name is refused', async () => {
  const { create } = await aMachine();
  const first = await create('PROD');

  expect((await create('PROD')).creationDate).toEqual(first.creationDate);
  const refused =
    'ConflictException: Failed to create alias because an alias with the same name and a different routing configuration already exists.';
  expect(await refusal(create('PROD', to([2, 100])))).toBe(refused);
  expect(await refusal(create('PROD', to([1, 100]), 'described'))).toBe(refused);
});

test('refuses names and routes that AWS refuses', async () => {
  const { create } = await aMachine();

  expect(await refusal(create('7'))).toBe("InvalidName: Invalid Name: '7'");
  expect(await refusal(create('A', to([1, 60], [2, 30])))).toBe(
    'ValidationException: Sum of routing configuration weights must equal 100. Received: [60,30]',
  );
  expect(await refusal(create('A', to([1, 60], [1, 40])))).toMatch(
    /^ValidationException: Routing configuration must contain distinct state machine version ARNs/,
  );
  expect(await refusal(create('A', to([1, 40], [2, 40], [3, 20])))).toMatch(/length less than or equal to 2$/);
  expect(await refusal(create('A', []))).toMatch(/length greater than or equal to 1$/);
  expect(await refusal(create('A', to([3, 100])))).toBe(
    'ResourceNotFound: Request references a resource that does not exist.',
  );
});

test('a version that an alias refers to stays', async () => {
  const { sfn, create } = await aMachine();
  await create('PROD');
  const remove = () => sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${ARN}:1` }));

  expect(await refusal(remove())).toBe(
    `ConflictException: Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${ARN}:PROD]`,
  );
  await sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn: `${ARN}:PROD` }));
  await remove();

  expect(await refusal(sfn.send(new StartExecutionCommand({ stateMachineArn: `${ARN}:1` })))).toMatch(
    /^StateMachineDoesNotExist: /,
  );
});

test('aliases are described, listed by machine and by version, and kept in the store', async () => {
  const store = new MemoryStore();
  const { create } = await aMachine(aScene(undefined, store));
  await create('PROD', to([1, 90], [2, 10]), 'what customers see');
  await create('TEST', to([2, 100]));
  const sfn = clientOf(aScene(undefined, store));

  const list = async (stateMachineArn: string, more: { maxResults?: number; nextToken?: string } = {}) => {
    const page = await sfn.send(new ListStateMachineAliasesCommand({ stateMachineArn, ...more }));
    return { arns: page.stateMachineAliases?.map((alias) => alias.stateMachineAliasArn), next: page.nextToken };
  };

  const first = await list(ARN, { maxResults: 1 });
  expect(first.arns).toEqual([`${ARN}:PROD`]);
  expect(await list(ARN, { nextToken: first.next ?? '' })).toEqual({ arns: [`${ARN}:TEST`], next: undefined });
  expect((await list(`${ARN}:1`)).arns).toEqual([`${ARN}:PROD`]);
  const stateMachineAliasArn = `${ARN}:PROD`;
  expect(await sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }))).toMatchObject({
    stateMachineAliasArn,
    name: 'PROD',
    description: 'what customers see',
    routingConfiguration: to([1, 90], [2, 10]),
  });
  const unknown = new DescribeStateMachineAliasCommand({ stateMachineAliasArn: `${ARN}:NONE` });
  expect(await refusal(sfn.send(unknown))).toBe('ResourceNotFound: Request references a resource that does not exist.');
});

test('an update of nothing is refused', async () => {
  const { sfn, create } = await aMachine();
  await create('PROD');

  const update = new UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${ARN}:PROD` });

  expect(await refusal(sfn.send(update))).toMatch(/^ValidationException: Either the description or/);
});
