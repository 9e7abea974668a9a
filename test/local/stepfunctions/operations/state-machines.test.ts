/** State machines through the API, and what is refused as a definition. */
import type { Json, JsonObject } from '../../../../lib/units';
import { aPass, aScene, aTask, aWait, type Scene } from '../scene';

const ROLE = 'arn:aws:iam::000000000000:role/machine';

const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
  }
  throw new Error('the call was not refused');
};

const create = (scene: Scene, definition: Json, more: JsonObject = {}) =>
  scene.call('CreateStateMachine', {
    name: 'Machine',
    roleArn: ROLE,
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
    ...more,
  });

const json = (definition: object): Json => JSON.parse(JSON.stringify(definition));

describe('CreateStateMachine', () => {
  test('is idempotent for the same machine, and refuses another under the name', async () => {
    const scene = aScene();
    const first = await create(scene, json(aPass));

    expect(await create(scene, json(aPass), { roleArn: `${ROLE}-2` })).toEqual(first);
    const refused = `StateMachineAlreadyExists: State Machine Already Exists: '${String(first.stateMachineArn)}'`;
    expect(await refusal(create(scene, json(aWait(1))))).toBe(refused);
    expect(await refusal(create(scene, json(aPass), { type: 'EXPRESS' }))).toBe(refused);
  });

  test('names every member that is missing at once', async () => {
    expect(await refusal(aScene().call('CreateStateMachine', { name: 'M' }))).toBe(
      "ValidationException: 2 validation errors detected: Value null at 'definition' failed to satisfy constraint: Member must not be null; Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    );
  });

  test('what it stored is described, and is there after the store is opened again', async () => {
    const scene = aScene();
    const { stateMachineArn = '' } = await create(scene, json(aPass), { tags: [{ key: 'team', value: 'orders' }] });
    const reopened = aScene(undefined, scene.store);

    const described = await reopened.call('DescribeStateMachine', { stateMachineArn });

    expect(described).toEqual({
      stateMachineArn,
      name: 'Machine',
      status: 'ACTIVE',
      definition: JSON.stringify(aPass),
      roleArn: ROLE,
      type: 'STANDARD',
      creationDate: scene.clock.now() / 1000,
      loggingConfiguration: { includeExecutionData: false, level: 'OFF' },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
    expect(await reopened.call('ListTagsForResource', { resourceArn: stateMachineArn })).toEqual({
      tags: [{ key: 'team', value: 'orders' }],
    });
  });
});

describe('definitions', () => {
  const end = { Type: 'Pass', End: true };
  const T = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };

  test.each<[string, Json, string]>([
    [
      'a target that there is not, and a state that nothing leads to',
      { StartAt: 'pass1', States: { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: end } },
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2`,
    ],
    [
      'a circle without an end',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } },
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ],
    [
      'a start that there is not',
      { StartAt: 'X', States: { A: end } },
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /StartAt, MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A`,
    ],
    [
      'a template field that holds no path',
      { StartAt: 'A', States: { A: { ...end, Parameters: { 'x.$': 'plain' } } } },
      `SCHEMA_VALIDATION_FAILED: The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters`,
    ],
    [
      'a rule after States.ALL',
      {
        StartAt: 'A',
        States: { A: { ...T, End: true, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] } },
      },
      'SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and in the last row at /States/A/Retry[0]/ErrorEquals',
    ],
    [
      'a name that is taken in a branch',
      {
        StartAt: 'A',
        States: { A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: end } }], End: true } },
      },
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/Branches[0]/States/A',
    ],
    [
      'a state without Next or End',
      { StartAt: 'A', States: { A: { Type: 'Pass' } } },
      "SCHEMA_VALIDATION_FAILED: A state must have exactly one of 'Next' or 'End' at /States/A",
    ],
    [
      'missing fields',
      { Comment: 'empty' },
      'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt, States] at /',
    ],
    [
      'a ResultPath that may find many',
      { StartAt: 'A', States: { A: { ...end, ResultPath: '$.a[*]' } } },
      'SCHEMA_VALIDATION_FAILED: Value must be a valid Reference Path. at /States/A/ResultPath',
    ],
  ])('refuses %s', async (_what, definition, diagnostics) => {
    expect(await refusal(create(aScene(), definition))).toBe(
      `InvalidDefinition: Invalid State Machine Definition: '${diagnostics}'`,
    );
  });

  test('refuses what is no JSON', async () => {
    expect(await refusal(create(aScene(), '{"StartAt"'))).toMatch(
      /^InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: /,
    );
  });

  test('ValidateStateMachineDefinition tells the same without an error', async () => {
    const scene = aScene();
    const broken = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } };

    expect(await scene.call('ValidateStateMachineDefinition', { definition: JSON.stringify(aTask()) })).toEqual({
      result: 'OK',
      diagnostics: [],
      truncated: false,
    });
    expect(await scene.call('ValidateStateMachineDefinition', { definition: JSON.stringify(broken) })).toEqual({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'MISSING_TRANSITION_TARGET',
          message: "Missing 'Next' target: B",
          location: '/States/A/Next',
        },
        { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' },
      ],
      truncated: false,
    });
  });
});

test('UpdateStateMachine changes what it is given, under a new revision', async () => {
  const scene = aScene();
  const { stateMachineArn = '' } = await create(scene, json(aPass));
  await scene.clock.advance(1000);

  const answer = await scene.call('UpdateStateMachine', { stateMachineArn, definition: JSON.stringify(aWait(1)) });

  const described = await scene.call('DescribeStateMachine', { stateMachineArn });
  expect(answer).toEqual({ updateDate: scene.clock.now() / 1000, revisionId: described.revisionId });
  expect(described).toMatchObject({ definition: JSON.stringify(aWait(1)), roleArn: ROLE });
  expect(await refusal(scene.call('UpdateStateMachine', { stateMachineArn }))).toMatch(/^MissingRequiredParameter: /);
});

test('a deleted machine is gone, and its executions can still be read', async () => {
  const scene = aScene();
  const stateMachineArn = await scene.create(aPass);
  const executionArn = await scene.start(stateMachineArn);

  await scene.call('DeleteStateMachine', { stateMachineArn });
  await scene.call('DeleteStateMachine', { stateMachineArn });

  expect(await refusal(scene.call('DescribeStateMachine', { stateMachineArn }))).toMatch(/^StateMachineDoesNotExist: /);
  expect(await scene.history(executionArn)).toHaveLength(4);
});

test('ListStateMachines goes by name, page by page', async () => {
  const scene = aScene();
  for (const name of ['b', 'c', 'a']) await create(scene, json(aPass), { name });

  const first = await scene.call('ListStateMachines', { maxResults: 2 });
  const second = await scene.call('ListStateMachines', { maxResults: 2, nextToken: first.nextToken ?? '' });

  const names = ({ stateMachines }: JsonObject) => (stateMachines as readonly JsonObject[]).map(({ name }) => name);
  expect([names(first), names(second), second.nextToken]).toEqual([['a', 'b'], ['c'], undefined]);
});
