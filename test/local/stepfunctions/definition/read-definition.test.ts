/** What is refused as a definition: code, message and place, in the words of the service where they are known. */
import type { Json, JsonObject } from '../../../../lib/units';
import { readDefinition } from '../../../../local/stepfunctions/definition/read-definition';

/** One machine with the state `A`, which ends it unless it says otherwise. */
const aMachine = (state: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...more,
  StartAt: 'A',
  States: { A: state },
});

function refused(definition: Json): readonly string[] {
  const read = readDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
  if (read.kind === 'valid') return [];
  return read.diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location ?? 'null'}`);
}

const schema = (message: string, at = '/States/A') => `SCHEMA_VALIDATION_FAILED: ${message} at ${at}`;

const pass: JsonObject = { Type: 'Pass', End: true };
const task: JsonObject = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const wait: JsonObject = { Type: 'Wait', Seconds: 1, End: true };
const inner: JsonObject = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
const map: JsonObject = { Type: 'Map', ItemProcessor: inner, End: true };
const parallel: JsonObject = { Type: 'Parallel', Branches: [inner], End: true };
const STATES: { readonly [type: string]: JsonObject } = {
  Task: task,
  Pass: pass,
  Wait: wait,
  Map: map,
  Parallel: parallel,
  Choice: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }] },
  Succeed: { Type: 'Succeed' },
  Fail: { Type: 'Fail' },
};
const withB = (state: JsonObject): JsonObject => ({ StartAt: 'A', States: { A: state, B: { Type: 'Succeed' } } });

describe('a field belongs to some state types', () => {
  const places: readonly (readonly [field: string, value: Json, types: readonly string[]])[] = [
    ['TimeoutSeconds', 5, ['Task']],
    ['Retry', [{ ErrorEquals: ['E'] }], ['Task', 'Parallel', 'Map']],
    ['Catch', [{ ErrorEquals: ['E'], Next: 'B' }], ['Task', 'Parallel', 'Map']],
    ['ResultPath', '$.r', ['Task', 'Parallel', 'Map', 'Pass']],
    ['ResultSelector', {}, ['Task', 'Parallel', 'Map']],
    ['Result', 1, ['Pass']],
    ['Assign', { x: 1 }, ['Task', 'Parallel', 'Map', 'Pass', 'Wait', 'Choice']],
    ['InputPath', '$', ['Task', 'Parallel', 'Map', 'Pass', 'Wait', 'Choice', 'Succeed']],
    ['MaxConcurrency', 1, ['Map']],
    ['Cause', 'c', ['Fail']],
  ];

  test.each(
    places.flatMap(([field, value, types]) =>
      Object.keys(STATES).map((type) => [field, type, types.includes(type), value] as const),
    ),
  )('%s on %s: %s', (field, type, belongs, value) => {
    const found = refused(withB({ ...STATES[type], [field]: value }));

    const unsupported = schema(`Field '${field}' is not supported`);
    expect(found.includes(unsupported)).toBe(!belongs);
    expect(found.filter((each) => each.startsWith('SCHEMA') && each !== unsupported)).toEqual([]);
  });
});

describe('a field belongs to a query language', () => {
  test.each<[string, JsonObject, string]>([
    ['JSONPath', { ...pass, Output: 1 }, 'Output'],
    ['JSONPath', { ...task, Arguments: {} }, 'Arguments'],
    ['JSONata', { ...pass, InputPath: '$' }, 'InputPath'],
    ['JSONata', { ...pass, Result: 1 }, 'Result'],
    ['JSONata', { ...task, TimeoutSecondsPath: '$.t' }, 'TimeoutSecondsPath'],
    ['JSONata', { ...map, ItemsPath: '$' }, 'ItemsPath'],
  ])('%s: %j', (language, state, field) => {
    const other = language === 'JSONPath' ? 'JSONata' : 'JSONPath';

    expect(refused(aMachine(state, { QueryLanguage: language }))).toEqual([
      schema(
        `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
      ),
    ]);
  });

  test('a state may speak JSONata in a JSONPath machine, and not the other way round', () => {
    expect(refused(aMachine({ ...pass, QueryLanguage: 'JSONata', Output: 1 }))).toEqual([]);
    expect(refused(aMachine({ ...pass, QueryLanguage: 'JSONPath' }, { QueryLanguage: 'JSONata' }))).toEqual([
      schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"),
    ]);
  });

  test('the states of a processor speak the machine’s language, whatever their Map state speaks', () => {
    const within = { StartAt: 'I', States: { I: { ...pass, Output: 1 } } };

    expect(refused(aMachine({ ...map, QueryLanguage: 'JSONata', ItemProcessor: within }))).toEqual([
      schema(
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
        '/States/A/ItemProcessor/States/I',
      ),
    ]);
    expect(refused(aMachine({ ...map, ItemProcessor: { ...inner, QueryLanguage: 'JSONata' } }))).toEqual([
      schema("Field 'QueryLanguage' is not supported", '/States/A/ItemProcessor'),
    ]);
  });

  test('there are two', () => {
    expect(refused(aMachine(pass, { QueryLanguage: 'XPath' }))).toEqual([
      schema('Value must be one of [JSONPath, JSONata]', '/QueryLanguage'),
    ]);
  });
});

describe('JSONata expressions', () => {
  const output = (Output: Json) => refused(aMachine({ ...pass, Output }, { QueryLanguage: 'JSONata' }));

  test.each([
    ['{% 1 + %}', 'Unexpected end of expression'],
    ['{% "unterminated %}', 'String literal must be terminated by a matching quote'],
    ['{% $x[1,2) %}', 'Expected "]", got ","'],
  ])('must parse: %s', (text, message) => {
    expect(output({ v: text })).toEqual([`INVALID_JSONATA_EXPRESSION: ${message} at /States/A/Output/v`]);
  });

  test.each([
    ['{% phone %}', ['phone']],
    ['{% phone.number & $states.input.name %}', ['phone']],
    ['{% $sum(amounts) > limit ? [a] : {"k": b} %}', ['amounts', 'limit', 'a', 'b']],
    ['{% ($x := phone; phone) %}', ['phone']],
  ])('may not read a context that there is none of: %s', (text, names) => {
    expect(output(text)).toEqual(
      names.map(
        (name) =>
          `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '${name}' at the top level is not supported. at /States/A/Output`,
      ),
    );
  });

  test.each([
    '{% $states.input.items[price > 5].name %}',
    '{% $states.input.items.(price * quantity) %}',
    '{% $map($states.input.items, function($i) { $i.name }) %}',
    '{% $states.input ~> | $ | {"a": b} | %}',
    '{% $states.input.items^(price) %}',
    ' {% phone %}',
    'phone',
  ])('may read a context that a path, a filter or a function has: %s', (text) => {
    expect(output(text)).toEqual([]);
  });
});

describe('values', () => {
  test.each<[string, JsonObject, string, string]>([
    ['a path', { ...pass, OutputPath: 'Test' }, 'Value must be a valid JSONPath.', '/OutputPath'],
    ['a place', { ...pass, ResultPath: '$.a[*]' }, 'Value must be a valid Reference Path.', '/ResultPath'],
    ['a place of the context', { ...pass, ResultPath: '$$.a' }, 'Value must be a valid Reference Path.', '/ResultPath'],
    [
      'a template',
      { ...task, Parameters: { 'JobName.$': 'foo' } },
      "The value for the field 'JobName.$' must be a valid JSONPath or a valid intrinsic function call",
      '/Parameters',
    ],
    [
      'an intrinsic function',
      { ...task, Parameters: { 'x.$': 'States.Nothing($.a)' } },
      "The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call",
      '/Parameters',
    ],
    ['a resource', { ...task, Resource: 'work' }, 'Value is not a valid resource ARN', '/Resource'],
    ['no seconds', { ...task, TimeoutSeconds: 0 }, 'Value is less than the minimum of 1', '/TimeoutSeconds'],
    [
      'too many seconds',
      { ...task, TimeoutSeconds: 100_000_000 },
      'Value is greater than the maximum of 99999999',
      '/TimeoutSeconds',
    ],
    ['half a second', { ...wait, Seconds: 0.5 }, 'Expected value of type Integer', '/Seconds'],
    [
      'a day',
      { ...wait, Seconds: undefined as never, Timestamp: '2026-01-01' },
      'Value must be a valid ISO-8601 timestamp',
      '/Timestamp',
    ],
    ['a word', { ...pass, Next: 1, End: false }, 'Expected value of type String', '/Next'],
    [
      'a percentage',
      { ...map, ToleratedFailurePercentage: 101 },
      'Value is greater than the maximum of 100',
      '/ToleratedFailurePercentage',
    ],
    ['a variable', { ...pass, Assign: { states: 1 } }, "'states' is not a valid variable name", '/Assign'],
    ['a variable', { ...pass, Assign: { '1st.$': '$' } }, "'1st' is not a valid variable name", '/Assign'],
  ])('%s: %j', (_what, state, message, field) => {
    expect(refused(aMachine(state))).toEqual([schema(message, `/States/A${field}`)]);
  });

  test('in JSONata a number may be an expression', () => {
    const state = { ...task, TimeoutSeconds: '{% $states.input.t %}', HeartbeatSeconds: '{% 1 %}' };

    expect(refused(aMachine(state, { QueryLanguage: 'JSONata' }))).toEqual([]);
    expect(refused(aMachine({ ...state, HeartbeatSeconds: 1 }))).toEqual([
      schema('Expected value of type Integer', '/States/A/TimeoutSeconds'),
    ]);
  });
});

describe('fields that go together, or do not', () => {
  test.each<[JsonObject, string]>([
    [{ Type: 'Pass' }, "A state must have exactly one of 'Next' or 'End'"],
    [{ ...pass, Next: 'A' }, "A state must have exactly one of 'Next' or 'End'"],
    [{ Type: 'Task', End: true }, 'These fields are required: [Resource]'],
    [{ Type: 'Choice', Default: 'A' }, 'These fields are required: [Choices]'],
    [{ Type: 'Map', End: true }, 'These fields are required: [ItemProcessor]'],
    [
      { ...wait, SecondsPath: '$.s' },
      'A Wait state must have exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath]',
    ],
    [
      { ...task, TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' },
      'Only one of these fields is allowed: [TimeoutSeconds, TimeoutSecondsPath]',
    ],
    [{ Type: 'Fail', Error: 'E', ErrorPath: '$.e' }, 'Only one of these fields is allowed: [Error, ErrorPath]'],
    [{ ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 }, 'HeartbeatSeconds must be smaller than TimeoutSeconds'],
    [{ ...map, ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } }, "Field 'ItemReader' is not supported"],
    [{ Type: 'Passs' }, 'Unknown state type "Passs"'],
    [{}, 'These fields are required: [Type]'],
  ])('%j: %s', (state, message) => {
    expect(refused(aMachine(state))[0]).toContain(message);
  });

  test('a distributed Map says how its executions run', () => {
    const ItemProcessor = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED' } };

    expect(refused(aMachine({ ...map, ItemProcessor }))).toEqual([
      schema('These fields are required: [ExecutionType]', '/States/A/ItemProcessor/ProcessorConfig'),
    ]);
  });
});

describe('the rows of Retry and Catch', () => {
  const retry = (...Retry: readonly JsonObject[]) => refused(aMachine({ ...task, Retry }));

  test.each<[JsonObject, string, string]>([
    [{}, 'These fields are required: [ErrorEquals]', ''],
    [{ ErrorEquals: [] }, 'Expected a non-empty array of Strings', '/ErrorEquals'],
    [{ ErrorEquals: ['E'], BackoffRate: 0.5 }, 'Value is less than the minimum of 1', '/BackoffRate'],
    [{ ErrorEquals: ['E'], MaxAttempts: -1 }, 'Value is less than the minimum of 0', '/MaxAttempts'],
    [{ ErrorEquals: ['E'], JitterStrategy: 'SOME' }, 'Value must be one of [FULL, NONE]', '/JitterStrategy'],
    [
      { ErrorEquals: ['E'], IntervalSeconds: 9, MaxDelaySeconds: 9 },
      'MaxDelaySeconds must be greater than IntervalSeconds',
      '',
    ],
    [{ ErrorEquals: ['E'], Next: 'A' }, "Field 'Next' is not supported", ''],
  ])('%j', (row, message, field) => {
    expect(retry(row)).toEqual([schema(message, `/States/A/Retry[0]${field}`)]);
  });

  test('States.ALL stands alone, in the last row', () => {
    const message = 'States.ALL must appear alone and in the last row';

    expect(retry({ ErrorEquals: ['E', 'States.ALL'] })).toEqual([schema(message, '/States/A/Retry[0]/ErrorEquals')]);
    expect(retry({ ErrorEquals: ['E'] }, { ErrorEquals: ['States.ALL'] })).toEqual([]);
  });

  test('a Catch leads somewhere, and puts its error into a place of JSONPath alone', () => {
    const catching = (row: JsonObject, more: JsonObject = {}) =>
      refused({ ...withB({ ...task, Catch: [row] }), ...more }).slice(0, 1);

    expect(catching({ ErrorEquals: ['E'] })).toEqual([
      schema('These fields are required: [Next]', '/States/A/Catch[0]'),
    ]);
    expect(catching({ ErrorEquals: ['E'], Next: 'B', ResultPath: '$.e' }, { QueryLanguage: 'JSONata' })).toEqual([
      schema(
        "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage",
        '/States/A/Catch[0]',
      ),
    ]);
  });
});

describe('the rules of a Choice', () => {
  const choosing = (rule: JsonObject, more: JsonObject = {}) =>
    refused({ ...withB({ Type: 'Choice', Choices: [rule], Default: 'B' }), ...more });
  const at = '/States/A/Choices[0]';

  test.each<[JsonObject, string, string]>([
    [{ Variable: '$.a', StringEquals: 'x' }, 'These fields are required: [Next]', at],
    [{ StringEquals: 'x', Next: 'B' }, 'These fields are required: [Variable]', at],
    [{ Variable: '$.a', Next: 'B' }, 'Exactly one comparison operator is required', at],
    [
      { Variable: '$.a', StringEquals: 'x', IsNull: true, Next: 'B' },
      'Exactly one comparison operator is required',
      at,
    ],
    [{ Variable: '$.a', StringEqual: 'x', Next: 'B' }, "Field 'StringEqual' is not supported", at],
    [{ Variable: 'a', IsNull: true, Next: 'B' }, 'Value must be a valid JSONPath.', `${at}/Variable`],
    [{ Variable: '$.a', NumericEquals: '1', Next: 'B' }, 'Expected value of type Number', `${at}/NumericEquals`],
    [{ Variable: '$.a', BooleanEquals: 'true', Next: 'B' }, 'Expected value of type Boolean', `${at}/BooleanEquals`],
    [
      { Variable: '$.a', TimestampEquals: 'today', Next: 'B' },
      'Value must be a valid ISO-8601 timestamp',
      `${at}/TimestampEquals`,
    ],
    [
      { Variable: '$.a', StringEqualsPath: 'b', Next: 'B' },
      'Value must be a valid JSONPath.',
      `${at}/StringEqualsPath`,
    ],
    [{ And: [], Next: 'B' }, 'Expected a non-empty array of rules', `${at}/And`],
    [{ Not: { Variable: '$.a', IsNull: true, Next: 'B' }, Next: 'B' }, "Field 'Next' is not supported", `${at}/Not`],
    [{ Or: [{ Variable: '$.a' }], Next: 'B' }, 'Exactly one comparison operator is required', `${at}/Or[0]`],
  ])('%j', (rule, message, place) => {
    expect(choosing(rule)).toEqual([schema(message, place)]);
  });

  test('JSONata has a condition instead', () => {
    const jsonata = { QueryLanguage: 'JSONata' };

    expect(choosing({ Condition: '{% $states.input.a = 1 %}', Next: 'B' }, jsonata)).toEqual([]);
    expect(choosing({ Condition: true, Next: 'B' }, jsonata)).toEqual([]);
    expect(choosing({ Condition: 'yes', Next: 'B' }, jsonata)).toEqual([
      schema('Value must be a JSONata expression', `${at}/Condition`),
    ]);
    expect(choosing({ Next: 'B' }, jsonata)).toEqual([schema('These fields are required: [Condition]', at)]);
  });
});

describe('names, labels and nesting', () => {
  test('a state’s name has at most 80 characters', () => {
    const named = (name: string) => refused({ StartAt: name, States: { [name]: pass } });

    expect(named('é'.repeat(80))).toEqual([]);
    expect(named('a'.repeat(81))).toEqual([
      `INVALID_STATE_NAME: State name must have 1 to 80 characters at /States/${'a'.repeat(81)}`,
    ]);
  });

  test('a label has its own rules, and is there once', () => {
    const labelled = (Label: string, states: readonly string[] = ['I']) => ({
      ...map,
      Label,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: states[0] ?? '',
        States: Object.fromEntries(states.map((name) => [name, pass])),
      },
    });
    const two = {
      StartAt: 'A',
      States: { A: { ...labelled('L'), End: undefined, Next: 'B' }, B: labelled('L', ['J']) },
    };

    expect(refused(aMachine(labelled('two words')))).toEqual([
      'INVALID_LABEL_NAME: Invalid label name: two words at /States/A/Label',
    ]);
    expect(refused(JSON.parse(JSON.stringify(two)) as Json)).toEqual([
      'DUPLICATE_LABEL_NAME: Duplicate label name: L at /States/B',
    ]);
  });

  test('what is nested without end is refused, however deep', () => {
    const deep = (depth: number) =>
      `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Result":${'['.repeat(depth)}${']'.repeat(depth)}}}}`;

    expect(refused(deep(100))).toEqual([]);
    expect(refused(deep(200_000))[0]).toMatch(/^TOO_DEEPLY_NESTED: /);
  });
});
