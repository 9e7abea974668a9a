/** What ValidateStateMachineDefinition warns of: it looks like a mistake, and can be created all the same. */
import type { Json, JsonObject } from '../../../../lib/units';
import { aScene } from '../scene';

async function validate(state: JsonObject, more: JsonObject = {}) {
  const definition = JSON.stringify({ StartAt: 'A', States: { A: state } });
  return aScene().call('ValidateStateMachineDefinition', { definition, severity: 'WARNING', ...more });
}

const codes = ({ diagnostics }: JsonObject) =>
  (diagnostics as readonly JsonObject[]).map(({ severity, code, location }) => `${severity} ${code} ${location}`);

const task: JsonObject = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };

test.each<[JsonObject, string]>([
  [{ ...task, Parameters: { Payload: { id: '$.id' } } }, 'WARNING NO_DOLLAR /States/A/Parameters/Payload/id'],
  [{ ...task, Parameters: { list: ['a', '$$.Execution.Id'] } }, 'WARNING NO_DOLLAR /States/A/Parameters/list[1]'],
  [{ ...task, Parameters: { id: 'States.UUID()' } }, 'WARNING NO_DOLLAR /States/A/Parameters/id'],
  [{ Type: 'Fail', Cause: '$.cause' }, 'WARNING NO_PATH /States/A/Cause'],
  [{ Type: 'Pass', Result: { id: '$.id' }, End: true }, 'WARNING PASS_RESULT_IS_STATIC /States/A/Result/id'],
])('%j: %s', async (state, warning) => {
  const answer = await validate(state);

  expect({ result: answer.result, codes: codes(answer) }).toEqual({ result: 'OK', codes: [warning] });
});

test.each<[string, JsonObject]>([
  ['a path that is one', { ...task, Parameters: { 'id.$': '$.id' } }],
  ['money', { ...task, Parameters: { price: '$5', text: 'costs $.50' } }],
  ['JSONata', { ...task, QueryLanguage: 'JSONata', Arguments: { id: '$.id' } }],
])('does not warn of %s', async (_what, state) => {
  expect(codes(await validate(state))).toEqual([]);
});

test('warns only where it is asked to, and not beside errors', async () => {
  const state: JsonObject = { ...task, Parameters: { id: '$.id' } };

  expect(codes(await validate(state, { severity: 'ERROR' }))).toEqual([]);
  expect(codes(await validate({ ...state, Retry: 1 }))).toEqual(['ERROR SCHEMA_VALIDATION_FAILED /States/A/Retry']);
});

test('answers as many as it is asked for, and says that there are more', async () => {
  const many: Json = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`f${index}`, '$.a']));

  const some = await validate({ ...task, Parameters: many }, { maxResults: 2 });
  const most = await validate({ ...task, Parameters: many });

  expect([codes(some).length, some.truncated, codes(most).length, most.truncated]).toEqual([2, true, 100, true]);
});
