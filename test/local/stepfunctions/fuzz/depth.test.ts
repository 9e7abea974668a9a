/** Data that is nested without end is refused where it comes in, and takes nothing down. */
import type { Json, JsonObject } from '../../../../lib/units';
import { nestsTooDeep } from '../../../../local/stepfunctions/json';
import { aScene, aTask } from '../scene';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const aPass = (more: JsonObject): JsonObject => ({ Type: 'Pass', End: true, ...more });
const alone = (state: JsonObject) => JSON.stringify({ StartAt: 'A', States: { A: state } });

test('a thousand levels are followed, and not one more', () => {
  expect(nestsTooDeep(nested(1_000))).toBe(false);
  expect(nestsTooDeep(nested(1_001))).toBe(true);
  expect(nestsTooDeep(JSON.stringify('['.repeat(5_000)))).toBe(false);
  expect(nestsTooDeep(JSON.stringify([`"${'['.repeat(5_000)}`]))).toBe(false);
  expect(nestsTooDeep(`[${'[],'.repeat(5_000)}[]]`)).toBe(false);
});

test('an input is refused', async () => {
  const scene = aScene();
  const arn = await scene.create({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });

  await expect(scene.call('StartExecution', { stateMachineArn: arn, input: nested(100_000) })).rejects.toMatchObject({
    code: 'InvalidExecutionInput',
  });
  const deepest = await scene.call('StartExecution', { stateMachineArn: arn, input: nested(1_000) });
  expect((await scene.sfn.settled(String(deepest.executionArn))).status).toBe('SUCCEEDED');
});

test('a text that a state would read fails the state', async () => {
  const { call } = aScene();
  const definition = JSON.stringify(aPass({ Parameters: { 'x.$': 'States.StringToJson($)' } }));

  const answer = await call('TestState', { definition, input: JSON.stringify(nested(100_000)) });

  expect(answer).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
});

test("a task's answer fails the task", async () => {
  const scene = aScene(async () => ({ kind: 'returned', payload: nested(100_000) }));
  const arn = await scene.create(aTask());

  const settled = await scene.sfn.settled(await scene.start(arn));

  expect(settled).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('states that nest their data ever deeper are stopped, at the start of an execution too', async () => {
  const scene = aScene();
  const deeper = JSON.parse(`${'['.repeat(200)}{"x.$":"$"}${']'.repeat(200)}`) as Json;
  const states = Array.from({ length: 40 }, (_, index): readonly [string, JsonObject] => [
    `S${index}`,
    { Type: 'Pass', Parameters: deeper, ...(index === 39 ? { End: true } : { Next: `S${index + 1}` }) },
  ]);
  const definition = JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(states) });
  const created = await scene.call('CreateStateMachine', {
    name: 'M',
    roleArn: 'arn:aws:iam::000000000000:role/m',
    definition,
  });

  const settled = await scene.sfn.settled(await scene.start(String(created.stateMachineArn)));

  expect(settled).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('a definition is refused', async () => {
  const definition = alone(aPass({})).replace('"End":true', `"End":true,"Result":${nested(100_000)}`);

  await expect(aScene().call('TestState', { definition })).rejects.toMatchObject({ code: 'InvalidDefinition' });
  await expect(
    aScene().call('CreateStateMachine', { name: 'M', roleArn: 'arn:aws:iam::000000000000:role/m', definition }),
  ).rejects.toMatchObject({ code: 'InvalidDefinition' });
});
