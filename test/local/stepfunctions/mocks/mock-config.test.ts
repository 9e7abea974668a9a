/** What a MockConfigFile.json may hold, and how a bad one is refused. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../../lib/units';
import { parseMockConfig } from '../../../../local/stepfunctions/mocks/mock-config';
import { readMockConfig } from '../../../../local/stepfunctions/mocks/mock-config-file';

/** The example of the Developer Guide, cut to what differs. */
const aConfig = {
  StateMachines: {
    LambdaSQSIntegration: {
      TestCases: { RetryPath: { LambdaState: 'MockedLambdaRetry' }, HybridPath: {} },
    },
  },
  MockedResponses: {
    MockedLambdaRetry: {
      '0': { Throw: { Error: 'Lambda.ResourceNotReadyException', Cause: 'Lambda resource is not ready.' } },
      '1-2': { Throw: { Error: 'Lambda.TimeoutException' } },
      '3': { Return: { StatusCode: 200 } },
    },
  },
};

const parse = (config: Json) => parseMockConfig(JSON.stringify(config), 'mocks.json');
const withResponse = (response: Json): Json => ({ StateMachines: {}, MockedResponses: { R: response } });

test('reads test cases by machine and responses by invocation, in order', () => {
  const config = parse(aConfig);

  const response = config.get('LambdaSQSIntegration')?.get('RetryPath')?.get('LambdaState');
  expect(response?.steps.map(({ first, last, result }) => [first, last, result])).toEqual([
    [0, 0, { kind: 'throw', error: 'Lambda.ResourceNotReadyException', cause: 'Lambda resource is not ready.' }],
    [1, 2, { kind: 'throw', error: 'Lambda.TimeoutException', cause: null }],
    [3, 3, { kind: 'return', output: { StatusCode: 200 }, text: '{"StatusCode":200}' }],
  ]);
  expect(config.get('LambdaSQSIntegration')?.get('HybridPath')?.size).toBe(0);
});

test('takes null for a returned value', () => {
  const config = parse({
    StateMachines: { M: { TestCases: { C: { S: 'R' } } } },
    MockedResponses: { R: { '0': { Return: null } } },
  });

  expect(config.get('M')?.get('C')?.get('S')?.steps[0]?.result).toEqual({ kind: 'return', output: null, text: 'null' });
});

test.each<[string, Json, string]>([
  ['a list', [], 'the mock configuration must be an object'],
  ['no machines', { MockedResponses: {} }, 'StateMachines is missing'],
  ['no responses', { StateMachines: {} }, 'MockedResponses is missing'],
  [
    'another field',
    { StateMachines: {}, MockedResponses: {}, Machines: {} },
    "there is an unknown field 'Machines'; the fields are StateMachines and MockedResponses",
  ],
  [
    'a machine without test cases',
    { StateMachines: { M: {} }, MockedResponses: {} },
    'StateMachines.M.TestCases is missing',
  ],
  [
    'a response that is not there',
    { StateMachines: { M: { TestCases: { C: { S: 'Missing' } } } }, MockedResponses: {} },
    "StateMachines.M.TestCases.C.S must name one of the MockedResponses, and is 'Missing', which MockedResponses does not hold",
  ],
  ['no invocation', withResponse({}), 'MockedResponses.R holds nothing; give at least invocation "0"'],
  [
    'a range backwards',
    withResponse({ '3-1': { Return: 1 } }),
    `MockedResponses.R has the field '3-1'; give an invocation as "0" or some as "1-3"`,
  ],
  [
    'a gap',
    withResponse({ '0': { Return: 1 }, '2': { Return: 1 } }),
    'MockedResponses.R does not say what invocation 1 gives',
  ],
  [
    'an overlap',
    withResponse({ '0-2': { Return: 1 }, '2': { Return: 1 } }),
    'MockedResponses.R says twice what invocation 2 gives',
  ],
  [
    'both results',
    withResponse({ '0': { Return: 1, Throw: { Error: 'E' } } }),
    'MockedResponses.R.0 must have exactly one of Return and Throw',
  ],
  ['no error', withResponse({ '0': { Throw: { Cause: 'c' } } }), 'MockedResponses.R.0.Throw.Error must be a string'],
  [
    'a misspelt result',
    withResponse({ '0': { Returns: 1 } }),
    "MockedResponses.R.0 has an unknown field 'Returns'; it may have Return and Throw",
  ],
])('refuses %s, saying where', (_what, config, sentence) => {
  expect(() => parse(config)).toThrow(`mocks.json: ${sentence}`);
});

test('refuses what is not JSON, and a file that is not there', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'backstep-')), 'mocks.json');
  writeFileSync(file, '{');

  expect(() => readMockConfig(file)).toThrow(`${file}: the text is not JSON`);
  expect(() => readMockConfig(`${file}.not`)).toThrow(/mocks\.json\.not cannot be read: .*ENOENT/);
});
